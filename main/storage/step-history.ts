import { z } from 'zod';
import type { HistoryState } from '../../core/ports/project-store.ts';
import { recordChangeSchema, type RecordChange } from '../../core/project/record-change.ts';
import type { Database } from './sqlite.ts';

/** At most so many steps can be undone, and their changes take at most so many bytes. */
const mostSteps = 1000;
const mostBytes = 64 * 1024 * 1024;

const storedChangesSchema = z.array(recordChangeSchema);

/** A step as the file has it. `changes` is null when its row is damaged. */
interface StoredStep {
  readonly label: string;
  readonly changes: readonly RecordChange[] | null;
}

/**
 * The steps of a project, in its file: those up to the position can be undone, those behind it redone. Everything that writes is
 * called inside a transaction.
 */
export interface StepHistory {
  state(): HistoryState;
  /** The step that undo takes back, or redo does again. */
  peek(direction: 'undo' | 'redo'): StoredStep | null;
  /** Adds a step; those that could be redone are gone. */
  append(label: string, changes: readonly RecordChange[], nowMs: number): void;
  /** Gives the newest step other changes; an empty list removes it. */
  replaceLast(changes: readonly RecordChange[]): void;
  move(direction: 'undo' | 'redo'): void;
  /** Forgets what cannot be undone or redone because a row is damaged. */
  forget(direction: 'undo' | 'redo'): void;
}

/** @param database a connection whose tables have the current version */
export function openHistory(database: Database): StepHistory {
  const position = () =>
    database.prepare<[], number>('SELECT history_position FROM project WHERE id = 1').pluck().get() ?? 0;
  const setPosition = (step: number) =>
    database.prepare('UPDATE project SET history_position = ? WHERE id = 1').run(step);
  const labelAt = (step: number) =>
    database.prepare<[number], string>('SELECT label FROM history WHERE step = ?').pluck().get(step) ?? null;
  const next = (direction: 'undo' | 'redo') => (direction === 'undo' ? position() : position() + 1);
  const removeUpTo = (step: number) => database.prepare('DELETE FROM history WHERE step <= ?').run(step);
  const removeFrom = (step: number) => database.prepare('DELETE FROM history WHERE step >= ?').run(step);
  return {
    state: () => ({ undoLabel: labelAt(next('undo')), redoLabel: labelAt(next('redo')) }),
    peek(direction) {
      const row = database
        .prepare<[number], { label: string; changes: string }>('SELECT label, changes FROM history WHERE step = ?')
        .get(next(direction));
      return row === undefined ? null : { label: row.label, changes: parseChanges(row.changes) };
    },
    append(label, changes, nowMs) {
      const step = next('redo');
      removeFrom(step);
      database
        .prepare('INSERT INTO history (step, label, created_ms, changes) VALUES (?, ?, ?, ?)')
        .run(step, label, Math.round(nowMs), JSON.stringify(changes));
      setPosition(step);
      removeUpTo(step - mostSteps);
      removeUpTo(lastStepBeyond(database, mostBytes));
    },
    replaceLast(changes) {
      const step = position();
      if (changes.length === 0) {
        removeFrom(step);
        setPosition(step - 1);
      } else {
        database.prepare('UPDATE history SET changes = ? WHERE step = ?').run(JSON.stringify(changes), step);
      }
    },
    move(direction) {
      setPosition(direction === 'undo' ? position() - 1 : position() + 1);
    },
    forget(direction) {
      if (direction === 'undo') removeUpTo(position());
      else removeFrom(next('redo'));
    },
  };
}

function parseChanges(text: string): readonly RecordChange[] | null {
  try {
    return (storedChangesSchema.safeParse(JSON.parse(text)).data ?? null) as readonly RecordChange[] | null;
  } catch (failure) {
    if (failure instanceof SyntaxError) return null;
    throw failure;
  }
}

/** The newest step that no longer fits when the changes of all newer ones are kept; 0 when all fit. The newest always stays. */
function lastStepBeyond(database: Database, limitBytes: number): number {
  const rows = database
    .prepare<[], { step: number; bytes: number }>(
      'SELECT step, octet_length(changes) AS bytes FROM history ORDER BY step DESC',
    )
    .iterate();
  let [total, isNewest] = [0, true];
  for (const { step, bytes } of rows) {
    total += bytes;
    if (total > limitBytes && !isNewest) return step;
    isNewest = false;
  }
  return 0;
}

import { sayingOf } from '../../core/saying.ts';
import type { CommittedStep, HistoryState } from '../../core/ports/project-store.ts';
import { assertSoundDocument } from '../../core/project/check-document.ts';
import { applyChanges, changesBetween, invertChanges, mergeChanges } from '../../core/project/document.ts';
import type { RecordChange } from '../../core/project/record-change.ts';
import type { ProjectDocument } from '../../core/project/records.ts';
import { checkChanges, doChangesFit } from './change-check.ts';
import { sealContent } from './content-digest.ts';
import { readExports, writeExport } from './export-rows.ts';
import type { OpenFile } from './open-file.ts';
import { readSoundContent, type ProjectContent } from './project-content.ts';
import type { ProjectLock } from './project-lock.ts';
import { createRecordWriter } from './record-rows.ts';
import { createRoutineSnapshots } from './routine-snapshots.ts';
import { backUpTo, type SnapshotFolder } from './snapshot-folder.ts';
import { sqliteCodeOf, type Database, type Sqlite } from './sqlite.ts';
import { openHistory } from './step-history.ts';
import { createWriteGuard, type WriteGuard } from './write-guard.ts';

/** What an editing project is made of; it owns the connection and the lock. */
export interface EditingParts {
  readonly sqlite: Sqlite;
  readonly path: string;
  /** Writable, of the current version. */
  readonly database: Database;
  readonly lock: ProjectLock;
  readonly content: ProjectContent;
  readonly snapshots: SnapshotFolder;
  readonly now: () => number;
}

/** The project of the process that may write it. Every change is one transaction, on disk before it is acknowledged. */
export function openEditing(parts: EditingParts): OpenFile {
  const { sqlite, path, database, lock, content, snapshots, now } = parts;
  const guard = createWriteGuard(path, database, lock, content.revision);
  const seal = () => {
    try {
      if (!guard.isReadOnly && lock.isHeld) sealContent(database, path);
    } catch (failure) {
      // Without the digest the file is as good as after a crash: nothing is lost when it cannot be written.
      if (sqliteCodeOf(failure) === '') throw failure;
    }
  };
  const routine = createRoutineSnapshots(database, snapshots, now, seal, (sentence) => {
    guard.notice = sentence;
    guard.noticeSaying = sayingOf('project.no-safety-copy', {});
  });
  const steps = createSteps(database, guard, content.document, now, () => routine.takeWhenDue());
  let exports = content.exports;
  return {
    get mode() {
      return guard.isReadOnly ? ('read-only' as const) : ('editing' as const);
    },
    get notice() {
      return guard.notice;
    },
    get noticeSaying() {
      return guard.noticeSaying;
    },
    get revision() {
      return guard.revision;
    },
    get document() {
      return steps.document;
    },
    get history() {
      return steps.history;
    },
    get exports() {
      return exports;
    },
    commit: steps.commit,
    undo: () => steps.travel('undo'),
    redo: () => steps.travel('redo'),
    writeExport(record) {
      guard.write(false, () => writeExport(database, record));
      exports = readExports(database).exports;
    },
    async saveCopy(target) {
      seal();
      await backUpTo(database, target);
    },
    async takeSnapshot() {
      guard.assertWritable();
      return routine.take();
    },
    async restoreSnapshot(snapshotId) {
      const restored = await readSoundContent(sqlite, await snapshots.pathOf(snapshotId));
      const changes = changesBetween(steps.document, restored.document);
      return { step: steps.commit('Restore safety copy', changes, null), successor: null };
    },
    async close() {
      await routine.settle();
      try {
        seal();
      } finally {
        database.close();
        await lock.release();
      }
    },
  };
}

/** The document as it is now, and the steps that change it. */
interface Steps {
  readonly document: ProjectDocument;
  readonly history: HistoryState;
  commit(label: string, wanted: readonly RecordChange[], gestureId: string | null): CommittedStep;
  travel(direction: 'undo' | 'redo'): CommittedStep | null;
}

function createSteps(
  database: Database,
  guard: WriteGuard,
  start: ProjectDocument,
  now: () => number,
  onStep: () => void,
): Steps {
  const records = createRecordWriter(database);
  const history = openHistory(database);
  let document = start;
  let state = history.state();
  /** What the running gesture did so far. */
  let gesture: { readonly id: string; readonly changes: readonly RecordChange[] } | null = null;

  function step(changes: readonly RecordChange[], record: () => void): CommittedStep {
    const next = applyChanges(document, changes);
    assertSoundDocument(next);
    guard.write(true, () => {
      records.write(changes);
      record();
    });
    document = next;
    state = history.state();
    onStep();
    return { revision: guard.revision, changes, history: state };
  }

  return {
    get document() {
      return document;
    },
    get history() {
      return state;
    },
    commit(label, wanted, gestureId) {
      guard.assertWritable();
      const changes = checkChanges(document, wanted);
      if (changes.length === 0) return { revision: guard.revision, changes, history: state };
      const earlier = gestureId !== null && gesture?.id === gestureId ? gesture.changes : null;
      const whole = earlier === null ? changes : mergeChanges([...earlier, ...changes]);
      const committed = step(changes, () => {
        if (earlier === null) history.append(label, whole, now());
        else history.replaceLast(whole);
      });
      // A gesture that came back to where it began has no step any more; what follows is a new one.
      gesture = gestureId === null || whole.length === 0 ? null : { id: gestureId, changes: whole };
      return committed;
    },
    travel(direction) {
      guard.assertWritable();
      gesture = null;
      const stored = history.peek(direction);
      if (stored === null) return null;
      const changes = stored.changes && direction === 'undo' ? invertChanges(stored.changes) : stored.changes;
      if (changes !== null && doChangesFit(document, changes)) return step(changes, () => history.move(direction));
      guard.write(false, () => history.forget(direction));
      state = history.state();
      guard.notice = 'Older steps of the history are damaged and were forgotten. The project itself is as it was.';
      guard.noticeSaying = sayingOf('project.history-damaged', {});
      return null;
    },
  };
}

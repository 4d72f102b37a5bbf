import type { z } from 'zod';
import { makeMessageQueue } from '../../api/message-queue.ts';
import type { projectEventSchema } from '../../api/project.ts';
import { applyChanges, changesFromWishes, invertChanges, mergeChanges } from '../../core/project/document.ts';
import type { RecordChange, RecordWish } from '../../core/project/record-change.ts';
import type { ProjectDocument } from '../../core/project/records.ts';
import { withFittingStills } from '../../main/workspace/still-length.ts';

type ProjectEvent = z.input<typeof projectEventSchema>;

interface Step {
  readonly label: string;
  readonly gestureId: string | null;
  readonly changes: readonly RecordChange[];
}

/** Keeps a document in memory with the history that the contract promises. */
export interface FakeProjectKeeper {
  readonly document: ProjectDocument;
  readonly revision: number;
  readonly history: { readonly undoLabel: string | null; readonly redoLabel: string | null };
  apply(label: string, gestureId: string | null, wishes: readonly RecordWish[]): number;
  walk(direction: 'undo' | 'redo'): { readonly label: string | null; readonly revision: number };
  emit(event: ProjectEvent): void;
  watch(signal: AbortSignal): AsyncIterable<ProjectEvent>;
}

/** Makes a keeper of a document. */
export function makeFakeProjectKeeper(first: ProjectDocument): FakeProjectKeeper {
  let document = first;
  let revision = 1;
  let done: Step[] = [];
  let undone: Step[] = [];
  const watchers = new Set<(event: ProjectEvent) => void>();
  const historyNow = () => ({ undoLabel: done.at(-1)?.label ?? null, redoLabel: undone.at(-1)?.label ?? null });
  const emit = (event: ProjectEvent) => watchers.forEach((tell) => tell(event));
  const commit = (changes: readonly RecordChange[]) => {
    document = applyChanges(document, changes);
    revision++;
    emit({ event: 'changed', revision, changes: [...changes], history: historyNow() });
  };
  return {
    get document() {
      return document;
    },
    get revision() {
      return revision;
    },
    get history() {
      return historyNow();
    },
    apply(label, gestureId, wishes) {
      const changes = withFittingStills(document, changesFromWishes(document, wishes));
      if (changes.length === 0) return revision;
      const last = done.at(-1);
      if (gestureId !== null && last?.gestureId === gestureId && undone.length === 0) {
        done = [...done.slice(0, -1), { ...last, changes: mergeChanges([...last.changes, ...changes]) }];
      } else {
        done = [...done, { label, gestureId, changes }];
      }
      undone = [];
      commit(changes);
      return revision;
    },
    walk(direction) {
      const step = (direction === 'undo' ? done : undone).at(-1);
      if (step === undefined) return { label: null, revision };
      if (direction === 'undo') {
        done = done.slice(0, -1);
        undone = [...undone, step];
        commit(invertChanges(step.changes));
      } else {
        undone = undone.slice(0, -1);
        done = [...done, { ...step, gestureId: null }];
        commit(step.changes);
      }
      return { label: step.label, revision };
    },
    emit,
    async *watch(signal) {
      const queue = makeMessageQueue<ProjectEvent>();
      const stop = () => queue.fail(new Error('the watcher left'));
      watchers.add(queue.push);
      signal.addEventListener('abort', stop, { once: true });
      try {
        while (!signal.aborted) yield await queue.next();
      } catch (error) {
        if (!signal.aborted) throw error;
      } finally {
        watchers.delete(queue.push);
      }
    },
  };
}

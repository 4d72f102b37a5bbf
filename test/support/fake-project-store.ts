import { StudioError } from '../../core/errors.ts';
import type {
  CommittedStep,
  ExportRecord,
  HistoryState,
  OpenProject,
  ProjectStore,
} from '../../core/ports/project-store.ts';
import {
  applyChanges,
  changesBetween,
  invertChanges,
  makeDocument,
  mergeChanges,
} from '../../core/project/document.ts';
import type { RecordChange } from '../../core/project/record-change.ts';
import type { ProjectDocument } from '../../core/project/records.ts';

interface Step {
  readonly label: string;
  readonly gestureId: string | null;
  readonly changes: readonly RecordChange[];
}

/** A project file in memory. */
class FakeProjectFile {
  readonly path: string;
  document: ProjectDocument;
  revision = 0;
  past: Step[] = [];
  future: Step[] = [];
  exports: ExportRecord[] = [];
  snapshots: { readonly snapshotId: string; readonly createdMs: number; readonly document: ProjectDocument }[] = [];
  /** How many have it open, and how it looks to them. */
  openers = 0;
  shown: OpenProject | null = null;
  mode: OpenProject['mode'] = 'editing';
  notice = '';

  constructor(path: string, document: ProjectDocument) {
    this.path = path;
    this.document = document;
  }
}

/** A project store in memory: undo, gestures, snapshots and exports as the port promises. */
export interface FakeProjectStore extends ProjectStore {
  readonly files: Map<string, FakeProjectFile>;
  /** Puts a project there as if it had been saved before. */
  put(path: string, document: ProjectDocument, exports?: readonly ExportRecord[]): FakeProjectFile;
  openCount(): number;
}

/** An empty store. */
export function aFakeProjectStore(): FakeProjectStore {
  const files = new Map<string, FakeProjectFile>();
  const put: FakeProjectStore['put'] = (path, document, exports = []) => {
    const file = new FakeProjectFile(path, document);
    file.exports = [...exports];
    files.set(path, file);
    return file;
  };
  const show = (file: FakeProjectFile) => {
    file.openers += 1;
    file.shown ??= openProjectOn(file, put);
    return file.shown;
  };
  return {
    files,
    put,
    openCount: () => [...files.values()].filter(({ openers }) => openers > 0).length,
    async create(path, name) {
      if (files.has(path)) throw new StudioError('project.exists', `${path} exists already.`, { path });
      return show(put(path, makeDocument(name)));
    },
    async open(path) {
      const file = files.get(path);
      if (file === undefined) throw new StudioError('project.not-found', `There is no ${path}.`, { path });
      return show(file);
    },
  };
}

function openProjectOn(file: FakeProjectFile, put: FakeProjectStore['put']): OpenProject {
  const history = (): HistoryState => ({
    undoLabel: file.past.at(-1)?.label ?? null,
    redoLabel: file.future.at(-1)?.label ?? null,
  });
  const apply = (changes: readonly RecordChange[]): CommittedStep => {
    file.document = applyChanges(file.document, changes);
    file.revision += 1;
    return { revision: file.revision, changes, history: history() };
  };
  const commit: OpenProject['commit'] = (label, changes, gestureId) => {
    if (file.mode === 'read-only') throw new StudioError('project.read-only', 'For reading only.');
    const last = file.past.at(-1);
    if (gestureId !== null && last?.gestureId === gestureId)
      file.past[file.past.length - 1] = { ...last, changes: mergeChanges([...last.changes, ...changes]) };
    else file.past.push({ label, gestureId, changes });
    file.future = [];
    return apply(changes);
  };
  const move = (from: Step[], to: Step[], changesOf: (step: Step) => readonly RecordChange[]) => {
    const step = from.pop();
    if (step === undefined) return null;
    to.push(step);
    return apply(changesOf(step));
  };
  return {
    path: file.path,
    get mode() {
      return file.mode;
    },
    get notice() {
      return file.notice;
    },
    get revision() {
      return file.revision;
    },
    get document() {
      return file.document;
    },
    get history() {
      return history();
    },
    get exports() {
      return file.exports;
    },
    commit,
    undo: () => move(file.past, file.future, ({ changes }) => invertChanges(changes)),
    redo: () => move(file.future, file.past, ({ changes }) => changes),
    writeExport(record) {
      file.exports = [record, ...file.exports.filter(({ jobId }) => jobId !== record.jobId)];
    },
    async saveCopy(path) {
      put(path, file.document);
    },
    listSnapshots: async () => file.snapshots.map((one) => ({ ...one, sizeBytes: 1000 })),
    async takeSnapshot() {
      const snapshot = {
        snapshotId: `snapshot-${String(file.snapshots.length + 1)}`,
        createdMs: 1,
        document: file.document,
      };
      file.snapshots.push(snapshot);
      return { ...snapshot, sizeBytes: 1000 };
    },
    async restoreSnapshot(snapshotId) {
      const snapshot = file.snapshots.find((one) => one.snapshotId === snapshotId);
      if (snapshot === undefined) throw new StudioError('project.not-found', 'There is no such snapshot.');
      return commit('Restore', changesBetween(file.document, snapshot.document), null);
    },
    async close() {
      file.openers -= 1;
      if (file.openers === 0) file.shown = null;
    },
  };
}

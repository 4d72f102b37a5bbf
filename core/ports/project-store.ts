import type { Saying } from '../saying.ts';
import type { ProjectDocument } from '../project/records.ts';
import type { RecordChange } from '../project/record-change.ts';

/** What can be undone and redone, by label; null = nothing. */
export interface HistoryState {
  readonly undoLabel: string | null;
  readonly redoLabel: string | null;
}

/** One committed step, undone step or redone step. */
export interface CommittedStep {
  /** Counts every change of the file by anybody, also undo and redo. */
  readonly revision: number;
  readonly changes: readonly RecordChange[];
  readonly history: HistoryState;
}

/** A dated copy of the project, made by the database's backup. */
export interface Snapshot {
  readonly snapshotId: string;
  readonly createdMs: number;
  readonly sizeBytes: number;
}

/** An export that the project remembers, so that it can be resumed after the computer went down. */
export interface ExportRecord {
  readonly jobId: string;
  readonly createdMs: number;
  readonly outputPath: string;
  readonly state: 'running' | 'done' | 'failed' | 'cancelled';
  /** The request as it was started, for resuming. JSON. */
  readonly request: string;
}

/**
 * An open project file. Every acknowledged change is on disk. A second opener of the same file in the same host gets the same
 * object; another process that has it open makes `mode` 'read-only'.
 */
export interface OpenProject {
  readonly path: string;
  /** 'read-only': another process edits it, the place cannot be written, or only part of the file could be read. */
  readonly mode: 'editing' | 'read-only';
  /** Why it is read-only, or what was repaired; empty when all is well. For the user. */
  readonly notice: string;
  /** The notice for other languages. */
  readonly noticeSaying?: Saying | undefined;
  readonly revision: number;
  readonly document: ProjectDocument;
  readonly history: HistoryState;
  /**
   * Commits one step in one transaction. Steps with the same `gestureId`, following each other, become one step of the history.
   * @throws 'project.read-only' | 'project.invalid-change' | 'export.disk-full'
   */
  commit(label: string, changes: readonly RecordChange[], gestureId: string | null): CommittedStep;
  /** @returns null when there is nothing to undo or redo */
  undo(): CommittedStep | null;
  redo(): CommittedStep | null;
  /** Exports that were started from this project, newest first. Not part of the history. */
  readonly exports: readonly ExportRecord[];
  writeExport(record: ExportRecord): void;
  /** Writes a copy of the project, also while it is edited. */
  saveCopy(path: string): Promise<void>;
  listSnapshots(): Promise<readonly Snapshot[]>;
  takeSnapshot(): Promise<Snapshot>;
  /** Makes the snapshot's content the project's, as one step that can be undone. */
  restoreSnapshot(snapshotId: string): Promise<CommittedStep>;
  close(): Promise<void>;
}

/** Opens and makes project files. */
export interface ProjectStore {
  /** @throws 'project.exists' | 'export.not-writable' | 'export.folder-missing' */
  create(path: string, name: string): Promise<OpenProject>;
  /** @throws 'project.not-found' | 'project.not-a-project' | 'project.too-new' | 'project.damaged' when nothing could be read */
  open(path: string): Promise<OpenProject>;
}

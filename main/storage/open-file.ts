import type { CommittedStep, OpenProject } from '../../core/ports/project-store.ts';

/** What came of going back to a snapshot. */
export interface Restored {
  readonly step: CommittedStep;
  /** The project to go on with when the restored file could not be mended in place; null = this one. */
  readonly successor: OpenFile | null;
}

/** One opened file, in the state that it was opened in. The store shows it to the host as an {@link OpenProject}. */
export interface OpenFile extends Omit<OpenProject, 'path' | 'listSnapshots' | 'restoreSnapshot'> {
  restoreSnapshot(snapshotId: string): Promise<Restored>;
}

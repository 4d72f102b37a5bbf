import { StudioError } from '../../core/errors.ts';
import type { CommittedStep } from '../../core/ports/project-store.ts';
import { assertSoundDocument } from '../../core/project/check-document.ts';
import { applyChanges, changesFromWishes } from '../../core/project/document.ts';
import type { RecordChange, RecordWish } from '../../core/project/record-change.ts';
import type { OpenProjects } from './open-projects.ts';
import type { ProjectSession } from './project-session.ts';
import { withFittingStills } from './still-length.ts';

/** Changes of projects. */
export interface Edits {
  /**
   * Makes records what is wished, as one step; wishes for what is there already make none.
   * @throws 'project.read-only' | 'project.invalid-change' | 'export.disk-full'
   */
  apply(
    session: ProjectSession,
    label: string,
    wishes: readonly RecordWish[],
    gestureId: string | null,
  ): { readonly revision: number };
  undo(session: ProjectSession): StepBack;
  redo(session: ProjectSession): StepBack;
}

/** The step that was taken back or made again; label null when there was none. */
export interface StepBack {
  readonly label: string | null;
  readonly revision: number;
}

/** Edits of the open projects. */
export function createEdits(projects: OpenProjects): Edits {
  const move = (session: ProjectSession, label: string | null, step: CommittedStep | null): StepBack => {
    if (step === null) return { label: null, revision: session.project.revision };
    projects.tellStep(session, step);
    return { label, revision: step.revision };
  };
  return {
    apply(session, label, wishes, gestureId) {
      assertCanEdit(session);
      const changes = changesFromWishes(session.project.document, wishes);
      return commitSound(projects, session, label, changes, gestureId);
    },
    undo(session) {
      assertCanEdit(session);
      const { undoLabel } = session.project.history;
      return move(session, undoLabel, session.project.undo());
    },
    redo(session) {
      assertCanEdit(session);
      const { redoLabel } = session.project.history;
      return move(session, redoLabel, session.project.redo());
    },
  };
}

/** @throws 'project.read-only' */
export function assertCanEdit({ project }: ProjectSession): void {
  if (project.mode === 'editing') return;
  const why = project.notice === '' ? '' : `${project.notice} `;
  throw new StudioError('project.read-only', `${why}The project is open for reading only: save a copy to change it.`, {
    path: project.path,
  });
}

/** Commits changes whose result is a sound project, still pictures as long as their lines need included. @throws 'project.invalid-change' otherwise, and nothing is changed */
export function commitSound(
  projects: OpenProjects,
  session: ProjectSession,
  label: string,
  changes: readonly RecordChange[],
  gestureId: string | null = null,
): { readonly revision: number } {
  if (changes.length === 0) return { revision: session.project.revision };
  const { document, revision } = session.project;
  assertSoundDocument(applyChanges(document, changes));
  const fitting = withFittingStills(document, changes);
  return fitting.length === 0 ? { revision } : projects.commit(session, label, fitting, gestureId);
}

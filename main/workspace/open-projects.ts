import { StudioError } from '../../core/errors.ts';
import type { CommittedStep } from '../../core/ports/project-store.ts';
import type { RecordChange } from '../../core/project/record-change.ts';
import type { ProjectEvent, ProjectSession } from './project-session.ts';
import type { Background } from './background.ts';
import { createSessionTable } from './session-table.ts';
import type { WorkspacePorts } from './workspace-ports.ts';

/** What others do when a project comes, changes and goes. */
export interface ProjectHooks {
  readonly onOpened: (session: ProjectSession) => void;
  readonly onStep: (session: ProjectSession, step: CommittedStep) => void;
  /** Nobody looks at it any more; it may still be open for an export. */
  readonly onLeft: (session: ProjectSession) => void;
}

/** A claim that keeps a project open. */
export interface ProjectHold {
  readonly session: ProjectSession;
  release(): void;
}

/** The projects that are open in this host. */
export interface OpenProjects {
  all(): readonly ProjectSession[];
  /** Those too that nobody looks at any more and that an export keeps open. */
  withHeld(): readonly ProjectSession[];
  /** @throws 'project.not-open' */
  get(projectId: string): ProjectSession;
  create(path: string, name: string): Promise<ProjectSession>;
  open(path: string): Promise<ProjectSession>;
  /** Opens a project for work of the host itself; the caller releases it. */
  hold(path: string): Promise<ProjectHold>;
  watch(projectId: string, signal: AbortSignal): AsyncIterable<ProjectEvent>;
  /** One user interface is done with it; others that watch keep it open. */
  leave(projectId: string): Promise<void>;
  commit(
    session: ProjectSession,
    label: string,
    changes: readonly RecordChange[],
    gestureId: string | null,
  ): CommittedStep;
  /** Tells of a step that the project made by itself (undo, redo, a restored snapshot). */
  tellStep(session: ProjectSession, step: CommittedStep): void;
  closeAll(): Promise<void>;
}

/** No project is open yet. */
export function createOpenProjects(
  ports: Pick<WorkspacePorts, 'store' | 'time' | 'newId'>,
  background: Background,
  hooks: ProjectHooks,
): OpenProjects {
  const { sessions, turns, welcome, show, leave, release } = createSessionTable(ports, background, hooks);
  const get = (projectId: string) => {
    const session = sessions.get(projectId);
    if (session === undefined || session.isLeft)
      throw new StudioError('project.not-open', 'This project is not open any more: open it again.', { projectId });
    return session;
  };
  const tellStep = (session: ProjectSession, step: CommittedStep) => {
    const { revision, changes, history } = step;
    session.events.tell({ event: 'changed', revision, changes, history });
    hooks.onStep(session, step);
  };
  return {
    all: () => [...sessions.values()].filter(({ isLeft }) => !isLeft),
    withHeld: () => [...sessions.values()],
    get,
    tellStep,
    create: (path, name) => turns.take(async () => show(welcome(await ports.store.create(path, name)))),
    open: (path) => turns.take(async () => show(welcome(await ports.store.open(path)))),
    hold: (path) =>
      turns.take(async () => {
        const session = welcome(await ports.store.open(path));
        session.holds += 1;
        return { session, release: () => release(session) };
      }),
    watch(projectId, signal) {
      const session = get(projectId);
      session.callOffLeaving();
      return session.events.stream(signal);
    },
    async leave(projectId) {
      const session = sessions.get(projectId);
      if (session !== undefined && session.events.count <= 1) await leave(session);
    },
    commit(session, label, changes, gestureId) {
      const step = session.project.commit(label, changes, gestureId);
      tellStep(session, step);
      return step;
    },
    async closeAll() {
      for (const session of sessions.values()) {
        session.holds = 0;
        await leave(session);
      }
    },
  };
}

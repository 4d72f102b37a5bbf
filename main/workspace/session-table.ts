import type { OpenProject } from '../../core/ports/project-store.ts';
import type { Background } from './background.ts';
import { makeListeners } from './listeners.ts';
import type { ProjectSession } from './project-session.ts';
import { makeTurns } from './turns.ts';
import type { Turns } from './turns.ts';
import type { WorkspacePorts } from './workspace-ports.ts';

/** A project stays open this long without a watcher: a page that reloads or reconnects finds it as it was. */
const unwatchedMs = 20_000;

/** An open project file with what keeps it open. */
export interface OpenSession extends ProjectSession {
  /** Work of the host that needs the file. */
  holds: number;
  /** True when nobody looks at it and only holds keep it open. */
  isLeft: boolean;
  callOffLeaving: () => void;
}

/** The project files that are open, and when they close. */
export interface SessionTable {
  readonly sessions: ReadonlyMap<string, OpenSession>;
  /** Opening and closing take turns: a file that is being closed is not handed out again. */
  readonly turns: Turns;
  /** The session of an open file, a new one when it has none. Nobody looks at it yet. */
  welcome(project: OpenProject): OpenSession;
  /** Somebody looks at it from now on. */
  show(session: OpenSession): OpenSession;
  /** Nobody looks at it any more; the file closes when no hold is left. */
  leave(session: OpenSession): Promise<void>;
  release(session: OpenSession): void;
}

/** An empty table. */
export function createSessionTable(
  { time, newId }: Pick<WorkspacePorts, 'time' | 'newId'>,
  background: Background,
  hooks: { readonly onOpened: (session: ProjectSession) => void; readonly onLeft: (session: ProjectSession) => void },
): SessionTable {
  const sessions = new Map<string, OpenSession>();
  const turns = makeTurns();
  const closeLater = (closing: Promise<void>) => background.run('close a project', closing);
  const closeFile = async (session: OpenSession) => {
    if (session.holds > 0 || !session.isLeft || !sessions.delete(session.projectId)) return;
    await session.project.close();
  };
  const leave = (session: OpenSession) => {
    session.callOffLeaving();
    if (!session.isLeft) {
      session.isLeft = true;
      hooks.onLeft(session);
      session.events.tell({ event: 'closed' });
      session.events.end();
    }
    return turns.take(() => closeFile(session));
  };
  const leaveLater = (session: OpenSession) => {
    session.callOffLeaving();
    session.callOffLeaving = time.after(unwatchedMs, () => closeLater(leave(session)));
  };
  return {
    sessions,
    turns,
    leave,
    welcome(project) {
      const known = [...sessions.values()].find((session) => session.project === project);
      if (known !== undefined) {
        // The store counts its openers; this table needs one place only.
        closeLater(project.close());
        return known;
      }
      const session = makeSession(newId(), project);
      session.events.onLeave = () => {
        if (session.events.count === 0 && !session.isLeft) leaveLater(session);
      };
      sessions.set(session.projectId, session);
      return session;
    },
    show(session) {
      if (session.events.count === 0) leaveLater(session);
      if (session.isLeft) {
        session.isLeft = false;
        hooks.onOpened(session);
      }
      return session;
    },
    release(session) {
      session.holds = Math.max(0, session.holds - 1);
      closeLater(turns.take(() => closeFile(session)));
    },
  };
}

function makeSession(projectId: string, project: OpenProject): OpenSession {
  return {
    projectId,
    project,
    events: makeListeners(),
    missingAssetIds: [],
    holds: 0,
    isLeft: true,
    callOffLeaving: () => undefined,
  };
}

import { StudioError } from '../../core/errors.ts';
import type { ErrorCode } from '../../core/errors.ts';
import type { Snapshot } from '../../core/ports/project-store.ts';
import { assertCanEdit } from './edits.ts';
import { fileNameFrom, freePath } from './file-names.ts';
import type { OpenProjects } from './open-projects.ts';
import type { ProjectSession } from './project-session.ts';
import type { WorkspacePorts } from './workspace-ports.ts';

/** A project that was opened before. */
export interface RecentEntry {
  readonly path: string;
  readonly name: string;
  readonly openedMs: number;
  readonly isPresent: boolean;
}

/** Project files: made, opened, copied, remembered. */
export interface ProjectFiles {
  /** `path` null: a free name in the projects' folder. */
  create(name: string, path: string | null): Promise<ProjectSession>;
  open(path: string): Promise<ProjectSession>;
  /** Puts a project at the head of the recent ones. */
  remember(session: ProjectSession): Promise<void>;
  listRecent(): Promise<readonly RecentEntry[]>;
  saveCopy(session: ProjectSession, path: string): Promise<void>;
  restoreSnapshot(session: ProjectSession, snapshotId: string): Promise<{ readonly revision: number }>;
  listSnapshots(session: ProjectSession): Promise<readonly Snapshot[]>;
}

type FilePorts = Pick<WorkspacePorts, 'userFiles' | 'settings' | 'projectFolder' | 'time'>;

const ending = '.facet';

/** Project files of this user. */
export function createProjectFiles(ports: FilePorts, projects: OpenProjects): ProjectFiles {
  const { userFiles, settings } = ports;
  const remember = (session: ProjectSession) =>
    settings.noteRecent({
      path: session.project.path,
      name: session.project.document.settings.project.name,
      openedMs: ports.time.wallNowMs(),
    });
  return {
    remember,
    async create(name, path) {
      if (path !== null) assertWhole(userFiles, path, 'export.folder-missing');
      if (path === null) await userFiles.makeFolder(ports.projectFolder);
      const place = path ?? (await freePath(userFiles, ports.projectFolder, fileNameFrom(name), ending));
      const session = await projects.create(withEnding(place), name);
      await remember(session);
      return session;
    },
    async open(path) {
      assertWhole(userFiles, path, 'project.not-found');
      const session = await projects.open(path);
      await remember(session);
      return session;
    },
    async listRecent() {
      const recent = await settings.listRecent();
      return Promise.all(recent.map(async (entry) => ({ ...entry, isPresent: await userFiles.exists(entry.path) })));
    },
    async saveCopy(session, path) {
      assertWhole(userFiles, path, 'export.folder-missing');
      await session.project.saveCopy(withEnding(path));
    },
    listSnapshots: (session) => session.project.listSnapshots(),
    async restoreSnapshot(session, snapshotId) {
      assertCanEdit(session);
      const step = await session.project.restoreSnapshot(snapshotId);
      projects.tellStep(session, step);
      return { revision: step.revision };
    },
  };
}

/** A path from the middle of somewhere means another place for every host. */
function assertWhole(userFiles: FilePorts['userFiles'], path: string, code: ErrorCode): void {
  if (!userFiles.isAbsolute(path))
    throw new StudioError(code, `${path} is no whole path: choose the place again.`, { path });
}

function withEnding(path: string): string {
  return path.toLowerCase().endsWith(ending) ? path : `${path}${ending}`;
}

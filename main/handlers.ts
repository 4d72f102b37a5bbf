import type { Contract } from '../api/contract.ts';
import { isStudioError } from '../core/errors.ts';
import type { HandlersOf } from './router.ts';
import { planExport } from './workspace/export-plan.ts';
import { projectNotice } from './workspace/project-notice.ts';
import { assetOf, requireVideo } from './workspace/project-session.ts';
import type { ProjectSession } from './workspace/project-session.ts';
import { makeSampleProject } from './workspace/sample-project.ts';
import type { Workspace } from './workspace/workspace.ts';

/** The host that serves a user interface. */
export interface HostFacts {
  readonly host: 'electron' | 'web' | 'test';
  /** Node's name of the operating system. */
  readonly platform: string;
}

type Handlers = HandlersOf<Contract>;

/** The workspace behind the contract: each handler turns one request into a call of a use case. */
export function createHandlers(workspace: Workspace, facts: HostFacts): Handlers {
  return {
    about: { read: async () => ({ version: workspace.ports.version, ...facts }) },
    analysis: analysisHandlers(workspace),
    edit: editHandlers(workspace),
    export: exportHandlers(workspace),
    files: fileHandlers(workspace),
    health: { examine: (_input, signal) => examine(workspace, signal) },
    jobs: jobHandlers(workspace),
    media: mediaHandlers(workspace),
    models: modelHandlers(workspace),
    project: projectHandlers(workspace),
    settings: settingsHandlers(workspace),
    synthesis: {
      preview: ({ projectId, ...range }, signal) =>
        workspace.previews.preview(workspace.projects.get(projectId), range, signal),
    },
  };
}

function projectHandlers(workspace: Workspace): Handlers['project'] {
  const { ports, projects, projectFiles, relinking } = workspace;
  const idOf = ({ projectId }: ProjectSession) => ({ projectId });
  return {
    listRecent: () => projectFiles.listRecent(),
    forgetRecent: async ({ path }) => {
      await ports.settings.forgetRecent(path);
      return {};
    },
    create: async ({ name, path }) => idOf(await projectFiles.create(name, path)),
    createSample: async (_input, signal) => {
      const session = await makeSampleProject(ports, workspace.imports, projects, signal);
      await projectFiles.remember(session);
      return idOf(session);
    },
    open: async ({ path }) => idOf(await projectFiles.open(path)),
    read: async ({ projectId }) => {
      const session = projects.get(projectId);
      await workspace.checkAssetsSoon(session);
      const { path, mode, revision, document, history } = session.project;
      const { missingAssetIds } = session;
      const notice = await projectNotice(workspace.packs, session);
      return { projectId, path, mode, ...notice, revision, document, history, missingAssetIds };
    },
    watch: ({ projectId }, signal) => projects.watch(projectId, signal),
    saveCopy: async ({ projectId, path }) => {
      await projectFiles.saveCopy(projects.get(projectId), path);
      return {};
    },
    listSnapshots: async ({ projectId }) => projectFiles.listSnapshots(projects.get(projectId)),
    restoreSnapshot: async ({ projectId, snapshotId }) =>
      projectFiles.restoreSnapshot(projects.get(projectId), snapshotId),
    relinkAsset: async ({ projectId, ...request }, signal) => ({
      relinkedAssetIds: await relinking.relink(projects.get(projectId), request, signal),
    }),
    close: async ({ projectId }) => {
      await projects.leave(projectId);
      return {};
    },
  };
}

function editHandlers({ projects, edits }: Workspace): Handlers['edit'] {
  return {
    apply: async ({ projectId, label, wishes, gestureId }) =>
      edits.apply(projects.get(projectId), label, wishes, gestureId),
    undo: async ({ projectId }) => edits.undo(projects.get(projectId)),
    redo: async ({ projectId }) => edits.redo(projects.get(projectId)),
  };
}

function mediaHandlers({ projects, imports, assetArtifacts, dubData }: Workspace): Handlers['media'] {
  return {
    import: async ({ projectId, paths }, signal) => imports.add(projects.get(projectId), paths, signal),
    locate: async ({ projectId, assetId }) => {
      const session = projects.get(projectId);
      return assetArtifacts.locate(session, assetOf(session, assetId));
    },
    locateDubSound: async ({ projectId }) => dubData.locateSound(projects.get(projectId)),
  };
}

function analysisHandlers({ projects, analyses, dubData, urls }: Workspace): Handlers['analysis'] {
  const videoAsset = (session: ProjectSession, assetId: string | null) =>
    assetId === null ? requireVideo(session) : assetOf(session, assetId);
  return {
    start: async ({ projectId, assetId }) => {
      const session = projects.get(projectId);
      return { jobId: await analyses.start(session, videoAsset(session, assetId)) };
    },
    read: async ({ projectId, assetId }) => {
      const summary = await analyses.read(videoAsset(projects.get(projectId), assetId));
      return summary && { summary, filesUrl: urls.artifactFolderUrl(summary.artifactKey) };
    },
    readDubTracks: async ({ projectId }) => {
      const tracks = await dubData.readTracks(projects.get(projectId));
      return tracks && { tracks, filesUrl: urls.artifactFolderUrl(tracks.artifactKey) };
    },
  };
}

function exportHandlers({ projects, exports, exportPlanning }: Workspace): Handlers['export'] {
  return {
    plan: async ({ projectId, preset }) => planExport(exportPlanning, projects.get(projectId), preset),
    start: async ({ projectId, ...request }) => ({ jobId: await exports.start(projects.get(projectId), request) }),
    reveal: async ({ jobId }) => ({ isShown: await exports.reveal(jobId) }),
  };
}

function jobHandlers({ queue, watchJobs }: Workspace): Handlers['jobs'] {
  const by = (act: (jobId: string) => void) => async (input: { readonly jobId: string }) => {
    act(input.jobId);
    return {};
  };
  return {
    watch: (_input, signal) => watchJobs(signal),
    cancel: by(queue.cancel),
    pause: by(queue.pause),
    resume: by(queue.resume),
    retry: by(queue.retry),
    clearEnded: async () => {
      queue.clearEnded();
      return {};
    },
  };
}

function settingsHandlers({ settings, cache, ports }: Workspace): Handlers['settings'] {
  return {
    read: () => settings.read(),
    write: async ({ changes }) => {
      const before = await settings.read();
      const after = await settings.write(changes);
      if (after.executionProvider !== before.executionProvider) {
        // A computer without that provider says so in the engine's state; the setting stays as it was wished.
        ports.engine.restart(after.executionProvider).catch((error: unknown) => {
          if (!isStudioError(error)) ports.onBug('restart the engine', error);
        });
      }
      if (after.cacheLimitBytes < before.cacheLimitBytes) await cache.trim();
      return after;
    },
    measureCache: async () => ({ sizeBytes: await cache.measure() }),
    clearCache: async () => ({ sizeBytes: await cache.clear() }),
  };
}

function fileHandlers({ files, ports }: Workspace): Handlers['files'] {
  return {
    describe: () => files.describe(),
    listFolder: ({ folder }) => files.listFolder(folder),
    choose: async ({ purpose, suggestedPath }) => ({ paths: await ports.shell.choose(purpose, suggestedPath) }),
    readText: async ({ path }) => ({ text: await files.readText(path) }),
  };
}

function modelHandlers({ packs }: Workspace): Handlers['models'] {
  return {
    // Where a pack lies is the host's business.
    list: async () =>
      (await packs.list()).map(({ folder: _folder, files, ...pack }) => ({
        ...pack,
        files: files.map(({ name, sizeBytes }) => ({ name, sizeBytes })),
      })),
    verify: async ({ packId }) => {
      const { state, files } = await packs.verify(packId);
      return { state, files: files.map(({ name, problem }) => ({ name, problem })) };
    },
    importPdfgc: (wish, signal) => packs.importPdfgc(wish, signal),
    remove: async ({ packId }) => {
      await packs.remove(packId);
      return {};
    },
  };
}

/** The engine's checks; an engine that does not run is itself what is wrong. */
async function* examine({ ports }: Workspace, signal: AbortSignal) {
  try {
    yield* ports.engine.client.health.examine({}, { signal });
  } catch (error) {
    if (!isStudioError(error) || error.code === 'job.cancelled') throw error;
    const advice = 'Start Facet again. If that does not help, choose the processor (cpu) in the settings.';
    const details = { code: error.code };
    yield { name: 'engine', status: 'missing' as const, sentence: error.message, advice, details };
  }
}

import type { z } from 'zod';
import type { jobs as jobsContract } from '../../api/jobs.ts';
import { createAnalyses } from './analyses.ts';
import type { Analyses } from './analyses.ts';
import { createAssetArtifacts } from './asset-artifacts.ts';
import type { AssetArtifacts } from './asset-artifacts.ts';
import { createAssetCheck } from './asset-check.ts';
import { makeBackground } from './background.ts';
import { createCacheKeeper } from './cache-keeper.ts';
import type { CacheKeeper } from './cache-keeper.ts';
import { createDerivedNotes } from './derived-notes.ts';
import { createDubData } from './dub-data.ts';
import type { DubData } from './dub-data.ts';
import { createEdits } from './edits.ts';
import type { Edits } from './edits.ts';
import type { ExportPlanParts } from './export-plan.ts';
import { createEngineFacts } from './engine-facts.ts';
import { createExports } from './exports.ts';
import type { Exports } from './exports.ts';
import { createFiles } from './files.ts';
import type { Files } from './files.ts';
import { createImports } from './imports.ts';
import type { Imports } from './imports.ts';
import { createJobQueue } from './job-queue.ts';
import type { JobQueue } from './job-queue.ts';
import { makeLatestState } from './latest-state.ts';
import { createOpenProjects } from './open-projects.ts';
import type { OpenProjects } from './open-projects.ts';
import { createPacks } from './packs.ts';
import type { Packs } from './packs.ts';
import { createPreviews } from './previews.ts';
import type { Previews } from './previews.ts';
import { createProjectFiles } from './project-files.ts';
import type { ProjectFiles } from './project-files.ts';
import type { ProjectSession } from './project-session.ts';
import { createRelinking } from './relink.ts';
import type { Relinking } from './relink.ts';
import { createResourceUrls } from './resource-urls.ts';
import type { ResourceUrls } from './resource-urls.ts';
import { createSettings } from './settings.ts';
import type { Settings } from './settings.ts';
import { createStillChanges } from './still-changes.ts';
import type { WorkspacePorts, WorkspaceTime } from './workspace-ports.ts';

/** What the watchers of jobs see. */
export type JobsView = z.output<typeof jobsContract.watch.output>;

/** The use cases of a host: projects, edits, derived data, jobs, settings. `main/handlers.ts` binds the contract to them. */
export interface Workspace {
  readonly ports: WorkspacePorts;
  readonly projects: OpenProjects;
  readonly projectFiles: ProjectFiles;
  readonly edits: Edits;
  readonly imports: Imports;
  readonly relinking: Relinking;
  readonly assetArtifacts: AssetArtifacts;
  readonly analyses: Analyses;
  readonly dubData: DubData;
  readonly previews: Previews;
  readonly exportPlanning: ExportPlanParts;
  readonly exports: Exports;
  readonly queue: JobQueue;
  /** Jobs and the engine's state: at once and after every change, at most five times a second. */
  watchJobs(signal: AbortSignal): AsyncIterable<JobsView>;
  readonly settings: Settings;
  readonly cache: CacheKeeper;
  readonly packs: Packs;
  readonly files: Files;
  readonly urls: ResourceUrls;
  /** Looks again for the files of a project (when its window comes to the front). */
  checkAssets(session: ProjectSession): Promise<void>;
  /** The same for somebody who waits for the answer: a disk that does not answer is not waited for. */
  checkAssetsSoon(session: ProjectSession): Promise<void>;
  /** Stops jobs, closes every project; the engine is the caller's. */
  close(): Promise<void>;
}

/** Between two looks at the jobs. */
const jobsPauseMs = 200;

/** Disks of a network can take minutes to say that they are gone. */
const patienceMs = 1000;
const closingMs = 5000;

/** Builds the workspace on its ports. */
export function createWorkspace(ports: WorkspacePorts): Workspace {
  const readView = () => ({ jobs: queue.list(), engine: facts.state() });
  const view = makeLatestState<JobsView>(readView, jobsPauseMs, ports.time);
  const facts = createEngineFacts(ports, () => view.touch());
  const queue = createJobQueue(ports, () => view.touch());
  const assetCheck = createAssetCheck(ports);
  const background = makeBackground(ports.onBug);
  const checkAssets = async (session: ProjectSession) => {
    await assetCheck.check(session);
    // Files that came back can be worked on; what was given up for want of a file is wanted again.
    await assetArtifacts.ensure(session);
    dubData.reconsider(session);
  };
  const projects = createOpenProjects(ports, background, {
    onOpened(session) {
      exports.offerInterrupted(session);
      background.run('look at the files of a project', checkAssets(session));
    },
    onStep(session, { changes }) {
      dubData.reconsider(session);
      stills.follow(session, changes);
      if (changes.some(({ collection }) => collection === 'assets'))
        background.run('look at the files of a project', checkAssets(session));
      // The list shows the name at once: nobody knows when this file will be closed, or how.
      if (changes.some(({ collection }) => collection === 'settings'))
        background.run('remember a project', projectFiles.remember(session));
    },
    onLeft(session) {
      dubData.forget(session);
      queue.withdraw(({ projectId, kind }) => projectId === session.projectId && kind !== 'export');
    },
  });
  // What was given up for want of a pack or an analysis is wanted again.
  const reconsiderAll = () => projects.all().forEach((session) => dubData.reconsider(session));
  const packs = createPacks(ports, projects, reconsiderAll);
  const settings = createSettings(ports);
  const urls = createResourceUrls(ports, projects);
  const notes = createDerivedNotes(ports);
  const analyses = createAnalyses({ ports, notes, queue, projects, onMade: reconsiderAll });
  const assetArtifacts = createAssetArtifacts({ ports, notes, queue, projects, urls });
  const dubData = createDubData({ ports, notes, queue, analyses, packs, urls, background });
  // Whoever brings the first video wants to dub it: nobody should have to ask for the look at it.
  const imports = createImports(ports, projects, packs, (session, video) =>
    background.run('analyse the first video', analyses.start(session, video)),
  );
  const stills = createStillChanges({ queue, projects, analyses, background });
  const projectFiles = createProjectFiles(ports, projects);
  const exports = createExports({ ports, queue, projects, analyses, packs, facts, settings, background });
  const cache = createCacheKeeper({ ports, settings, queue, projects, assetArtifacts, dubData, background });
  return {
    ports,
    projects,
    projectFiles,
    edits: createEdits(projects),
    imports,
    relinking: createRelinking(ports, imports, projects),
    assetArtifacts,
    analyses,
    dubData,
    previews: createPreviews(ports, { packs, urls, facts, background }),
    exportPlanning: { ports, analyses, packs, facts, settings },
    exports,
    queue,
    watchJobs: (signal) => view.watch(signal),
    settings,
    cache,
    packs,
    files: createFiles(ports),
    urls,
    checkAssets,
    checkAssetsSoon: (session) =>
      atMost(ports.time, patienceMs, background.run('look at the files of a project', checkAssets(session))),
    async close() {
      cache.close();
      await queue.close();
      await atMost(ports.time, closingMs, background.settle());
      await projects.closeAll();
      await atMost(ports.time, closingMs, background.settle());
      facts.close();
      view.close();
    },
  };
}

/** Waits for work, but not for ever; the work itself goes on. */
async function atMost(time: WorkspaceTime, ms: number, work: Promise<void>): Promise<void> {
  let callOff = () => undefined as void;
  const limit = new Promise<void>((resolve) => (callOff = time.after(ms, resolve)));
  await Promise.race([work, limit]).finally(() => callOff());
}

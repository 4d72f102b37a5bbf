import type { z } from 'zod';
import { engineContract } from '../../api/engine-contract.ts';
import { StudioError } from '../../core/errors.ts';
import { sayingOf } from '../../core/saying.ts';
import type { EncodePreset } from '../../core/export/encode-preset.ts';
import type { ExportRecord, OpenProject } from '../../core/ports/project-store.ts';
import { placedVoicesOf, sceneFromDocument } from '../../core/project/scene-from-document.ts';
import type { Analyses } from './analyses.ts';
import type { Background } from './background.ts';
import { withCurrentPaths } from './current-paths.ts';
import { resultOf } from './engine-work.ts';
import { correctedEstimate, measureNameOf, measureOf } from './export-estimate.ts';
import type { ExportShape } from './export-estimate.ts';
import { megabytes, spareBytes } from './export-findings.ts';
import { exportShapeOf, originalSoundDbOf } from './export-plan.ts';
import type { ExportShapeParts } from './export-plan.ts';
import type { JobContext, JobEnd, JobOutput, JobSpec } from './job.ts';
import type { JobQueue } from './job-queue.ts';
import type { OpenProjects } from './open-projects.ts';
import type { Packs } from './packs.ts';
import { neededAssetIds, requirePresent, requireVideo } from './project-session.ts';
import type { ProjectSession } from './project-session.ts';
import type { Settings } from './settings.ts';
import { makeTurns } from './turns.ts';
import type { WorkspacePorts } from './workspace-ports.ts';

type EngineExport = z.output<typeof engineContract.engine.export.input>;

/** What the user asks for. */
export interface ExportRequest {
  readonly outputPath: string;
  readonly preset: EncodePreset;
  readonly canReplaceOutput: boolean;
}

/** Rendering projects to files. */
export interface Exports {
  /** Queues an export; everything that can be refused at once is refused here. Answers the job. */
  start(session: ProjectSession, request: ExportRequest): Promise<string>;
  /** Offers exports that were cut off by the end of an earlier run: as jobs that wait for the user. */
  offerInterrupted(session: ProjectSession): void;
  /** False when this host cannot show a file, or the job has none. */
  reveal(jobId: string): Promise<boolean>;
}

interface Parts extends Pick<ExportShapeParts, 'facts'> {
  readonly ports: Pick<WorkspacePorts, 'engine' | 'outputGuard' | 'userFiles' | 'shell' | 'time' | 'newId' | 'onBug'>;
  readonly queue: JobQueue;
  readonly projects: OpenProjects;
  readonly analyses: Pick<Analyses, 'read'>;
  readonly packs: Pick<Packs, 'requireOf' | 'outlookOf'>;
  readonly settings: Pick<Settings, 'noteExportMeasure' | 'readExportMeasures'>;
  readonly background: Background;
}

/** One export, new or from an earlier run. */
interface Export {
  readonly jobId: string;
  readonly createdMs: number;
  readonly projectPath: string;
  readonly projectId: string;
  readonly request: EngineExport;
  /** For learning how long exports take; null when part of the work was done in an earlier run. */
  readonly shape: ExportShape | null;
}

/** Exports by the engine, remembered in the project. */
export function createExports(parts: Parts): Exports {
  const { ports, queue, projects, background } = parts;
  const records = makeTurns();
  const remember = (one: Export, state: ExportRecord['state']) => {
    const writing = records.take(() => writeRecord(projects, one, state));
    background.run('remember an export', writing);
  };
  const specOf = (one: Export): JobSpec => ({
    jobId: one.jobId,
    kind: 'export',
    projectId: one.projectId,
    subject: ports.userFiles.nameOf(one.request.outputPath),
    key: `export ${one.request.outputPath}`,
    run: (context) => runExport(parts, one, context, () => remember(one, 'running')),
    onEnd: (end: JobEnd) => remember(one, end),
  });
  return {
    async start(session, request) {
      const engineRequest = await checkedRequest(parts, session, request);
      const shape = await exportShapeOf(parts, session, request.preset);
      await assertRoom(parts, shape, request.outputPath);
      const one: Export = {
        jobId: ports.newId(),
        createdMs: ports.time.wallNowMs(),
        projectPath: session.project.path,
        projectId: session.projectId,
        request: engineRequest,
        shape,
      };
      refuseSecondWriter(queue, one.request.outputPath);
      recordIn(session.project, one, 'running');
      return queue.add(specOf(one));
    },
    offerInterrupted(session) {
      const { project, projectId } = session;
      // Of a project that another process edits, the running exports are that process's.
      if (project.mode === 'read-only') return;
      const known = new Set(queue.list().map(({ jobId }) => jobId));
      for (const record of project.exports) {
        if (record.state !== 'running' || known.has(record.jobId)) continue;
        const request = requestFrom(record);
        if (request === null) {
          project.writeExport({ ...record, state: 'failed' });
          continue;
        }
        const { jobId, createdMs } = record;
        const one: Export = { jobId, createdMs, projectPath: project.path, projectId, request, shape: null };
        const sentence = 'This export was interrupted. Resume it to go on behind what is finished, or cancel it.';
        const notices = [{ sentence, saying: sayingOf('job.interrupted', {}) }];
        queue.add(specOf(one), { isHeld: true, notices, createdMs });
      }
    },
    async reveal(jobId) {
      const path = queue.list().find((job) => job.jobId === jobId)?.outputPath ?? null;
      return path === null ? false : ports.shell.reveal(path);
    },
  };
}

async function checkedRequest(
  { ports, packs }: Parts,
  session: ProjectSession,
  { outputPath, preset, canReplaceOutput }: ExportRequest,
): Promise<EngineExport> {
  const { project } = session;
  requireVideo(session);
  requirePresent(session, neededAssetIds(session));
  await packs.requireOf(session);
  if (!ports.userFiles.isAbsolute(outputPath) || !outputPath.toLowerCase().endsWith('.mp4'))
    throw new StudioError(
      'export.not-writable',
      `Facet writes MP4 files: ${ports.userFiles.nameOf(outputPath)} must be a whole path that ends in .mp4.`,
      { path: outputPath },
    );
  const inputPaths = [project.path, ...Object.values(project.document.assets).map(({ path }) => path)];
  await ports.outputGuard.assertCanWrite({ outputPath, inputPaths, canReplace: canReplaceOutput });
  return {
    scene: sceneFromDocument(project.document),
    soundtrack: { voices: placedVoicesOf(project.document), originalSoundDb: originalSoundDbOf(session) },
    outputPath,
    canReplaceOutput,
    preset,
    isMarked: project.document.settings.project.isMarked,
  };
}

/** Hours of work for a file that does not fit help nobody. */
async function assertRoom({ ports, settings }: Parts, shape: ExportShape, outputPath: string): Promise<void> {
  const { bytes } = correctedEstimate(shape, await settings.readExportMeasures());
  const freeBytes = await ports.userFiles.freeBytes(ports.userFiles.folderOf(outputPath) ?? outputPath);
  if (freeBytes === null || freeBytes >= bytes + spareBytes) return;
  throw new StudioError(
    'export.disk-full',
    `The disk has ${megabytes(freeBytes)} free and the file needs about ${megabytes(bytes)}. Free some space or write elsewhere.`,
    { path: outputPath, freeBytes },
  );
}

function refuseSecondWriter(queue: JobQueue, outputPath: string): void {
  const state = queue.findByKey(`export ${outputPath}`)?.state;
  if (state === 'queued' || state === 'running' || state === 'paused')
    throw new StudioError(
      'cli.output-exists',
      'Another export in the list writes this very file. Cancel it first, or choose another name.',
      { path: outputPath },
    );
}

async function runExport(parts: Parts, one: Export, context: JobContext, onStart: () => void): Promise<JobOutput> {
  const { ports, projects, settings } = parts;
  onStart();
  // The project stays open while its export runs, so that nobody else can take it and the end can be written down.
  const hold = await projects.hold(one.projectPath).catch(() => null);
  try {
    const { signal } = context;
    const request = hold === null ? one.request : withCurrentPaths(hold.session, one.request);
    const answer = await resultOf(ports.engine.client.engine.export(request, { signal }), context);
    const { outputPath, sizeBytes, frameCount, changedFrames, encoder, commands, elapsedSec } = answer;
    context.notice({
      sentence: `${String(changedFrames)} of ${String(frameCount)} frames changed; encoded with ${encoder}.`,
      saying: sayingOf('job.export-changed', { changedFrames, frameCount, encoder }),
    });
    for (const command of commands) context.notice(command);
    const shape = one.shape && (await asItWasMade(parts, one.shape));
    const measure = shape && measureOf(shape, { sec: elapsedSec, bytes: sizeBytes });
    if (shape && measure) {
      await settings
        .noteExportMeasure(measureNameOf(shape), measure)
        .catch((error: unknown) => ports.onBug('note how long an export took', error));
    }
    return { outputPath, outputBytes: sizeBytes };
  } finally {
    hold?.release();
  }
}

/** Where a generator runs is known for sure when it has run. */
async function asItWasMade({ facts }: Parts, shape: ExportShape): Promise<ExportShape> {
  const { generated } = shape;
  if (generated === null) return shape;
  const open = await facts.look();
  if (open?.packId !== generated.packId) return shape;
  return { ...shape, generated: { ...generated, provider: open.executionProvider } };
}

async function writeRecord(projects: OpenProjects, one: Export, state: ExportRecord['state']): Promise<void> {
  const hold = await projects.hold(one.projectPath);
  try {
    recordIn(hold.session.project, one, state);
  } finally {
    hold.release();
  }
}

function recordIn(project: OpenProject, { jobId, createdMs, request }: Export, state: ExportRecord['state']): void {
  // A project that is open for reading only remembers nothing.
  if (project.mode === 'read-only') return;
  const { outputPath } = request;
  project.writeExport({ jobId, createdMs, outputPath, state, request: JSON.stringify(request) });
}

function requestFrom(record: ExportRecord): EngineExport | null {
  let content: unknown;
  try {
    content = JSON.parse(record.request);
  } catch {
    // A record of another version of the product: it cannot go on here.
    return null;
  }
  const request = engineContract.engine.export.input.safeParse(content);
  return request.success ? request.data : null;
}

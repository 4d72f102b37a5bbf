import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClientOf } from '../../api/client.ts';
import type { Contract } from '../../api/contract.ts';
import { aDubLine, aFactorEdit } from './a-project.ts';
import { ffmpeg } from './run-facet.ts';
import { jobsThat } from './served-facet.ts';

/** The sample that comes with Facet, repeated until it has several segments of an export. */
export async function makeLongSample(folder: string, seconds: number): Promise<{ video: string; voice: string }> {
  await mkdir(folder, { recursive: true });
  const loop = (name: string, output: string, codec: readonly string[]) =>
    ffmpeg(folder, [
      '-stream_loop',
      '-1',
      '-i',
      join(process.cwd(), 'examples', name),
      '-t',
      String(seconds),
      ...codec,
      output,
    ]);
  await loop('sample-talk.mp4', 'talk.mp4', ['-c', 'copy']);
  await loop('sample-voice.wav', 'voice.wav', ['-c:a', 'pcm_s16le']);
  return { video: join(folder, 'talk.mp4'), voice: join(folder, 'voice.wav') };
}

/** A project with a video, not analysed yet. */
export async function createWithVideo(client: ClientOf<Contract>, path: string, video: string): Promise<string> {
  const { projectId } = await client.project.create({ name: 'Killed', path });
  const [imported] = await client.media.import({ projectId, paths: [video] });
  if (imported.assetId === null) throw new Error(`the video was refused: ${imported.failure?.sentence}`);
  stayIn(client, projectId);
  return projectId;
}

/** Opens a project and stays in it, as a window does. */
export async function openAndStay(client: ClientOf<Contract>, path: string): Promise<string> {
  const { projectId } = await client.project.open({ path });
  stayIn(client, projectId);
  return projectId;
}

/** Watches a project until the host is gone: nobody's project is closed after a while. */
function stayIn(client: ClientOf<Contract>, projectId: string): void {
  void (async () => {
    for await (const event of client.project.watch({ projectId })) if (event.event === 'closed') return;
  })().catch(() => undefined);
}

/** Imports a voice and places all of it at the start for face 1. */
export async function placeVoice(client: ClientOf<Contract>, projectId: string, voice: string): Promise<void> {
  const [imported] = await client.media.import({ projectId, paths: [voice] });
  const { document } = await client.project.read({ projectId });
  const asset = document.assets[imported.assetId ?? ''];
  const take = { takeId: 'take-1', assetId: asset.assetId, sourceStartSec: 0, durationSec: asset.summary.durationSec };
  const after = aDubLine({ startSec: 0, takes: [take] });
  await client.edit.apply({
    projectId,
    label: 'Place voice',
    gestureId: null,
    wishes: [{ collection: 'lines', id: 'line-1', after }],
  });
}

/** Analyses the project's video and waits for the end. */
export async function analyse(client: ClientOf<Contract>, projectId: string): Promise<void> {
  const { jobId } = await client.analysis.start({ projectId, assetId: null });
  if (jobId !== null) await endOf(client, jobId);
}

/** Waits until a job is done; throws with its failure. */
export async function endOf(client: ClientOf<Contract>, jobId: string): Promise<void> {
  const ended = ['done', 'failed', 'cancelled'];
  const jobs = await jobsThat(client, (all) => all.some((job) => job.jobId === jobId && ended.includes(job.state)));
  const job = jobs.find((one) => one.jobId === jobId);
  if (job?.state !== 'done') throw new Error(`${job?.kind} ${job?.state}: ${job?.failure?.sentence ?? ''}`);
}

/** Goes on adding edits until a call fails; returns the ids of those that were acknowledged. */
export async function editUntilCutOff(client: ClientOf<Contract>, projectId: string): Promise<readonly string[]> {
  const acknowledged: string[] = [];
  for (let count = 0; ; count++) {
    const editId = `edit-${count}`;
    const after = aFactorEdit({ editId, amount: count / 1000, position: count });
    try {
      await client.edit.apply({
        projectId,
        label: 'Open the mouth',
        gestureId: null,
        wishes: [{ collection: 'edits', id: editId, after }],
      });
    } catch {
      // The host is gone: what was acknowledged until here must be there.
      return acknowledged;
    }
    acknowledged.push(editId);
  }
}

/** A copy of a finished project file (nobody has it open). */
export async function copyProject(from: string, to: string): Promise<string> {
  await copyFile(from, to);
  return to;
}

/**
 * How long a user waits for a picture: `node bench/preview.bench.ts VIDEO VOICE [CACHE]`. The video is analysed first (not counted).
 * Prints milliseconds to the first chunk and to the first second of frames, after a voice is dropped, after an edit at the
 * playhead, and for a scene that was seen before; processor time of this process beside it, because other work stretches wall time.
 */
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Scene, SceneFile } from '../core/project/scene.ts';
import type { FactorEdit } from '../core/edit/factor-edit.ts';
import { createSceneService } from '../main/services/scene/scene-service.ts';
import { openScenePorts } from '../test/support/open-scene-ports.ts';

const [videoPath, voicePath, cachePath] = process.argv.slice(2);
if (videoPath === undefined || voicePath === undefined) throw new Error('usage: preview.bench.ts VIDEO VOICE [CACHE]');

const cache = cachePath ?? (await mkdtemp(join(tmpdir(), 'facet-preview-bench-')));
const ports = openScenePorts(cache);
const scenes = createSceneService(ports);

async function fileAt(path: string): Promise<SceneFile> {
  const absolute = resolve(path);
  return {
    path: absolute,
    contentKey: createHash('sha256')
      .update(await readFile(absolute))
      .digest('hex')
      .slice(0, 32),
  };
}

/** Milliseconds to the first chunk that shows something, and to all of the frames. */
async function timePreview(scene: Scene, startFrame: number, frames = 25): Promise<string> {
  const start = performance.now();
  let firstMs = NaN;
  let patches = 0;
  const cpu = process.cpuUsage();
  const cpuMs = (): string => {
    const { user, system } = process.cpuUsage(cpu);
    return ((user + system) / 1000).toFixed(0);
  };
  let firstCpuMs = '';
  for await (const chunk of scenes.preview({ scene, startFrame, endFrame: startFrame + frames })) {
    patches += chunk.patches.length;
    if (!Number.isNaN(firstMs)) continue;
    firstMs = performance.now() - start;
    firstCpuMs = cpuMs();
  }
  const all = `${String(frames)} frames ${(performance.now() - start).toFixed(0)} ms (${cpuMs()} ms of processor)`;
  return `first ${firstMs.toFixed(0)} ms (${firstCpuMs} ms of processor), ${all}, ${String(patches)} patches`;
}

function editAt(timeSec: number, amount: number): FactorEdit {
  return {
    editId: 'edit',
    faceNumber: 1,
    factor: 'lip',
    handle: 'open',
    kind: 'offset',
    amount,
    startSec: timeSec - 0.4,
    endSec: timeSec + 0.4,
    rampInSec: 0.16,
    rampOutSec: 0.16,
    isEnabled: true,
    position: 1,
  };
}

const video = await fileAt(videoPath);
const opened = await ports.analyses.open(video);
const { frameTimesSec } = opened.info.video ?? { frameTimesSec: new Float64Array(1) };
await opened.close();
const reader = await ports.openReader();
const { durationSec } = await reader.probe(resolve(voicePath));
const voice = { file: await fileAt(voicePath), startSec: 0, sourceStartSec: 0, durationSec, gainDb: 0 };
const scene: Scene = {
  video,
  people: [{ faceNumber: 1, voices: [voice], edits: [] }],
  factorSources: {},
  packId: 'atlas',
  expressionWindowFrames: 1,
  canAdapt: true,
};
const playhead = Math.floor(frameTimesSec.length / 2);
const playheadSec = frameTimesSec[playhead];
const withEdit = (amount: number): Scene => ({
  ...scene,
  people: [{ ...scene.people[0], edits: [editAt(playheadSec, amount)] }],
});

console.log(`${String(frameTimesSec.length)} frames, playhead at ${playheadSec.toFixed(2)} s`);
console.log('voice dropped:       ', await timePreview(scene, playhead));
console.log('the same again:      ', await timePreview(scene, playhead));
console.log('next second:         ', await timePreview(scene, playhead + 25));
console.log('edit at the playhead:', await timePreview(withEdit(0.05), playhead));
console.log('edit dragged on:     ', await timePreview(withEdit(0.06), playhead));
console.log('edit elsewhere:      ', await timePreview(withEdit(0.06), playhead + 50));
console.log('edit taken back:     ', await timePreview(scene, playhead));
console.log(`memory ${(process.memoryUsage().rss / 2 ** 20).toFixed(0)} MiB`);
await scenes.close();
if (cachePath === undefined) await rm(cache, { recursive: true, force: true });

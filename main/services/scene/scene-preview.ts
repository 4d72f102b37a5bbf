import type { PatchChunk } from '../../../api/engine-contract.ts';
import { joinOverlapping, patchOf, type FramePatch } from '../../../core/compositing/frame-patch.ts';
import { throwIfCancelled } from '../../../core/errors.ts';
import type { AbortSignalLike } from '../../../core/errors.ts';
import type { ArtifactFiles } from '../../../core/ports/artifact-files.ts';
import { makeYuvImage } from '../../../core/tensor/yuv-image.ts';
import type { FrameRange } from '../../../core/time/frame-range.ts';
import { nextTurn } from '../next-turn.ts';
import { readConversionOf } from './picture-colour.ts';
import type { ReadyRange, SceneDrawing } from './scene-drawing.ts';
import type { LiveVideo } from './scene-video.ts';

/** File with a chunk's pictures, and one that says where they lie. */
const pictureFile = 'patches.rgba';
const listFile = 'patches.json';

/** Part of every chunk's key; raised when patches are made differently. */
const patchVersion = 1;

type Patch = PatchChunk['patches'][number];

/** What a preview draws. */
export interface PreviewJob {
  readonly video: LiveVideo;
  readonly drawing: SceneDrawing;
  readonly range: FrameRange;
  readonly artifacts: ArtifactFiles;
  readonly signal?: AbortSignalLike | undefined;
}

/** The changed parts of a range's frames, chunk by chunk from its start. Chunks that were drawn before are found in the cache. */
export async function* previewChunks(job: PreviewJob): AsyncGenerator<PatchChunk> {
  const { video, range, drawing, signal } = job;
  const endFrame = Math.min(range.endFrame, video.picture.frameTimesSec.length);
  let startFrame = Math.max(0, range.startFrame);
  while (startFrame < endFrame) {
    throwIfCancelled(signal);
    // Chunks begin at multiples of their length, so that requests that overlap share them.
    const chunkFrames = drawing.chunkFramesOf({ startFrame, endFrame: startFrame + 1 });
    const first = startFrame - (startFrame % chunkFrames);
    const chunk = { startFrame: first, endFrame: Math.min(first + chunkFrames, video.picture.frameTimesSec.length) };
    const asked = { startFrame, endFrame: Math.min(chunk.endFrame, endFrame) };
    yield drawing.isChanged(chunk)
      ? await drawnChunk(job, chunk, asked)
      : { ...asked, artifactKey: null, file: pictureFile, patches: [] };
    startFrame = asked.endFrame;
  }
}

async function drawnChunk(job: PreviewJob, chunk: FrameRange, asked: FrameRange): Promise<PatchChunk> {
  const { drawing, artifacts, signal, range } = job;
  const ready = await drawing.ready(chunk, { signal, nearFrame: range.startFrame });
  const artifactKey = `patches-${patchVersion}-${chunk.startFrame}-${await ready.keyOf(chunk)}`;
  const known = await readPatches(artifacts, artifactKey);
  const patches = known ?? (await writePatches(job, ready, chunk, artifactKey));
  return {
    ...asked,
    artifactKey,
    file: pictureFile,
    patches: patches.filter(({ frameIndex }) => frameIndex >= asked.startFrame && frameIndex < asked.endFrame),
  };
}

async function readPatches(artifacts: ArtifactFiles, key: string): Promise<readonly Patch[] | null> {
  const bytes = await artifacts.read(key, listFile);
  return bytes && (JSON.parse(new TextDecoder().decode(bytes)) as readonly Patch[]);
}

async function writePatches(
  job: PreviewJob,
  ready: ReadyRange,
  chunk: FrameRange,
  key: string,
): Promise<readonly Patch[]> {
  const drawn = await drawPatches(job, ready, chunk);
  let byteOffset = 0;
  const patches = drawn.map(({ frameIndex, patch: { rect, rgba } }) => {
    const { x, y, widthPx, heightPx } = rect;
    const placed: Patch = { frameIndex, byteOffset, x, y, widthPx, heightPx };
    byteOffset += rgba.length;
    return placed;
  });
  const pictures = new Uint8Array(byteOffset);
  drawn.forEach(({ patch }, index) => pictures.set(patch.rgba, patches[index].byteOffset));
  await job.artifacts.make(key, async (folder) => {
    await folder.write(pictureFile, pictures);
    await folder.write(listFile, new TextEncoder().encode(JSON.stringify(patches)));
  });
  return patches;
}

async function drawPatches(
  { video: { picture, frames }, signal }: PreviewJob,
  ready: ReadyRange,
  chunk: FrameRange,
): Promise<{ readonly frameIndex: number; readonly patch: FramePatch }[]> {
  const conversion = readConversionOf(picture);
  const work = makeYuvImage(picture.widthPx, picture.heightPx);
  const drawn: { frameIndex: number; patch: FramePatch }[] = [];
  for await (const { frameIndex, image } of frames.framesOf(chunk, signal)) {
    work.data.set(image.data);
    for (const rect of joinOverlapping(await ready.render(frameIndex, work)))
      drawn.push({ frameIndex, patch: patchOf(image, work, rect, conversion) });
    await nextTurn();
    throwIfCancelled(signal);
  }
  return drawn;
}

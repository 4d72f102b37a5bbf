import type { ExportItem, ExportRequest } from '../../../api/engine-contract.ts';
import { throwIfCancelled } from '../../../core/errors.ts';
import type { AbortSignalLike } from '../../../core/errors.ts';
import { mixPlacedSounds } from '../../../core/export/placed-sound.ts';
import { pictureEndSec } from '../../../core/media/supported-picture.ts';
import type { SampleTrack, SegmentMedia } from '../../../core/ports/segment-media.ts';
import { framesPerSecond } from '../../../core/time/frame-rate.ts';
import type { FrameRange } from '../../../core/time/frame-range.ts';
import { hashOf } from '../content-hash.ts';
import { pumpFrames } from '../frame-pump.ts';
import type { JobProgressMeter } from '../job-progress.ts';
import type { SceneDrawing } from './scene-drawing.ts';
import type { ScenePorts } from './scene-ports.ts';
import type { LiveVideo } from './scene-video.ts';
import { placedSounds } from './scene-voices.ts';
import { syntheticMark } from '../synthetic-mark.ts';

/** Length of a stretch that is encoded by itself: what is lost at most when the computer goes down. */
const segmentSec = 20;

/**
 * A rest of fewer frames belongs to the stretch before it: an encoder that holds frames back counts decoding times otherwise when there
 * are no more than it holds, and the joined track would end some milliseconds late.
 */
const leastSegmentFrames = 16;

/** Rate of an export's sound; two channels. */
const soundRateHz = 48_000;

/** Part of every segment's key; raised when segments are made differently. */
const segmentVersion = 1;

const segmentFile = 'segment.ts';
const noteFile = 'segment.json';

/** How often all segments are looked for again: somebody may make room in the cache while others are rendered. */
const rounds = 3;

/** What is known of a finished segment. */
interface SegmentNote {
  readonly changedFrames: number;
  readonly command: string;
}

/** What an export works on. */
export interface SceneExportJob {
  readonly ports: ScenePorts;
  readonly video: LiveVideo;
  readonly drawing: SceneDrawing;
  readonly request: ExportRequest;
  readonly meter: JobProgressMeter;
  readonly signal?: AbortSignalLike | undefined;
}

/** What an export wrote. */
export type ExportResult = Extract<ExportItem, { readonly result: unknown }>['result'];

/** Frames of each segment of a video. */
export function segmentsOf(frameCount: number, framesPerSec: number): readonly FrameRange[] {
  const length = Math.max(leastSegmentFrames, Math.round(segmentSec * framesPerSec));
  const count = Math.max(1, Math.ceil((frameCount - leastSegmentFrames + 1) / length));
  return Array.from({ length: count }, (_, index) => ({
    startFrame: index * length,
    endFrame: index === count - 1 ? frameCount : (index + 1) * length,
  }));
}

/**
 * Renders the segments that are not there yet, then joins all of them with the sound. Equal scenes give equal files, whether they
 * were rendered in one go or not.
 */
export async function exportScene(job: SceneExportJob): Promise<Omit<ExportResult, 'elapsedSec'>> {
  const { ports, video, request, meter, signal } = job;
  const media = await ports.openSegmentMedia();
  const { picture, info } = video;
  const frameCount = picture.frameTimesSec.length;
  const encoder = await media.encoderFor(info, request.preset);
  const segments = segmentsOf(frameCount, framesPerSecond(picture.frameRate));
  const keys = await Promise.all(segments.map((segment) => segmentKey(job, encoder, segment)));
  await renderMissing(job, media, segments, keys);
  const notes = await Promise.all(keys.map((key) => readNote(ports, key)));
  throwIfCancelled(signal);
  meter.report({ phase: 'export', doneFrames: 0, totalFrames: 1 });
  const { sizeBytes, commands } = await media.join({
    source: info,
    preset: request.preset,
    segmentPaths: await Promise.all(keys.map(async (key) => `${await folderOf(ports, key)}/${segmentFile}`)),
    sound: soundOf(job, media),
    outputPath: request.outputPath,
    tags: request.isMarked ? syntheticMark(ports.facetVersion) : {},
    signal,
  });
  return {
    outputPath: request.outputPath,
    sizeBytes,
    frameCount,
    changedFrames: notes.reduce((sum, note) => sum + (note?.changedFrames ?? 0), 0),
    encoder,
    commands: [...notes.flatMap((note) => note?.command ?? []), ...commands],
  };
}

async function segmentKey(
  { video, drawing, request }: SceneExportJob,
  encoder: string,
  segment: FrameRange,
): Promise<string> {
  const { startFrame, endFrame } = segment;
  const made = [segmentVersion, video.file.contentKey, encoder, request.preset, startFrame, endFrame];
  return `segment-${startFrame}-${await hashOf([...made, await drawing.motionKeyOf(segment)])}`;
}

async function renderMissing(
  job: SceneExportJob,
  media: SegmentMedia,
  segments: readonly FrameRange[],
  keys: readonly string[],
): Promise<void> {
  const { artifacts } = job.ports;
  for (let round = 0; round < rounds; round++) {
    const missing: { segment: FrameRange; key: string }[] = [];
    for (const [index, key] of keys.entries())
      if ((await artifacts.find(key)) === null) missing.push({ segment: segments[index], key });
    if (missing.length === 0) return;
    const totalFrames = missing.reduce((sum, { segment }) => sum + segment.endFrame - segment.startFrame, 0);
    let doneFrames = 0;
    for (const { segment, key } of missing) {
      const before = doneFrames;
      await renderSegment(job, media, segment, key, (frames) => {
        job.meter.report({ phase: 'render', doneFrames: before + frames, totalFrames });
      });
      doneFrames += segment.endFrame - segment.startFrame;
    }
  }
}

async function renderSegment(
  { ports, video, drawing, request, meter, signal }: SceneExportJob,
  media: SegmentMedia,
  segment: FrameRange,
  key: string,
  onFrame: (doneFrames: number) => void,
): Promise<void> {
  const { picture, info } = video;
  const reader = await ports.openReader();
  const onPrepared = (doneFrames: number, totalFrames: number): void =>
    meter.report({ phase: 'atlas', doneFrames, totalFrames });
  const ready = await drawing.ready(segment, { signal, nearFrame: null, onPrepared });
  await ports.artifacts.make(key, async (folder) => {
    const outputPath = `${folder.path}/${segmentFile}`;
    const writer = await media.openSegment({ source: info, ...segment, preset: request.preset, outputPath, signal });
    try {
      const { changedCount } = await pumpFrames({
        frames: reader.frames(info, { ...segment, ...(signal && { signal }) }),
        widthPx: picture.widthPx,
        heightPx: picture.heightPx,
        render: async ({ frameIndex, image }) => (await ready.render(frameIndex, image)).length > 0,
        write: (image) => writer.write(image),
        onFrame,
        signal,
      });
      await writer.finish();
      const note: SegmentNote = { changedFrames: changedCount, command: writer.command };
      await folder.write(noteFile, new TextEncoder().encode(JSON.stringify(note)));
    } catch (failure) {
      await writer.abort();
      throw failure;
    }
  });
}

async function readNote({ artifacts }: ScenePorts, key: string): Promise<SegmentNote | null> {
  const bytes = await artifacts.read(key, noteFile);
  return bytes && (JSON.parse(new TextDecoder().decode(bytes)) as SegmentNote);
}

async function folderOf({ artifacts }: ScenePorts, key: string): Promise<string> {
  return artifacts.make(key, () => Promise.reject(new Error(`segment ${key} went while it was joined`)));
}

/** Placed voices and the original sound under them; null when nothing is to be heard. */
function soundOf({ video, request, signal }: SceneExportJob, media: SegmentMedia): SampleTrack | null {
  const { voices, originalSoundDb } = request.soundtrack;
  const endSec = pictureEndSec(video.picture);
  const original =
    originalSoundDb === null || video.info.audio.length === 0
      ? []
      : [{ file: video.file, startSec: 0, sourceStartSec: 0, durationSec: endSec, gainDb: originalSoundDb }];
  const heard = [...voices, ...original];
  if (heard.length === 0) return null;
  const sounds = placedSounds(heard, (path) => media.stereo(path, soundRateHz, signal));
  const format = { rateHz: soundRateHz, channels: 2, startSec: 0, endSec };
  return { rateHz: soundRateHz, channels: 2, open: () => mixPlacedSounds(sounds, format) };
}

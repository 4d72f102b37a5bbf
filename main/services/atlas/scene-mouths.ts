import type { FaceTrack } from '../../../core/analysis/face-track.ts';
import { throwIfCancelled } from '../../../core/errors.ts';
import type { AbortSignalLike } from '../../../core/errors.ts';
import type { MediaInfo } from '../../../core/media/media-info.ts';
import type { MediaReader } from '../../../core/ports/media.ts';
import type { FrameRange } from '../../../core/time/frame-range.ts';
import type { YuvImage } from '../../../core/tensor/yuv-image.ts';
import { makeMouthPlanner, type MouthPlanner } from '../../../core/synthesis/mouth-plan.ts';
import type { TrackAtlas } from './driven-person.ts';
import { nextTurn } from '../next-turn.ts';

/** The mouths of one track, collected when they are first needed. */
export interface TrackMouths {
  readonly track: FaceTrack;
  /**
   * A planner on all mouths of the track, or, for a quick answer in a long track, on those near a frame.
   * @throws 'synthesis.atlas-empty' never: a track without mouths has no TrackMouths
   */
  planner(request: PlannerRequest): Promise<ReadyPlanner>;
}

/** Which mouths are needed. */
export interface PlannerRequest {
  /** Null waits for all of them. */
  readonly nearFrame: number | null;
  readonly signal?: AbortSignalLike | undefined;
  readonly onFrame?: ((doneFrames: number, totalFrames: number) => void) | undefined;
}

/** A planner, and a name of the mouths that it chooses from. */
export interface ReadyPlanner {
  readonly planner: MouthPlanner;
  readonly mouths: string;
}

/** More frames than this are not waited for before the first answer. */
const quickFrames = 500;

/** Mouths near the playhead for a first answer: ten seconds at 25 frames per second. */
const nearFrames = 250;

/** A gap between wanted frames up to which decoding through is faster than seeking. */
const seekGap = 60;

/** Makes {@link TrackMouths}. */
export function makeTrackMouths({ track, atlas }: TrackAtlas, info: MediaInfo, reader: MediaReader): TrackMouths {
  let full: ReadyPlanner | null = null;
  let near: (ReadyPlanner & { readonly around: FrameRange }) | null = null;
  const collect = (wanted: readonly number[], { signal, onFrame }: PlannerRequest): Promise<void> =>
    collectFrames(reader, info, wanted, (frameIndex, image) => atlas.collect(frameIndex, image), signal, onFrame);
  const missing = (): number[] =>
    atlas.plan.frames.flatMap(({ frameIndex }, entry) => (atlas.isCollected[entry] === 1 ? [] : [frameIndex]));

  return {
    track,
    async planner(request) {
      if (full) return full;
      const { nearFrame } = request;
      const left = missing();
      if (nearFrame !== null && left.length > quickFrames) {
        if (near && nearFrame >= near.around.startFrame && nearFrame < near.around.endFrame) return near;
        const around = rangeAround(atlas.wantedFrames, nearFrame);
        await collect(
          left.filter((frame) => frame >= around.startFrame && frame < around.endFrame),
          request,
        );
        if (atlas.collectedCount > 0) {
          near = { planner: makeMouthPlanner(atlas), mouths: `near ${around.startFrame} ${around.endFrame}`, around };
          return near;
        }
      }
      await collect(missing(), request);
      full ??= { planner: makeMouthPlanner(atlas), mouths: 'all' };
      near = null;
      return full;
    },
  };
}

/** The wanted frames nearest to a frame, as a range. */
function rangeAround(wanted: readonly number[], frame: number): FrameRange {
  let first = wanted.findIndex((one) => one >= frame - nearFrames / 2);
  if (first < 0) first = wanted.length - 1;
  const from = Math.max(0, Math.min(first, wanted.length - nearFrames));
  const to = Math.min(wanted.length, from + nearFrames);
  return { startFrame: Math.min(wanted[from], frame), endFrame: Math.max(wanted[to - 1] + 1, frame + 1) };
}

/** Shows the wanted frames (ascending) to `take`, decoding no more between them than is faster than a seek. */
export async function collectFrames(
  reader: MediaReader,
  info: MediaInfo,
  wanted: readonly number[],
  take: (frameIndex: number, image: YuvImage) => void,
  signal?: AbortSignalLike,
  onFrame?: (doneFrames: number, totalFrames: number) => void,
): Promise<void> {
  const set = new Set(wanted);
  let done = 0;
  for (let from = 0; from < wanted.length;) {
    let to = from + 1;
    while (to < wanted.length && wanted[to] - wanted[to - 1] <= seekGap) to++;
    const range = { startFrame: wanted[from], endFrame: wanted[to - 1] + 1, ...(signal && { signal }) };
    for await (const { frameIndex, image } of reader.frames(info, range)) {
      throwIfCancelled(signal);
      if (!set.has(frameIndex)) continue;
      take(frameIndex, image);
      onFrame?.(++done, wanted.length);
      if (done % 8 === 0) await nextTurn();
    }
    from = to;
  }
}

import type { AbortSignalLike } from '../../../core/errors.ts';
import type { Rect } from '../../../core/geometry/rect.ts';
import type { YuvImage } from '../../../core/tensor/yuv-image.ts';
import type { FrameRange } from '../../../core/time/frame-range.ts';
import { hashOf, type KeyPart } from '../content-hash.ts';

/** How a range is made ready. */
export interface ReadyOptions {
  readonly signal?: AbortSignalLike | undefined;
  /** A frame near which a first answer is wanted soon, though it may be worse than with all that the video has; null waits for all. */
  readonly nearFrame: number | null;
  /** Told while frames are read before the first can be drawn. */
  readonly onPrepared?: ((doneFrames: number, totalFrames: number) => void) | undefined;
}

/** One face track of a scene with all that is to be done to it, in whichever way its pixels are made. */
export interface DrawnTrack {
  readonly range: FrameRange;
  /** Frames that a preview answers with at a time: many where they come fast, one where a person waits for each. */
  readonly chunkFrames: number;
  /** False when no frame of the range is changed; known without planning. */
  isChanged(range: FrameRange): boolean;
  /** Everything that the track's frames of a range depend on; known without planning. The range overlaps the track. */
  motionKey(range: FrameRange): readonly KeyPart[];
  /** Plans what the frames of a range need. The range overlaps the track. */
  ready(range: FrameRange, options: ReadyOptions): Promise<ReadyTrack>;
}

/** The planned frames of a track. */
export interface ReadyTrack {
  /** What is drawn in a part of the range. The part overlaps the track. */
  key(part: FrameRange): readonly KeyPart[];
  /** Draws a frame of the track in place; frames in their order are fastest. @returns rectangles that hold every changed pixel */
  render(frameIndex: number, image: YuvImage): Promise<readonly Rect[]>;
}

/** A scene that can be drawn, part by part, in any order. */
export interface SceneDrawing {
  /** Frames that a preview of a range answers with at a time. */
  chunkFramesOf(range: FrameRange): number;
  /** False when no frame of the range is changed; known without planning. */
  isChanged(range: FrameRange): boolean;
  /** Names everything that the frames of a range depend on; known without planning, so a finished export segment is found at once. */
  motionKeyOf(range: FrameRange): Promise<string>;
  /** Plans what the frames of a range need. */
  ready(range: FrameRange, options: ReadyOptions): Promise<ReadyRange>;
}

/** Planned frames. */
export interface ReadyRange {
  /** Names what is drawn in a part of the range: ranges of equal keys have equal patches. */
  keyOf(part: FrameRange): Promise<string>;
  /**
   * Draws a frame in place; frames in their order are fastest. What a range's networks have to make is made here, bit by bit.
   *
   * @returns rectangles that hold every changed pixel, none when nothing changed
   */
  render(frameIndex: number, image: YuvImage): Promise<readonly Rect[]>;
}

/** Frames of a chunk where there is nothing to draw. */
const untouchedChunkFrames = 8;

/** Makes the drawing of a scene's tracks; where tracks overlap, later ones are drawn over earlier ones. */
export function makeSceneDrawing(tracks: readonly DrawnTrack[]): SceneDrawing {
  return {
    chunkFramesOf: (range) =>
      tracks.reduce(
        (least, track) => (overlaps(track.range, range) ? Math.min(least, track.chunkFrames) : least),
        untouchedChunkFrames,
      ),
    isChanged: (range) => tracks.some((track) => track.isChanged(range)),
    motionKeyOf: (range) =>
      hashOf(tracks.flatMap((track) => (overlaps(track.range, range) ? track.motionKey(range) : []))),
    async ready(range, options) {
      const ready: { readonly own: FrameRange; readonly track: ReadyTrack }[] = [];
      for (const track of tracks) {
        if (overlaps(track.range, range)) ready.push({ own: track.range, track: await track.ready(range, options) });
      }
      return {
        keyOf: (part) => hashOf(ready.flatMap(({ own, track }) => (overlaps(own, part) ? track.key(part) : []))),
        async render(frameIndex, image) {
          const changed: Rect[] = [];
          for (const { own, track } of ready) {
            if (frameIndex >= own.startFrame && frameIndex < own.endFrame)
              changed.push(...(await track.render(frameIndex, image)));
          }
          return changed;
        },
      };
    },
  };
}

function overlaps(a: FrameRange, b: FrameRange): boolean {
  return a.startFrame < b.endFrame && b.startFrame < a.endFrame;
}

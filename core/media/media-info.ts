import type { FrameRate } from '../time/frame-rate.ts';

/** Colour tags as ffprobe names them; 'unknown' where the file does not say. They are carried, never guessed. */
export interface ColourTags {
  readonly range: string;
  readonly space: string;
  readonly transfer: string;
  readonly primaries: string;
}

/** Clockwise turn that a player applies before showing the stored picture. */
export type Rotation = 0 | 90 | 180 | 270;

/** One video stream of an asset. */
export interface VideoStream {
  readonly streamIndex: number;
  readonly codec: string;
  /** Size as displayed, rotation applied; px. */
  readonly widthPx: number;
  readonly heightPx: number;
  /** Size as stored, before rotation; px. */
  readonly codedWidthPx: number;
  readonly codedHeightPx: number;
  readonly rotation: Rotation;
  /** True when a player shows the stored picture mirrored left to right before it turns it (selfie cameras). */
  readonly isMirrored?: boolean;
  readonly pixelFormat: string;
  readonly bitDepth: number;
  readonly isHdr: boolean;
  readonly colour: ColourTags;
  /** Pixel aspect, such as 1/1. */
  readonly sampleAspectRatio: string;
  /** Average rate of the stream. */
  readonly frameRate: FrameRate;
  /** True when the frames are not evenly spaced. */
  readonly isVariableFrameRate: boolean;
  /** Presentation time of each frame in seconds from the start of the presentation, ascending; its length is the frame count. */
  readonly frameTimesSec: Float64Array;
  /** Ticks per second in which the container writes timestamps. */
  readonly timeBase: FrameRate;
  readonly durationSec: number;
}

/** One audio stream of an asset. */
export interface AudioStream {
  readonly streamIndex: number;
  readonly codec: string;
  readonly sampleRateHz: number;
  readonly channels: number;
  readonly durationSec: number;
  /** Seconds from the start of the presentation to the first sample; may be negative. */
  readonly startSec: number;
}

/** What a probe learns of a media file. Streams are in file order; attached pictures are left out. */
export interface MediaInfo {
  readonly path: string;
  readonly container: string;
  readonly durationSec: number;
  readonly sizeBytes: number;
  readonly video: VideoStream | null;
  readonly audio: readonly AudioStream[];
  readonly chapterCount: number;
}

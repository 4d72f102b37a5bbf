import type { AbortSignalLike } from '../errors.ts';
import type { EncodePreset } from '../export/encode-preset.ts';
import type { MediaInfo } from '../media/media-info.ts';
import type { YuvImage } from '../tensor/yuv-image.ts';

/** A stretch of a picture to encode by itself. */
export interface SegmentOptions {
  readonly source: MediaInfo;
  /** Frames of the source that the segment holds; end exclusive. */
  readonly startFrame: number;
  readonly endFrame: number;
  readonly preset: EncodePreset;
  readonly outputPath: string;
  readonly signal?: AbortSignalLike | undefined;
}

/** A segment that is being encoded. */
export interface SegmentWriter {
  /** The exact command of the encoder. */
  readonly command: string;
  /** Takes the frames in display order; resolves when the image may be overwritten. @throws 'export.*' | 'job.cancelled' */
  write(image: YuvImage): Promise<void>;
  /** @throws 'media.frame-count-changed' when it is not the segment's number of frames, 'export.*' */
  finish(): Promise<void>;
  /** Stops the encoder; safe at any time, more than once. The file is the caller's. */
  abort(): Promise<void>;
}

/** Sound for a file in the making: interleaved float32 from time 0 to the end of the picture. */
export interface SampleTrack {
  readonly rateHz: number;
  readonly channels: number;
  readonly open: () => AsyncIterable<Float32Array>;
}

/** What makes one file of finished segments. */
export interface JoinOptions {
  readonly source: MediaInfo;
  readonly preset: EncodePreset;
  /** All of the source's frames, in order. */
  readonly segmentPaths: readonly string[];
  /** Null writes a file without sound. */
  readonly sound: SampleTrack | null;
  readonly outputPath: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly signal?: AbortSignalLike | undefined;
}

/** A finished file. */
export interface JoinedFile {
  readonly sizeBytes: number;
  readonly commands: readonly string[];
}

/** Encodes a picture in stretches that begin with a keyframe, and joins them without encoding again. */
export interface SegmentMedia {
  /** Name of the encoder that a preset uses for this source here; equal names and inputs give equal segments. */
  encoderFor(source: MediaInfo, preset: EncodePreset): Promise<string>;
  openSegment(options: SegmentOptions): Promise<SegmentWriter>;
  /**
   * Writes the output, which appears under its name only when it is whole: the source's times, rotation, colour tags,
   * metadata and chapters.
   * @throws 'media.frame-count-changed' | 'export.*' | 'job.cancelled'; nothing is left behind then
   */
  join(options: JoinOptions): Promise<JoinedFile>;
  /**
   * Two channels of a file's first sound stream at a rate, interleaved, sample 0 at the start of the presentation.
   * @throws 'media.no-audio' and the errors of reading
   */
  stereo(path: string, rateHz: number, signal?: AbortSignalLike): AsyncIterable<Float32Array>;
}

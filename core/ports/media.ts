import type { AbortSignalLike } from '../errors.ts';
import type { EncodePreset } from '../export/encode-preset.ts';
import type { SoundtrackFitPlan, VoiceFit } from '../export/soundtrack-fit.ts';
import type { MediaInfo } from '../media/media-info.ts';
import type { YuvImage } from '../tensor/yuv-image.ts';

/** A decoded frame. The image is owned by the receiver until it asks for the next frame; then its memory may be reused. */
export interface VideoFrame {
  readonly frameIndex: number;
  readonly timeSec: number;
  readonly image: YuvImage;
}

/** Which frames to read; both ends optional (whole stream). */
export interface FrameReadOptions {
  readonly startFrame?: number;
  readonly endFrame?: number;
  readonly signal?: AbortSignalLike;
}

/** Reads media. Every failure is a StudioError 'media.*'. */
export interface MediaReader {
  /** @throws 'media.not-found' | 'media.not-readable' | 'media.not-media' | 'media.truncated' */
  probe(path: string, signal?: AbortSignalLike): Promise<MediaInfo>;
  /** Every stored frame once, in presentation order, upright (rotation applied), 8-bit 4:2:0, same matrix and range as stored. */
  frames(info: MediaInfo, options?: FrameReadOptions): AsyncIterable<VideoFrame>;
  /**
   * Mono float32 samples in [-1, 1] at `sampleRateHz`, sample 0 at the start of the presentation, in chunks of any length.
   * @throws 'media.no-audio'
   */
  audio(path: string, sampleRateHz: number, signal?: AbortSignalLike): AsyncIterable<Float32Array>;
}

/** What an export writes. */
export interface VideoWriteOptions {
  /** The source: its timestamps, rotation, colour tags, metadata and chapters are kept. */
  readonly source: MediaInfo;
  readonly outputPath: string;
  /** Sound to mux. */
  readonly soundtrack: Soundtrack;
  readonly preset: EncodePreset;
  /** More tags for the file, such as the mark that its lips are synthetic; a name that the source has too is replaced. */
  readonly tags?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignalLike;
}

/** The sound of the output: a file, where it starts relative to the picture, and how long it may last. */
export interface Soundtrack {
  readonly path: string;
  /** Seconds by which the sound starts later than the picture; negative: its head is cut. */
  readonly offsetSec: number;
  /** How the sound fills the picture's duration. */
  readonly fit: VoiceFit;
  /**
   * The plan that the lips were made from. When it is given, the sound follows it to the sample and `offsetSec` and `fit` only say
   * how it came about; without it the writer plans by itself. Leave it out for a sound that is not the voice (a mix).
   */
  readonly plan?: SoundtrackFitPlan;
}

export type { EncodePreset } from '../export/encode-preset.ts';
export type { VoiceFit } from '../export/soundtrack-fit.ts';

/** A running encode: frames in display order, exactly as many as the source has, then `finish`. */
export interface VideoWriter {
  /** Takes a copy or finishes with the image before it resolves; resolves when there is room for the next frame. */
  write(image: YuvImage): Promise<void>;
  /** Closes the file, moves it to its final name. @throws 'media.frame-count-changed' | 'export.*' */
  finish(): Promise<void>;
  /** Stops and removes everything written; safe to call at any time, more than once. */
  abort(): Promise<void>;
}

/** Writes H.264 + AAC MP4. */
export interface MediaWriter {
  /** The encoder that will be used, such as libx264 or h264_nvenc. */
  readonly encoderName: string;
  open(options: VideoWriteOptions): Promise<VideoWriter>;
}

/** Which ffmpeg does the work, for `doctor` and reports. */
export interface MediaRunnerInfo {
  readonly kind: 'native' | 'wasm';
  readonly version: string;
  readonly path: string | null;
  readonly encoders: readonly string[];
}

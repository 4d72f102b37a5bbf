import type { AbortSignalLike } from '../errors.ts';
import type { PlacedVoice, SceneFile } from '../project/scene.ts';

/** Options of making an artifact. */
export interface MakeArtifactOptions {
  readonly signal?: AbortSignalLike | undefined;
  /** Told how much is done, in seconds of the media; not at all when the artifact is there already. */
  readonly onProgress?: ((doneSec: number, totalSec: number) => void) | undefined;
}

/** Peaks of a sound: `peaks.f32` [T] in [0, 1]. */
export interface PeaksArtifact {
  readonly artifactKey: string;
  readonly peaksPerSec: number;
  readonly durationSec: number;
}

/**
 * Pictures and sounds that are made from files for looking at and listening to, kept in the artifact cache. All of them are made
 * once for each content; callers that want the same one share the work. Errors: 'media.*', 'export.disk-full',
 * 'export.not-writable', 'job.cancelled'.
 */
export interface MediaArtifacts {
  /** Loudest sample of each 1/100 s, channels mixed. @throws 'media.no-audio' */
  measurePeaks(file: SceneFile, options?: MakeArtifactOptions): Promise<PeaksArtifact>;
  /**
   * The frames shown at the times (before the first and after the last frame: that one) as `0.jpg`, `1.jpg` and so on, 160 px high.
   * @returns the artifact's key
   * @throws 'media.no-video'
   */
  takeThumbnails(video: SceneFile, timesSec: readonly number[], options?: MakeArtifactOptions): Promise<string>;
  /** `proxy.mp4`: H.264 with a keyframe every half second, at most 1280 px wide, every frame at its own time, AAC sound. */
  makeProxy(video: SceneFile, options?: MakeArtifactOptions): Promise<string>;
  /** `voice.m4a`: the voices on the picture's time, AAC at 48 kHz in two channels, `durationSec` long to the sample. */
  mixVoices(voices: readonly PlacedVoice[], durationSec: number, options?: MakeArtifactOptions): Promise<string>;
}

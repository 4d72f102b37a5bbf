import type { Saying } from '../saying.ts';
import type { AbortSignalLike } from '../errors.ts';
import type { FaceTrack, Shot } from '../analysis/face-track.ts';
import type { VideoStream } from '../media/media-info.ts';
import type { VideoFrame } from './media.ts';
import type { VoicePrediction } from './voice.ts';

/** One person whose lips are to follow a voice. */
export interface PersonToDub {
  readonly video: VideoStream;
  readonly shots: readonly Shot[];
  /** All of the person's tracks, ascending in time; they do not overlap. */
  readonly tracks: readonly FaceTrack[];
  /** Motion of the new voice, already moved and fitted to the picture's time. */
  readonly voice: VoicePrediction;
  /** Motion of the video's own speech, for learning the person's way of speaking; null when there is none or it is not wanted. */
  readonly ownVoice: VoicePrediction | null;
  /** How much of the new voice to use at a frame of the video: 0 = the original mouth, 1 = the dub's. [frame count] */
  readonly strength: Float32Array;
}

/** What the synthesis learned of the person's own speech. */
export interface AdaptationSummary {
  readonly isUsed: boolean;
  /** Why it is used or not, in words. */
  readonly sentence: string;
  /** The sentence for other languages. */
  readonly saying: Saying;
  /** Correlation of the predicted with the person's real mouth opening on speech kept aside, without and with adaptation; null when not measured. */
  readonly scoreBefore: number | null;
  readonly scoreAfter: number | null;
  readonly speechSec: number;
}

/** The mouth opening that was planned for successive frames, for judging what came out. */
export interface IntendedOpening {
  readonly startFrame: number;
  /** [T] iod above the person's rest; NaN where nothing is drawn. */
  readonly openings: Float32Array;
}

/**
 * One person's new mouth, in two passes over the video: first the frames in `framesToCollect` are shown to `collect`, then every
 * frame of the video to `render`, in order.
 */
export interface FaceSynthesis {
  readonly adaptation: AdaptationSummary;
  /** Frames that `collect` must see, ascending; may be empty. */
  readonly framesToCollect: readonly number[];
  /** Copies what it needs; the image stays the caller's. */
  collect(frame: VideoFrame): void;
  /** Ends collecting and plans every frame. @throws 'synthesis.atlas-empty' when the video shows no usable mouth */
  plan(signal?: AbortSignalLike): Promise<void>;
  /** What `plan` decided, one entry a planned track, ascending in time; empty before it. */
  readonly intendedOpenings: readonly IntendedOpening[];
  /** Draws the person's new mouth into the image. Returns false, with the image untouched, where nothing is to be done. */
  render(frame: VideoFrame): boolean;
}

/** Makes a person's new mouth with a model pack. Holds memory only: there is nothing to close. */
export interface FaceSynthesizer {
  prepare(person: PersonToDub, signal?: AbortSignalLike): Promise<FaceSynthesis>;
}

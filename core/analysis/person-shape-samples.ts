import { toCanonical, type CanonicalFace } from '../geometry/canonical-face.ts';
import { landmarkValues } from '../geometry/landmarks.ts';
import type { FaceTrack } from './face-track.ts';
import type { LipBasis } from './lip-motion.ts';
import { lowerFaceOpening, poseFeatureCount, poseFeatures } from './person-shape-measure.ts';

/** Enough frames for stable percentiles; more cost time and teach nothing new. */
const maximumSamples = 1500;

/** Lower-face shapes of one person from frames spread evenly over the tracks. */
export interface LowerFaceSamples {
  readonly count: number;
  /** Numbers in one shape: 3 N. */
  readonly size: number;
  readonly pointIndices: readonly number[];
  /** [count, N, 3] canonical, iod. */
  readonly shapes: Float32Array;
  /** [count, 5] yaw, pitch, roll, yaw^2, pitch^2. */
  readonly poses: Float64Array;
  /** [count] iod. */
  readonly openings: Float64Array;
  /** [count] 1 where the person speaks (1 everywhere when nothing is known). */
  readonly isSpeech: Uint8Array;
  /** Frames that the samples stand for, in all and in speech. */
  readonly seenFrames: number;
  readonly speechFrames: number;
}

/** What {@link sampleLowerFace} reads. */
export interface SampleInput {
  readonly tracks: readonly FaceTrack[];
  readonly face: CanonicalFace;
  readonly basis: LipBasis;
  readonly isSpeechAtFrame?: (frameIndex: number) => boolean;
}

/** Frames of the tracks worth learning from: drivable ones; every frame with a face when hardly any is drivable. */
function usableFrames(tracks: readonly FaceTrack[]): { track: FaceTrack; frameIndex: number }[] {
  const collect = (maskOf: (track: FaceTrack) => Uint8Array) =>
    tracks.flatMap((track) => {
      const mask = maskOf(track);
      return Array.from(mask, (_, t) => t)
        .filter((t) => mask[t] === 1)
        .map((t) => ({ track, frameIndex: track.startFrame + t }));
    });
  const drivable = collect((track) => track.isDrivable);
  return drivable.length >= 10 ? drivable : collect((track) => track.isPresent);
}

/** Reads up to 1500 frames of the person and brings them into canonical space. */
export function sampleLowerFace({ tracks, face, basis, isSpeechAtFrame }: SampleInput): LowerFaceSamples {
  const frames = usableFrames(tracks);
  const wanted = Math.min(frames.length, maximumSamples);
  const size = basis.pointIndices.length * 3;
  const shapes = new Float32Array(wanted * size);
  const poses = new Float64Array(wanted * poseFeatureCount);
  const openings = new Float64Array(wanted);
  const isSpeech = new Uint8Array(wanted);
  const landmarks = new Float32Array(landmarkValues);
  const canonical = new Float32Array(landmarkValues);
  let count = 0;
  for (let k = 0; k < wanted; k++) {
    const { track, frameIndex } = frames[Math.floor(((k + 0.5) * frames.length) / wanted)];
    if (!track.landmarks.read(frameIndex, landmarks)) continue;
    toCanonical(landmarks, face, canonical);
    const shape = shapes.subarray(count * size, (count + 1) * size);
    basis.pointIndices.forEach((point, n) => shape.set(canonical.subarray(point * 3, point * 3 + 3), n * 3));
    poseFeatures(
      track.pose,
      frameIndex - track.startFrame,
      poses.subarray(count * poseFeatureCount, (count + 1) * poseFeatureCount),
    );
    openings[count] = lowerFaceOpening(shape, basis.pointIndices);
    isSpeech[count] = isSpeechAtFrame === undefined || isSpeechAtFrame(frameIndex) ? 1 : 0;
    if (Number.isFinite(openings[count])) count++;
  }
  const seenFrames = wanted === 0 ? 0 : (count * frames.length) / wanted;
  const speaking = isSpeech.subarray(0, count).reduce((sum, value) => sum + value, 0);
  return {
    count,
    size,
    pointIndices: basis.pointIndices,
    shapes: shapes.subarray(0, count * size),
    poses: poses.subarray(0, count * poseFeatureCount),
    openings: openings.subarray(0, count),
    isSpeech: isSpeech.subarray(0, count),
    seenFrames,
    speechFrames: count === 0 ? 0 : (seenFrames * speaking) / count,
  };
}

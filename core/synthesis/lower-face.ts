import type { FaceTrack } from '../analysis/face-track.ts';
import type { LipBasis, PersonShape } from '../analysis/lip-motion.ts';
import { lowerFaceOpening, poseFeatures, poseFeatureCount, restShapeAt } from '../analysis/person-shape-measure.ts';
import { toCanonical, type CanonicalFace } from '../geometry/canonical-face.ts';
import { landmarkValues, mouthOpening, openingPairs } from '../geometry/landmarks.ts';
import type { Similarity } from '../geometry/similarity.ts';

/** The person, the face and the vocabulary that every step of the synthesis shares. */
export interface MouthContext {
  readonly track: FaceTrack;
  readonly face: CanonicalFace;
  readonly basis: LipBasis;
  readonly person: PersonShape;
}

/** One frame's measured lower face. Filled by {@link readLowerFace}; keep one and reuse it. */
export interface LowerFace {
  /** [478, 3] px */
  readonly landmarks: Float32Array;
  /** [478, 3] canonical, iod */
  readonly canonical: Float32Array;
  /** The person's rest shape at this head pose. [N, 3] canonical, iod */
  readonly rest: Float32Array;
  /** Displacement of the basis points from `rest`. [N, 3] iod */
  readonly displacement: Float32Array;
  /** Mouth opening above rest, iod. */
  opening: number;
  /** px to canonical. */
  similarity: Similarity;
}

/** Empty storage for one frame. */
export function makeLowerFace(basis: LipBasis): LowerFace {
  const size = basis.pointIndices.length * 3;
  return {
    landmarks: new Float32Array(landmarkValues),
    canonical: new Float32Array(landmarkValues),
    rest: new Float32Array(size),
    displacement: new Float32Array(size),
    opening: 0,
    similarity: { scale: 1, rotation: Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1), translation: new Float64Array(3) },
  };
}

const features = new Float64Array(poseFeatureCount);

/**
 * Measures one frame's lower face.
 *
 * @param out filled
 * @returns false where the face was not seen; `out` is then undefined
 */
export function readLowerFace(
  { track, face, basis, person }: MouthContext,
  frameIndex: number,
  out: LowerFace,
): boolean {
  if (frameIndex < track.startFrame || frameIndex >= track.endFrame) return false;
  if (!track.landmarks.read(frameIndex, out.landmarks)) return false;
  out.similarity = toCanonical(out.landmarks, face, out.canonical);
  poseFeatures(track.pose, frameIndex - track.startFrame, features);
  for (let f = 0; f < poseFeatureCount; f++) if (!Number.isFinite(features[f])) features[f] = person.poseMean[f];
  restShapeAt(person, features, out.rest);
  const points = basis.pointIndices;
  for (let n = 0; n < points.length; n++) {
    for (let d = 0; d < 3; d++) out.displacement[n * 3 + d] = out.canonical[points[n] * 3 + d] - out.rest[n * 3 + d];
  }
  out.opening = mouthOpening(out.canonical) - lowerFaceOpening(out.rest, points);
  return true;
}

/** True where the frame's mouth can be re-driven. */
export function isDrivableFrame(track: FaceTrack, frameIndex: number): boolean {
  const t = frameIndex - track.startFrame;
  return t >= 0 && frameIndex < track.endFrame && track.isPresent[t] === 1 && track.isDrivable[t] === 1;
}

/** Makes a meter of the opening (iod above rest) of displaced rest shapes [N, 3]. */
export function makeOpeningMeter(basis: LipBasis, person: PersonShape): (displacement: Float32Array) => number {
  const place = new Map(basis.pointIndices.map((landmark, n) => [landmark, n * 3]));
  const pairs = openingPairs.flatMap(([a, b]) => {
    const [i, j] = [place.get(a), place.get(b)];
    return i === undefined || j === undefined ? [] : [[i, j] as const];
  });
  const rest = person.restShape;
  return (displacement) => {
    let sum = 0;
    for (const [a, b] of pairs) {
      const x = rest[a] + displacement[a] - rest[b] - displacement[b];
      const y = rest[a + 1] + displacement[a + 1] - rest[b + 1] - displacement[b + 1];
      const z = rest[a + 2] + displacement[a + 2] - rest[b + 2] - displacement[b + 2];
      sum += Math.sqrt(x * x + y * y + z * z) / pairs.length;
    }
    return sum - person.restOpening;
  };
}

/**
 * Makes a meter of the gap between the inner lips (iod) of displaced rest shapes [N, 3]: unlike an opening it is measured from touch,
 * and negative where the lips have passed each other.
 */
export function makeGapMeter(basis: LipBasis, person: PersonShape): (displacement: Float32Array) => number {
  const place = new Map(basis.pointIndices.map((landmark, n) => [landmark, n * 3]));
  const pairs = openingPairs.flatMap(([upper, lower]) => {
    const [a, b] = [place.get(upper), place.get(lower)];
    return a === undefined || b === undefined ? [] : [[a, b] as const];
  });
  const rest = person.restShape;
  return (displacement) => {
    let sum = 0;
    for (const [a, b] of pairs) {
      const x = rest[b] + displacement[b] - rest[a] - displacement[a];
      const y = rest[b + 1] + displacement[b + 1] - rest[a + 1] - displacement[a + 1];
      const z = rest[b + 2] + displacement[b + 2] - rest[a + 2] - displacement[a + 2];
      sum += (Math.sign(y) * Math.sqrt(x * x + y * y + z * z)) / pairs.length;
    }
    return sum;
  };
}

import type { FaceTrack } from '../../core/analysis/face-track.ts';
import { makeLipBasis } from '../../core/analysis/lip-basis.ts';
import type { LipBasis, PersonShape } from '../../core/analysis/lip-motion.ts';
import type { VoicePrediction } from '../../core/analysis/voice/voice-prediction.ts';
import type { CanonicalFace } from '../../core/geometry/canonical-face.ts';
import { landmarkValues, outerEyeCorners } from '../../core/geometry/landmarks.ts';

/** Seeded numbers in [0, 1). */
export function makeRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Seeded numbers of mean 0 and standard deviation 1. */
export function makeNormal(seed: number): () => number {
  const random = makeRandom(seed);
  return () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** A reference face of scattered points with the outer eye corners 1 apart and a closed mouth. */
export function aCanonicalFace(): CanonicalFace {
  const random = makeRandom(11);
  const vertices = Float32Array.from({ length: 468 * 3 }, () => random() * 1.4 - 0.7);
  vertices.set([-0.5, -0.3, 0.1], outerEyeCorners[0] * 3);
  vertices.set([0.5, -0.3, 0.1], outerEyeCorners[1] * 3);
  for (const [x, upper, lower] of [
    [0, 13, 14],
    [-0.1, 82, 87],
    [0.1, 312, 317],
  ]) {
    vertices.set([x, 0.4, -0.2], upper * 3);
    vertices.set([x, 0.41, -0.2], lower * 3);
  }
  return { vertices, triangles: new Uint16Array(0), uv: new Float32Array(0), procrustes: [] };
}

const lowerFace = [13, 14, 82, 87, 312, 317, 61, 291, 17, 152, 200, 32] as const;
const lowered = new Set<number>([14, 87, 317, 17, 152, 200]);

/** Three components: the lower lip and chin go down (opening changes by 1 a unit), the corners go apart, the chin shifts. */
export function aLipBasis(): LipBasis {
  const basis = new Float32Array(3 * lowerFace.length * 3);
  lowerFace.forEach((point, n) => {
    if (lowered.has(point)) basis[n * 3 + 1] = 1;
    if (point === 61 || point === 291) basis[(lowerFace.length + n) * 3] = point === 61 ? -1 : 1;
    if (point === 152 || point === 32) basis[(2 * lowerFace.length + n) * 3] = 1;
  });
  return makeLipBasis(
    [...lowerFace],
    basis,
    3,
    Float32Array.from(lowerFace, () => 1),
  );
}

/** One frame of a made track. Coefficients are iod. */
export interface MadeFrame {
  readonly coefficients: readonly [number, number, number];
  readonly yawRad?: number;
  readonly pitchRad?: number;
  /** False where the face is hidden. */
  readonly isSeen?: boolean;
}

/** Shift of every lower-face point (iod, x y z) per radian of yaw: what a made person's drift is. */
export const madeDriftPerYaw = [0.08, -0.05, 0.1] as const;

/** A track whose landmarks are rest + basis * coefficients + drift * yaw, carried into pixels by a turned, scaled head. */
export function aFaceTrack(
  frames: readonly MadeFrame[],
  face: CanonicalFace,
  basis: LipBasis,
  startFrame = 0,
): FaceTrack & { readonly readCount: () => number } {
  const seen = Uint8Array.from(frames, ({ isSeen = true }) => (isSeen ? 1 : 0));
  const pose = new Float32Array(frames.length * 6);
  frames.forEach(({ yawRad = 0, pitchRad = 0 }, t) => pose.set([yawRad, pitchRad, 0.02, 300, 200, 80], t * 6));
  let reads = 0;
  const read = (frameIndex: number, out: Float32Array): boolean => {
    const frame = frames[frameIndex - startFrame];
    if (!frame || frame.isSeen === false) return false;
    reads++;
    const shape = new Float32Array(landmarkValues);
    shape.set(face.vertices);
    basis.pointIndices.forEach((point, n) => {
      for (let d = 0; d < 3; d++) {
        shape[point * 3 + d] += (frame.yawRad ?? 0) * madeDriftPerYaw[d];
        for (let k = 0; k < 3; k++)
          shape[point * 3 + d] += frame.coefficients[k] * basis.basis[(k * lowerFace.length + n) * 3 + d];
      }
    });
    const angle = frame.yawRad ?? 0;
    for (let i = 0; i < shape.length; i += 3) {
      out[i] = 300 + 80 * (Math.cos(angle) * shape[i] + Math.sin(angle) * shape[i + 2]);
      out[i + 1] = 200 + 80 * shape[i + 1];
      out[i + 2] = 80 * (-Math.sin(angle) * shape[i] + Math.cos(angle) * shape[i + 2]);
    }
    return true;
  };
  const endFrame = startFrame + frames.length;
  const noFactor = (factor: 'lip' | 'eye' | 'headPose' | 'expression') => ({
    factor,
    handles: [],
    startFrame,
    values: new Float32Array(0),
  });
  return {
    startFrame,
    endFrame,
    faceTrackId: 0,
    shotIndex: 0,
    personIndex: 0,
    isPresent: seen,
    isDrivable: seen,
    pose,
    factors: {
      lip: noFactor('lip'),
      eye: noFactor('eye'),
      headPose: noFactor('headPose'),
      expression: noFactor('expression'),
    },
    medianIodPx: 80,
    box: { x: 0, y: 0, widthPx: 10, heightPx: 10 },
    landmarks: { startFrame, endFrame, read },
    readCount: () => reads,
  };
}

/** A person of the made basis with a scale of .05 iod and wide limits. */
export function aPersonShape(changes: Partial<PersonShape> = {}): PersonShape {
  const size = lowerFace.length * 3;
  return {
    restShape: new Float32Array(size),
    poseDrift: new Float32Array(5 * size),
    poseMean: new Float32Array(5),
    openingDirection: new Float32Array(size),
    restOpening: 0.01,
    articulationScale: 0.05,
    coefficientLow: new Float32Array(3).fill(-1),
    coefficientHigh: new Float32Array(3).fill(1),
    largestOpening: 1,
    hasOpenMouth: true,
    ...changes,
  };
}

/** A prediction at 25 Hz from functions of the step; speech everywhere unless told. */
export function aVoicePrediction(
  stepCount: number,
  parts: {
    opening?: (t: number) => number;
    isSpeech?: (t: number) => boolean;
    closed?: (t: number) => number;
    hidden?: Float32Array;
    hiddenSize?: number;
  } = {},
): VoicePrediction {
  const {
    opening = () => 0,
    isSpeech = () => true,
    closed = () => 0,
    hiddenSize = 1,
    hidden = new Float32Array(stepCount * hiddenSize),
  } = parts;
  return {
    rateHz: 25,
    startSec: 0,
    stepCount,
    componentCount: 3,
    hiddenSize,
    hidden,
    coefficients: Float32Array.from({ length: stepCount * 3 }, (_, i) =>
      i % 3 === 0 ? opening(Math.floor(i / 3)) : 0,
    ),
    opening: Float32Array.from({ length: stepCount }, (_, t) => opening(t)),
    closedProbability: Float32Array.from({ length: stepCount }, (_, t) => closed(t)),
    isSpeech: Uint8Array.from({ length: stepCount }, (_, t) => (isSpeech(t) ? 1 : 0)),
    durationSec: stepCount / 25,
    warnings: [],
  };
}

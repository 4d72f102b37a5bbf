import { landmarkValues } from '../geometry/landmarks.ts';
import type { LandmarkSource } from './face-track.ts';

/** Where the means of right eye, left eye and inner mouth come to lie in the aligned crop, px. */
const targets = [
  [87, 59],
  [137, 59],
  [112, 120],
] as const;

/** Landmarks whose means stand for the 68-point groups 36..41, 42..47 and 60..67. */
const groups = [
  [33, 160, 158, 133, 153, 144],
  [362, 385, 387, 263, 373, 380],
  [78, 82, 13, 312, 308, 317, 14, 87],
] as const;

/** Share of a frame's own mouth place in its smoothed place; the rest is the frame before. */
const ownShare = 0.8;

/** One affine map a frame from frame pixels to crop pixels: x' = a x + b y + c, y' = d x + e y + f. */
export interface CropPath {
  readonly startFrame: number;
  /** [T, 6]: a, b, c, d, e, f; NaN where the face was not seen. */
  readonly affines: Float32Array;
}

interface PlanePoint {
  readonly x: number;
  readonly y: number;
}

function meanOf(landmarks: Float32Array, indices: readonly number[]): PlanePoint {
  let x = 0;
  let y = 0;
  for (const index of indices) {
    x += landmarks[index * 3] / indices.length;
    y += landmarks[index * 3 + 1] / indices.length;
  }
  return { x, y };
}

/** Least-squares similarity of the plane: `x' = p x - q y`, `y' = q x + p y`, after both centres are taken off. */
function fitPlane(from: readonly PlanePoint[], to: readonly (readonly [number, number])[]): { p: number; q: number } {
  const centre = {
    x: from.reduce((sum, { x }) => sum + x, 0) / from.length,
    y: from.reduce((sum, { y }) => sum + y, 0) / from.length,
  };
  const targetX = to.reduce((sum, [x]) => sum + x, 0) / to.length;
  const targetY = to.reduce((sum, [, y]) => sum + y, 0) / to.length;
  let energy = 0;
  let p = 0;
  let q = 0;
  from.forEach(({ x, y }, i) => {
    const dx = x - centre.x;
    const dy = y - centre.y;
    const tx = to[i][0] - targetX;
    const ty = to[i][1] - targetY;
    energy += dx * dx + dy * dy;
    p += dx * tx + dy * ty;
    q += dx * ty - dy * tx;
  });
  return { p: p / energy, q: q / energy };
}

/**
 * The aligned crops of a face track: one scale and turn for the whole track, the mouth held at one place in every frame.
 *
 * @source PD-FGC's offline alignment (as PC-AVS `align_68`): similarity of the track's mean eyes and mouth to fixed targets, then a shift per
 *   frame that brings the mouth to (112, 120), smoothed with 0.8 own + 0.2 previous
 */
export function makeCropPath(source: LandmarkSource): CropPath {
  const frameCount = source.endFrame - source.startFrame;
  const landmarks = new Float32Array(landmarkValues);
  const sums = groups.map(() => ({ x: 0, y: 0 }));
  const mouths: (PlanePoint | null)[] = [];
  let seen = 0;
  for (let t = 0; t < frameCount; t++) {
    if (!source.read(source.startFrame + t, landmarks)) {
      mouths.push(null);
      continue;
    }
    seen++;
    const means = groups.map((group) => meanOf(landmarks, group));
    means.forEach(({ x, y }, g) => {
      sums[g].x += x;
      sums[g].y += y;
    });
    mouths.push(means[2]);
  }
  const affines = new Float32Array(frameCount * 6).fill(Number.NaN);
  if (seen === 0) return { startFrame: source.startFrame, affines };
  const { p, q } = fitPlane(
    sums.map(({ x, y }) => ({ x: x / seen, y: y / seen })),
    targets,
  );
  const [mouthX, mouthY] = targets[2];
  let before: PlanePoint | null = null;
  mouths.forEach((mouth, t) => {
    if (mouth === null) {
      before = null;
      return;
    }
    const own = { x: mouthX - (p * mouth.x - q * mouth.y), y: mouthY - (q * mouth.x + p * mouth.y) };
    const shift: PlanePoint =
      before === null
        ? own
        : { x: ownShare * own.x + (1 - ownShare) * before.x, y: ownShare * own.y + (1 - ownShare) * before.y };
    affines.set([p, -q, shift.x, q, p, shift.y], t * 6);
    before = shift;
  });
  return { startFrame: source.startFrame, affines };
}

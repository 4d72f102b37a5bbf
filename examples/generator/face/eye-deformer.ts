import type { SampleFactors } from '../sample-factors.ts';
import { browRows, leftEyeRows, rightEyeRows, type EyeRows } from './landmark-rows.ts';

/** An eyeball in head space, iod. */
export interface Eyeball {
  readonly centre: readonly [number, number, number];
  readonly radius: number;
}

/** Radius of the eyeballs; larger than life (the mesh's lid line bends less than a real one). */
export const eyeballRadius = 0.172;
/** How far the eyeball stays behind the lid's edge. */
const lidThickness = 0.012;

/** The eyeball that fits behind the lids of a rest shape. */
export function fitEyeball(rest: Float32Array, eye: EyeRows): Eyeball {
  const corners = [eye.upper[0], eye.upper[8]];
  const x = (rest[corners[0] * 3] + rest[corners[1] * 3]) / 2;
  const middle = [eye.upper[4], eye.lower[4]];
  const y = (rest[middle[0] * 3 + 1] + rest[middle[1] * 3 + 1]) / 2;
  const lidZ = (rest[middle[0] * 3 + 2] + rest[middle[1] * 3 + 2]) / 2;
  return { centre: [x, y, lidZ + lidThickness + eyeballRadius], radius: eyeballRadius };
}

/** Widens the almost closed eyes of the reference face to a friendly, awake opening. */
export function openEyesAtRest(rest: Float32Array): void {
  for (const eye of [rightEyeRows, leftEyeRows]) {
    for (let j = 1; j < 8; j++) {
      const arch = Math.sin((Math.PI * j) / 8);
      rest[eye.upper[j] * 3 + 1] -= 0.026 * arch;
      rest[eye.crease[j] * 3 + 1] -= 0.016 * arch;
      rest[eye.lower[j] * 3 + 1] += 0.006 * arch;
    }
  }
}

/** Moves lids and brows of the rest shape in place. */
export function deformEyes(points: Float32Array, rest: Float32Array, factors: SampleFactors): void {
  closeLids(points, rest, rightEyeRows, factors.blinkRight, factors.gazePitch);
  closeLids(points, rest, leftEyeRows, factors.blinkLeft, factors.gazePitch);
  moveBrows(points, rest, factors);
}

/** The upper lid's edge travels to the lower lid's over the eyeball; the fold above follows a little. Looking down lowers it too. */
function closeLids(points: Float32Array, rest: Float32Array, eye: EyeRows, blink: number, gazePitch: number): void {
  const lowered = Math.min(0.55, Math.max(-0.12, gazePitch * 0.75));
  const closed = Math.min(1, blink + (1 - blink) * lowered);
  const ball = fitEyeball(rest, eye);
  for (let j = 1; j < 8; j++) {
    const upper = eye.upper[j] * 3;
    const lower = eye.lower[j] * 3;
    const rise = 0.1 * blink;
    const gap = rest[lower + 1] - rest[upper + 1];
    const upperY = rest[upper + 1] + gap * closed * (1 - rise) + (blink > 0.97 ? 0.004 : 0);
    const lowerY = rest[lower + 1] - gap * rise;
    const restFold = eye.crease[j] * 3 + 1;
    points[restFold] += gap * 0.42 * closed;
    points[eye.orbit[j] * 3 + 1] += gap * 0.12 * closed;
    points[eye.below[j] * 3 + 1] -= gap * 0.06 * blink;
    placeOnBall(points, upper, upperY, ball, rest[upper + 2]);
    placeOnBall(points, lower, lowerY, ball, rest[lower + 2]);
  }
}

function placeOnBall(points: Float32Array, o: number, y: number, ball: Eyeball, restZ: number): void {
  points[o + 1] = y;
  const reach = (ball.radius + lidThickness) ** 2 - (points[o] - ball.centre[0]) ** 2 - (y - ball.centre[1]) ** 2;
  const z = reach > 0 ? ball.centre[2] - Math.sqrt(reach) : restZ;
  points[o + 2] = Math.min(restZ, z);
}

function moveBrows(points: Float32Array, rest: Float32Array, { browRaise, browFurrow }: SampleFactors): void {
  if (browRaise === 0 && browFurrow === 0) return;
  const middleY = browRows.right.upper.reduce((sum, i) => sum + rest[i * 3 + 1], 0) / 5 + 0.03;
  for (let i = 0; i < points.length / 3; i++) {
    const [x, y] = [rest[i * 3], rest[i * 3 + 1]];
    const band = Math.exp(-(((y - middleY) / (y < middleY ? 0.24 : 0.1)) ** 2));
    const brow = band * Math.exp(-(((Math.abs(x) - 0.36) / 0.34) ** 4));
    const inner = band * Math.exp(-(((Math.abs(x) - 0.17) / 0.12) ** 2));
    points[i * 3 + 1] += -browRaise * brow + browFurrow * 0.7 * inner;
    points[i * 3] -= Math.sign(x) * browFurrow * inner;
  }
}

/** Pushes a refined surface's lid points out of the eyeball, so that a shut lid keeps the ball's curve. */
export function keepOutsideEyeball(surface: Float32Array, pointIndices: Uint32Array, ball: Eyeball): void {
  const limit = ball.radius + lidThickness * 0.8;
  for (const i of pointIndices) {
    const o = i * 3;
    const dx = surface[o] - ball.centre[0];
    const dy = surface[o + 1] - ball.centre[1];
    const dz = surface[o + 2] - ball.centre[2];
    const distance = Math.hypot(dx, dy, dz);
    if (distance >= limit || dz > 0) continue;
    surface[o + 2] = ball.centre[2] - Math.sqrt(Math.max(0, limit * limit - dx * dx - dy * dy));
  }
}

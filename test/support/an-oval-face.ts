import { landmarkCount } from '../../core/geometry/landmarks.ts';

/** The face's outline from the middle of the forehead, clockwise on the screen. */
const outline = [
  10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377, 152, 148, 176, 149, 150, 136,
  172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109,
];

const outerLips = [61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291, 375, 321, 405, 314, 17, 84, 181, 91, 146];
const innerLips = [78, 82, 13, 312, 308, 317, 14, 87];

/** Other points that crops and mattes are made of, in iod from the face's middle. */
const points: readonly (readonly [number, number, readonly number[]])[] = [
  [-0.5, -0.3, [33]],
  [0.5, -0.3, [263]],
  [-0.31, -0.3, [160, 158, 133, 153, 144]],
  [0.31, -0.3, [385, 387, 362, 373, 380]],
  [0, 0.12, [4]],
  [0.16, 0.16, [358]],
  [-0.16, 0.16, [129]],
  [0.46, 0.08, [280]],
  [-0.46, 0.08, [50]],
];

/** Where an oval face stands. */
export interface OvalFace {
  /** Middle of the face, px. */
  readonly x: number;
  readonly y: number;
  readonly iodPx: number;
  /** Clockwise on the screen. */
  readonly rollRad?: number;
}

/** Landmarks of a flat face: an oval 1.5 iod wide and 2 high, lips .5 iod below its middle. [478, 3] px */
export function anOvalFace({ x, y, iodPx, rollRad = 0 }: OvalFace): Float32Array {
  const landmarks = new Float32Array(landmarkCount * 3);
  const [cos, sin] = [iodPx * Math.cos(rollRad), iodPx * Math.sin(rollRad)];
  const place = (index: number, px: number, py: number) =>
    landmarks.set([x + cos * px - sin * py, y + sin * px + cos * py, 0], index * 3);
  for (let k = 0; k < landmarkCount; k++) place(k, 0, 0);
  outline.forEach((index, k) => place(index, 0.75 * Math.sin((k * Math.PI) / 18), -Math.cos((k * Math.PI) / 18)));
  for (const [indices, reachX, reachY] of [
    [outerLips, 0.27, 0.1],
    [innerLips, 0.2, 0.02],
  ] as const) {
    const turn = (2 * Math.PI) / indices.length;
    indices.forEach((index, k) => place(index, -reachX * Math.cos(k * turn), 0.5 - reachY * Math.sin(k * turn)));
  }
  for (const [px, py, indices] of points) for (const index of indices) place(index, px, py);
  return landmarks;
}

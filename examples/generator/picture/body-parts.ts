import { makeGridPart, type MeshPart } from './mesh-part.ts';

/** The neck in head space at the neutral pose; `v` (its second coordinate) runs from the head (0) to the body (1). */
export function makeNeckPart(): MeshPart {
  return makeGridPart({ material: 'neck', columns: 48, rows: 20 }, (u, v) => {
    const turn = u * 2 * Math.PI;
    const y = 0.62 + 1.35 * v;
    const wide = 0.53 - 0.05 * Math.sin(Math.PI * Math.min(1, v * 1.3)) + 0.16 * Math.max(0, v - 0.62);
    const front = Math.cos(turn);
    const tendon = 0.022 * Math.exp(-(((Math.abs(turn - Math.PI) - 0.42 + 0.3 * v) / 0.16) ** 2));
    return [-wide * Math.sin(turn), y, 0.5 + 0.12 * v + (wide * 0.92 + tendon) * front];
  });
}

/** Half width, half depth and height of the body's rings, from the collar down. */
const bodyRings = [
  [0.55, 0.53, 1.6],
  [0.6, 0.58, 1.6],
  [0.66, 0.6, 1.68],
  [0.86, 0.6, 1.78],
  [1.2, 0.62, 1.93],
  [1.55, 0.64, 2.12],
  [1.8, 0.66, 2.4],
  [1.92, 0.68, 2.85],
  [1.98, 0.72, 3.6],
  [2.0, 0.74, 4.4],
] as const;

/** A knitted jumper with a round collar, in head space at the neutral pose. */
export function makeBodyPart(): MeshPart {
  return makeGridPart({ material: 'cloth', columns: 96, rows: 72 }, (u, v) => {
    const turn = u * 2 * Math.PI;
    const [wide, deep, y] = ringAt(v);
    const front = Math.cos(turn);
    const dip = 0.1 * Math.max(0, -front) * Math.max(0, 1 - v * 3.2);
    const [c, s] = [
      Math.sign(front) * Math.abs(front) ** 0.85,
      Math.sign(Math.sin(turn)) * Math.abs(Math.sin(turn)) ** 0.9,
    ];
    return [-wide * s, y + dip + 0.1 * v * Math.max(0, -front), 0.66 + deep * c];
  });
}

function ringAt(v: number): [number, number, number] {
  const place = v * (bodyRings.length - 1);
  const i = Math.min(bodyRings.length - 2, Math.floor(place));
  const t = place - i;
  const ring = (k: number): readonly [number, number, number] =>
    bodyRings[Math.max(0, Math.min(bodyRings.length - 1, k))];
  const value = (d: 0 | 1 | 2): number => {
    const [a, b, c, e] = [ring(i - 1)[d], ring(i)[d], ring(i + 1)[d], ring(i + 2)[d]];
    return 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - e) * t * t + (3 * b - 3 * c + e - a) * t ** 3);
  };
  return [value(0), value(1), value(2)];
}

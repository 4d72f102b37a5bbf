/** A colour or a direction. */
export type Triple = readonly [number, number, number];

/** A far lamp: where it is (unit vector from the subject) and how bright in each colour. */
export interface Lamp {
  readonly direction: Triple;
  readonly colour: Triple;
}

function unit(x: number, y: number, z: number): Triple {
  const length = Math.hypot(x, y, z);
  return [x / length, y / length, z / length];
}

/** A soft studio: a warm key from the upper left of the camera, a cool fill from the right, a rim from behind. World: x right, y down, z away. */
export const studioLamps = {
  key: { direction: unit(-0.55, -0.55, -0.85), colour: [1.3, 1.19, 1.06] },
  fill: { direction: unit(0.85, -0.1, -0.7), colour: [0.27, 0.32, 0.39] },
  rim: { direction: unit(0.75, -0.45, 0.6), colour: [1.1, 0.95, 0.8] },
} as const satisfies Record<string, Lamp>;

const sky: Triple = [0.3, 0.325, 0.365];
const ground: Triple = [0.15, 0.12, 0.1];

/** Light from everywhere for a surface that faces (.., ny, ..). */
export function ambientLight(ny: number, channel: 0 | 1 | 2): number {
  const up = 0.5 - 0.5 * ny;
  return ground[channel] + (sky[channel] - ground[channel]) * up;
}

/** Cosine that reaches round the edge of the light by `wrap` (0 none), as light in skin does. */
export function wrapped(cosine: number, wrap: number): number {
  return Math.max(0, (cosine + wrap) / (1 + wrap));
}

/** Brightness of the highlight of a lamp (Blinn) with exponent 2 ** `doublings`. View is straight from the camera (0, 0, -1). */
export function highlight(nx: number, ny: number, nz: number, lamp: Lamp, doublings: number): number {
  const hx = lamp.direction[0];
  const hy = lamp.direction[1];
  const hz = lamp.direction[2] - 1;
  const length = Math.hypot(hx, hy, hz);
  const cosine = (nx * hx + ny * hy + nz * hz) / length;
  if (cosine <= 0) return 0;
  let bright = cosine;
  for (let k = 0; k < doublings; k++) bright *= bright;
  return bright;
}

import type { Eyeball } from '../face/eye-deformer.ts';
import { fractalNoise, makePlaneNoise, smoothstep } from '../seeded-random.ts';
import { computeNormals, makeGridPart, type MeshPart } from './mesh-part.ts';

/** Angle from an eye's axis that its surface is drawn to; surface coordinate v = angle / this. */
export const eyeOuterAngle = 1.5;

/** An eyeball; surface coordinates are (turn / 2 pi, angle from the axis / {@link eyeOuterAngle}). Its positions are for a gaze straight ahead. */
export function makeEyeballPart(ball: Eyeball): MeshPart {
  const part = makeGridPart({ material: 'eye', columns: 40, rows: 24, castsShadow: false }, (u, v) => {
    const turn = u * 2 * Math.PI;
    const angle = v * eyeOuterAngle;
    const r = ball.radius;
    return [
      ball.centre[0] + r * Math.sin(angle) * Math.cos(turn),
      ball.centre[1] + r * Math.sin(angle) * Math.sin(turn),
      ball.centre[2] - r * Math.cos(angle),
    ];
  });
  return part;
}

/** Turns an eyeball to the gaze; fills `out` from the straight-ahead positions. */
export function turnEyeball(
  straight: Float32Array,
  ball: Eyeball,
  gazeYaw: number,
  gazePitch: number,
  part: MeshPart,
): void {
  const [cy, sy, cp, sp] = [Math.cos(gazeYaw), Math.sin(gazeYaw), Math.cos(gazePitch), Math.sin(gazePitch)];
  for (let o = 0; o < straight.length; o += 3) {
    const x = straight[o] - ball.centre[0];
    const y = straight[o + 1] - ball.centre[1];
    const z = straight[o + 2] - ball.centre[2];
    const y1 = cp * y - sp * z;
    const z1 = sp * y + cp * z;
    const x2 = cy * x - sy * z1;
    const z2 = sy * x + cy * z1;
    for (const [d, value] of [x2, y1, z2].entries()) {
      part.normals[o + d] = value / ball.radius;
      part.positions[o + d] = value + ball.centre[d];
    }
  }
}

/** A row of teeth on its arch; surface coordinates are (left to right, gum to edge). `side` -1 is the upper row, 1 the lower. */
export function makeTeethPart(side: -1 | 1, edgeY: number, frontZ: number): MeshPart {
  const height = side < 0 ? 0.105 : 0.085;
  const reach = side < 0 ? 0.235 : 0.205;
  return makeGridPart({ material: 'teeth', columns: 64, rows: 6 }, (u, v) => {
    const angle = (u - 0.5) * 2.7;
    const bulge = toothBulge(u);
    const ragged =
      side < 0 ? 0.006 * Math.abs(Math.sin(toothPhase(u) * Math.PI)) : 0.004 * Math.sin(toothPhase(u) * 2.1);
    const radius = reach * (1 + 0.03 * bulge - 0.02 * (1 - v));
    return [
      radius * Math.sin(angle),
      edgeY + side * (1 - v) * height - side * ragged * v * 0.6,
      frontZ + reach * 1.15 * (1 - Math.cos(angle)) - 0.012 * bulge,
    ];
  });
}

/** Position along the row in teeth, counted from the middle; whole numbers are the gaps. */
export function toothPhase(u: number): number {
  return (u - 0.5) * 12.5;
}

function toothBulge(u: number): number {
  return Math.abs(Math.sin(toothPhase(u) * Math.PI)) ** 0.5;
}

/** The tongue, resting behind the lower teeth. */
export function makeTonguePart(): MeshPart {
  return makeGridPart({ material: 'tongue', columns: 24, rows: 16 }, (u, v) => {
    const turn = u * 2 * Math.PI;
    const angle = v * Math.PI;
    const groove = 0.012 * Math.exp(-((Math.sin(angle) * Math.cos(turn)) ** 2) / 0.02);
    return [
      0.165 * Math.sin(angle) * Math.cos(turn),
      0.6 - 0.075 * Math.sin(angle) * Math.sin(turn) + groove,
      -0.27 - 0.2 * Math.cos(angle),
    ];
  });
}

/** Hair that frames the face: shells of strands that fall from a side parting. Coordinates are (turn about the head, height). */
export function makeHairParts(seed: number): MeshPart[] {
  const noise = makePlaneNoise(seed);
  return [1, 0.972, 0.945].map((size, shell) =>
    makeGridPart(
      { material: 'hair', columns: 150, rows: 70, isHole: (u, v) => isOutsideHair(noise, shell, u, v) },
      (u, v) => {
        const { turn, y, radius } = hairPlace(u, v);
        const wave =
          1 + 0.018 * fractalNoise(noise, turn * 3 + 50, y * 1.2 + shell * 9, 2) + 0.006 * noise(turn * 14, y * 0.8);
        const r = radius * size * wave;
        return [Math.sin(turn) * r, y * (y < 0 ? 0.3 + 0.7 * size : 1), 0.47 - Math.cos(turn) * 1.17 * r];
      },
    ),
  );
}

/** A place on the hair. */
export interface HairPlace {
  readonly turn: number;
  readonly y: number;
  readonly radius: number;
}

/** Where a hair coordinate lies: turn about the head (rad, 0 = front), height, and radius for a head 1 wide on each side. */
export function hairPlace(u: number, v: number): HairPlace {
  const turn = (u - 0.5) * 2 * Math.PI;
  const top = -1.6;
  const middle = -0.42;
  const end = 1.12;
  const split = 0.5;
  if (v < split) {
    const angle = (v / split) * (Math.PI / 2);
    return { turn, y: middle + (top - middle) * Math.cos(angle), radius: 1.0 * Math.sin(angle) };
  }
  const t = (v - split) / (1 - split);
  return {
    turn,
    y: middle + (end - middle) * t,
    radius: 1.0 + 0.055 * Math.sin(Math.PI * Math.min(1, t * 1.15)) - 0.1 * smoothstep(0.75, 1, t),
  };
}

/** Which strand a place belongs to: strands run in slices of equal depth, from the parting to the side and down. */
export function hairStrand({ turn, radius, y }: HairPlace): number {
  return -Math.cos(turn) * radius * 1.1 + 0.1 * y + (turn < 0.2 ? 7 : 0);
}

function isOutsideHair(noise: (x: number, y: number) => number, shell: number, u: number, v: number): boolean {
  const place = hairPlace(u, v);
  const { turn, y } = place;
  const strand = hairStrand(place);
  const fringe = 0.05 * noise(strand * 55, 3 + shell) + 0.03 * noise(strand * 190, 9 + shell);
  const parted = turn - 0.2;
  const edge = 0.94 * smoothstep(-0.96, -0.2, y + 0.08 * shell * 0.3) ** 0.62 + 0.1 * smoothstep(-0.2, 0.9, y);
  const side = parted > 0 ? edge * 0.94 : edge * 1.12;
  if (Math.abs(parted) < side + fringe && y > -0.96) return true;
  const ends = 1.0 + 0.05 * noise(strand * 30, 21 + shell) + 0.06 * noise(strand * 140, 33);
  if (y > ends) return true;
  return shell < 2 && noise(strand * 210 + shell * 31, y * 1.3) > 0.42 + 0.25 * shell;
}

/** Lashes of one upper lid: narrow spikes along the lid's edge; `update` moves them with it. */
export function makeLashPart(
  roots: readonly number[],
  outward: -1 | 1,
): { part: MeshPart; update: (surface: Float32Array, lidDrop: number) => void } {
  const perGap = 3;
  const count = (roots.length - 1) * perGap;
  const positions = new Float32Array(count * 9);
  const triangles = Uint32Array.from({ length: count * 3 }, (_, i) => i);
  const part: MeshPart = {
    material: 'lash',
    positions,
    normals: new Float32Array(count * 9),
    coords: new Float32Array(count * 6),
    triangles,
    castsShadow: false,
  };
  const update = (surface: Float32Array, lidDrop: number): void => {
    for (let k = 0; k < count; k++) {
      const [g, f] = [Math.floor(k / perGap), (k % perGap) / perGap];
      const [a, b] = [roots[g] * 3, roots[g + 1] * 3];
      const at = [0, 1, 2].map((d) => surface[a + d] + (surface[b + d] - surface[a + d]) * f);
      const along = k / count;
      const length = 0.05 * Math.sin(Math.PI * (0.12 + 0.8 * (1 - along) ** 0.8)) * (0.85 + 0.3 * ((k * 0.618) % 1));
      const tip = [outward * (0.45 * (1 - along) + 0.02), -0.5 + 1.05 * lidDrop, -0.75];
      positions.set([at[0] - 0.003, at[1], at[2] - 0.004, at[0] + 0.003, at[1], at[2] - 0.004], k * 9);
      positions.set([at[0] + tip[0] * length, at[1] + tip[1] * length, at[2] + tip[2] * length], k * 9 + 6);
    }
    computeNormals(positions, triangles, part.normals);
  };
  return { part, update };
}

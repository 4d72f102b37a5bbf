import { browRows, leftEyeRows, lipRows, mouthContour, rightEyeRows } from '../face/landmark-rows.ts';
import {
  fractalNoise,
  makePlaneNoise,
  makeRandom,
  smoothstep,
  type PlaneNoise,
  type Random,
} from '../seeded-random.ts';

/** Skin colour and relief over the undeformed face seen from the front. */
export interface SkinTexture {
  readonly size: number;
  /** [H, W, 4] linear red, green, blue and shine (0 dull to 1 moist). */
  readonly colour: Float32Array;
  /** [H, W] height in relief units. */
  readonly relief: Float32Array;
}

/** The square of the face that the texture covers, iod. */
export const textureBounds = { left: -1.15, top: -1.2, side: 2.4 } as const;
const textureSize = 1280;

/** Colours that make one person. */
export interface Complexion {
  readonly skin: readonly [number, number, number];
  readonly lips: readonly [number, number, number];
  readonly brows: readonly [number, number, number];
}

interface Canvas extends SkinTexture {
  readonly shapes: Float32Array;
}

/**
 * Paints the skin.
 *
 * @param vertices [N=468, 3] the reference face, iod
 */
export function paintSkin(vertices: Float32Array, complexion: Complexion, seed: number): SkinTexture {
  const random = makeRandom(seed);
  const noise = makePlaneNoise(seed + 1);
  const canvas: Canvas = {
    size: textureSize,
    colour: new Float32Array(textureSize * textureSize * 4),
    relief: new Float32Array(textureSize * textureSize),
    shapes: vertices,
  };
  paintBase(canvas, complexion, noise);
  paintLips(canvas, complexion, noise);
  paintNostrils(canvas);
  for (const [eye, side] of [
    [rightEyeRows, -1],
    [leftEyeRows, 1],
  ] as const)
    paintEyeSurround(canvas, eye.upper, eye.crease, eye.lower, side);
  paintBrow(canvas, browRows.right, complexion, random);
  paintBrow(canvas, browRows.left, complexion, random);
  return canvas;
}

function forEachTexel(
  canvas: Canvas,
  box: readonly [number, number, number, number],
  visit: (o: number, x: number, y: number) => void,
): void {
  const step = textureBounds.side / canvas.size;
  const from = (value: number, origin: number): number => Math.max(0, Math.floor((value - origin) / step));
  const to = (value: number, origin: number): number => Math.min(canvas.size - 1, Math.ceil((value - origin) / step));
  for (let row = from(box[1], textureBounds.top); row <= to(box[3], textureBounds.top); row++) {
    for (let column = from(box[0], textureBounds.left); column <= to(box[2], textureBounds.left); column++) {
      visit(
        row * canvas.size + column,
        textureBounds.left + (column + 0.5) * step,
        textureBounds.top + (row + 0.5) * step,
      );
    }
  }
}

function blend(canvas: Canvas, o: number, colour: readonly number[], amount: number): void {
  for (let d = 0; d < 3; d++) canvas.colour[o * 4 + d] += (colour[d] - canvas.colour[o * 4 + d]) * amount;
}

function tint(canvas: Canvas, o: number, factor: readonly number[], amount: number): void {
  for (let d = 0; d < 3; d++) canvas.colour[o * 4 + d] *= 1 + (factor[d] - 1) * amount;
}

const bump = (x: number, y: number, cx: number, cy: number, rx: number, ry: number): number =>
  Math.exp(-(((x - cx) / rx) ** 2) - ((y - cy) / ry) ** 2);

function paintBase(canvas: Canvas, { skin }: Complexion, noise: PlaneNoise): void {
  const box = [
    textureBounds.left,
    textureBounds.top,
    textureBounds.left + textureBounds.side,
    textureBounds.top + textureBounds.side,
  ] as const;
  forEachTexel(canvas, box, (o, x, y) => {
    const mottle = fractalNoise(noise, x * 14 + 40, y * 14 + 40, 4);
    const wide = fractalNoise(noise, x * 3 + 9, y * 3 + 9, 2);
    canvas.colour.set(
      [
        skin[0] * (1 + 0.05 * mottle + 0.04 * wide),
        skin[1] * (1 + 0.08 * mottle + 0.03 * wide),
        skin[2] * (1 + 0.09 * mottle),
      ],
      o * 4,
    );
    const side = Math.abs(x);
    const flush =
      0.75 * bump(side, y, 0.5, 0.2, 0.24, 0.2) +
      0.5 * bump(x, y, 0, 0.08, 0.16, 0.14) +
      0.3 * bump(x, y, 0, 0.95, 0.25, 0.15);
    tint(canvas, o, [1.02, 0.83, 0.8], flush);
    tint(canvas, o, [0.9, 0.84, 0.88], 0.7 * bump(side, y, 0.34, -0.16, 0.17, 0.06));
    tint(
      canvas,
      o,
      [0.8, 0.72, 0.7],
      0.55 * bump(side, y, 0.235, 0.1, 0.045, 0.1) + 0.5 * bump(side, y, 0.14, -0.28, 0.06, 0.1),
    );
    tint(canvas, o, [1.03, 1.02, 1], bump(x, y, 0, -0.7, 0.45, 0.2));
    const oil =
      0.45 * bump(x, y, 0, -0.65, 0.35, 0.2) +
      0.6 * bump(x, y, 0, -0.05, 0.09, 0.3) +
      0.25 * bump(side, y, 0.42, 0.02, 0.16, 0.1);
    canvas.colour[o * 4 + 3] = 0.16 + oil * 0.5;
    const pores = noise(x * 95 + 3, y * 95 + 8) + 0.6 * noise(x * 190, y * 190);
    canvas.relief[o] = 0.0011 * pores + 0.0022 * fractalNoise(noise, x * 26 + 70, y * 26 + 3, 2);
    for (const fold of [1, -1]) {
      const along = (y - 0.14) / 0.3;
      const foldX = fold * (0.225 + 0.13 * Math.max(0, along) ** 0.8);
      if (along > -0.1 && along < 1.15) {
        const near =
          Math.exp(-(((x - foldX) / 0.022) ** 2)) * smoothstep(-0.1, 0.15, along) * smoothstep(1.15, 0.6, along);
        canvas.relief[o] -= 0.006 * near;
        tint(canvas, o, [0.9, 0.82, 0.8], near * 0.5);
      }
    }
  });
}

/** Smooth closed curve through points (Catmull-Rom). */
function smoothLoop(points: readonly (readonly [number, number])[], perSegment: number): [number, number][] {
  const n = points.length;
  const result: [number, number][] = [];
  for (let i = 0; i < n; i++) {
    const [a, b, c, d] = [points[(i + n - 1) % n], points[i], points[(i + 1) % n], points[(i + 2) % n]];
    for (let k = 0; k < perSegment; k++) {
      const t = k / perSegment;
      const at = (e: 0 | 1): number =>
        0.5 *
        (2 * b[e] +
          (c[e] - a[e]) * t +
          (2 * a[e] - 5 * b[e] + 4 * c[e] - d[e]) * t * t +
          (3 * b[e] - 3 * c[e] + d[e] - a[e]) * t ** 3);
      result.push([at(0), at(1)]);
    }
  }
  return result;
}

/** Distance to a closed curve, negative inside. */
function signedDistance(loop: readonly (readonly [number, number])[], x: number, y: number): number {
  let nearest = Infinity;
  let inside = false;
  for (let i = 0, j = loop.length - 1; i < loop.length; j = i++) {
    const [ax, ay] = loop[j];
    const [bx, by] = loop[i];
    const t = Math.max(
      0,
      Math.min(1, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / ((bx - ax) ** 2 + (by - ay) ** 2 || 1)),
    );
    nearest = Math.min(nearest, Math.hypot(x - ax - t * (bx - ax), y - ay - t * (by - ay)));
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
  }
  return inside ? -nearest : nearest;
}

function placeOf(canvas: Canvas, i: number): [number, number] {
  return [canvas.shapes[i * 3], canvas.shapes[i * 3 + 1]];
}

function paintLips(canvas: Canvas, { lips }: Complexion, noise: PlaneNoise): void {
  const outline = smoothLoop(
    [...lipRows.upper[0], ...[...lipRows.lower[0]].reverse().slice(1, -1)].map((i) => placeOf(canvas, i)),
    4,
  );
  const seam = mouthContour.map((i) => placeOf(canvas, i));
  forEachTexel(canvas, [-0.36, 0.3, 0.36, 0.72], (o, x, y) => {
    const edge = signedDistance(outline, x, y);
    if (edge > 0.04) return;
    const inside = smoothstep(0.014, -0.014, edge + 0.004 * noise(x * 60, y * 60));
    const wrinkle = fractalNoise(noise, x * 70, y * 9, 2);
    const wet = Math.abs(signedDistance(seam, x, y));
    const shade = 1 + 0.12 * wrinkle - 0.3 * Math.exp(-wet / 0.012) + 0.1 * smoothstep(0, -0.05, edge);
    blend(
      canvas,
      o,
      lips.map((value) => value * shade),
      0.86 * inside,
    );
    canvas.colour[o * 4 + 3] += inside * (0.62 - canvas.colour[o * 4 + 3]);
    canvas.relief[o] += inside * 0.004 * wrinkle + 0.003 * Math.exp(-((edge / 0.012) ** 2));
  });
}

function paintNostrils(canvas: Canvas): void {
  const [, base] = placeOf(canvas, 2);
  forEachTexel(canvas, [-0.3, base - 0.2, 0.3, base + 0.1], (o, x, y) => {
    const side = Math.abs(x);
    const slant = y - (base - 0.022) + (side - 0.085) * 0.35;
    const hole = Math.exp(-(((side - 0.085) / 0.05) ** 4) - (slant / 0.02) ** 2);
    const rim = Math.exp(-(((side - 0.1) / 0.11) ** 4) - ((y - base + 0.01) / 0.06) ** 2);
    tint(canvas, o, [0.75, 0.62, 0.6], 0.5 * rim);
    blend(canvas, o, [0.035, 0.012, 0.01], Math.min(1, hole * 1.25));
    canvas.colour[o * 4 + 3] *= 1 - hole;
  });
}

function paintEyeSurround(
  canvas: Canvas,
  upper: readonly number[],
  crease: readonly number[],
  lower: readonly number[],
  side: number,
): void {
  const lid = upper.map((i) => placeOf(canvas, i));
  const fold = crease.map((i, j): [number, number] => [
    placeOf(canvas, i)[0],
    (placeOf(canvas, i)[1] + lid[j][1]) / 2 - 0.006,
  ]);
  const below = lower.map((i) => placeOf(canvas, i));
  const box = [Math.min(side * 0.08, side * 0.62), -0.5, Math.max(side * 0.08, side * 0.62), -0.1] as const;
  forEachTexel(canvas, box, (o, x, y) => {
    const toLid = distanceToPath(lid, x, y);
    const toFold = distanceToPath(fold, x, y);
    const toBelow = distanceToPath(below, x, y);
    tint(canvas, o, [0.82, 0.72, 0.7], 0.75 * Math.exp(-((toLid / 0.05) ** 2)));
    tint(canvas, o, [0.62, 0.5, 0.47], 0.8 * Math.exp(-((toFold / 0.011) ** 2)));
    blend(canvas, o, [0.045, 0.03, 0.025], 0.9 * Math.exp(-((toLid / 0.0085) ** 2)));
    tint(canvas, o, [0.78, 0.6, 0.58], 0.75 * Math.exp(-((toBelow / 0.013) ** 2)));
    canvas.relief[o] -= 0.007 * Math.exp(-((toFold / 0.012) ** 2));
  });
}

function distanceToPath(path: readonly (readonly [number, number])[], x: number, y: number): number {
  let nearest = Infinity;
  for (let i = 1; i < path.length; i++) {
    const [ax, ay] = path[i - 1];
    const [bx, by] = path[i];
    const t = Math.max(
      0,
      Math.min(1, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / ((bx - ax) ** 2 + (by - ay) ** 2 || 1)),
    );
    nearest = Math.min(nearest, Math.hypot(x - ax - t * (bx - ax), y - ay - t * (by - ay)));
  }
  return nearest;
}

function paintBrow(
  canvas: Canvas,
  rows: { upper: readonly number[]; lower: readonly number[] },
  { brows }: Complexion,
  random: Random,
): void {
  const upper = rows.upper.map((i) => placeOf(canvas, i));
  const lower = rows.lower.map((i) => placeOf(canvas, i));
  const between = (path: [number, number][], t: number): [number, number] => {
    const k = Math.min(path.length - 2, Math.floor(t * (path.length - 1)));
    const f = t * (path.length - 1) - k;
    return [path[k][0] + (path[k + 1][0] - path[k][0]) * f, path[k][1] + (path[k + 1][1] - path[k][1]) * f];
  };
  const outward = Math.sign(upper[0][0]);
  for (let hair = 0; hair < 620; hair++) {
    const t = 0.03 + 0.97 * random() ** 0.9;
    const across = Math.min(1, Math.max(0, 0.5 + (random() + random() - 1) * (0.28 + 0.3 * t)));
    const [a, b] = [between(upper, t), between(lower, t)];
    const root: [number, number] = [a[0] + (b[0] - a[0]) * across, a[1] + (b[1] - a[1]) * across];
    const lean = (0.35 + 0.9 * (1 - t)) * (0.8 + 0.4 * random());
    const rise = (t > 0.8 ? -1 : -0.55 + 0.9 * (across < 0.35 ? 1.1 : -0.1)) * 0.6;
    const direction = Math.hypot(lean, rise);
    const length = (0.05 + 0.03 * random()) * (t > 0.85 ? 0.75 : 1);
    strokeHair(
      canvas,
      root,
      [(outward * lean * length) / direction, (rise * length) / direction],
      brows,
      0.55 + 0.4 * random(),
    );
  }
}

function strokeHair(
  canvas: Canvas,
  root: [number, number],
  along: [number, number],
  colour: readonly number[],
  strength: number,
): void {
  const steps = 26;
  for (let k = 0; k < steps; k++) {
    const t = k / steps;
    const [x, y] = [root[0] + along[0] * t, root[1] + along[1] * t + 0.012 * t * t];
    const width = 0.0032 * (1 - 0.6 * t);
    forEachTexel(canvas, [x - width * 2, y - width * 2, x + width * 2, y + width * 2], (o, tx, ty) => {
      const cover = Math.exp(-(((tx - x) ** 2 + (ty - y) ** 2) / (width * width)));
      blend(canvas, o, colour, strength * 0.28 * cover);
      canvas.colour[o * 4 + 3] *= 1 - 0.1 * cover;
    });
  }
}

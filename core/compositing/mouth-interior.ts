import { smoothstep } from '../tensor/resample.ts';
import type { MouthMatte } from './mouth-matte.ts';
import type { Region } from './region.ts';

/** Which vertices of the drawn mesh border the mouth's inside, from the subject's right corner to the left one. */
export interface InnerLips {
  readonly innerUpper: ArrayLike<number>;
  readonly innerLower: ArrayLike<number>;
}

/** Brightness of the inside as a share of the skin's above black, and colour as a share of the skin's. */
const looks = {
  cavity: { light: 0.16, colour: 0.9, red: 4 },
  tongue: { light: 0.42, colour: 1, red: 10 },
  teeth: { light: 0.92, colour: 0.35, red: 0 },
};

/** Black of limited-range luma; a full-range picture is a shade brighter here, which a cavity bears. */
const blackLuma = 16;

/** Softness of the border to the lips, iod. */
const borderIod = 0.012;

/** Height (iod) of the upper incisors that a wide mouth shows, and the width of one. */
const teethIod = 0.075;
const toothIod = 0.05;

/** The open mouth in its own axes: `along` from corner to corner (-1 to 1), `down` in iod below the line of the corners. */
interface MouthAxes {
  readonly cx: number;
  readonly cy: number;
  readonly ux: number;
  readonly uy: number;
  readonly halfPx: number;
  readonly iodPx: number;
  readonly upper: readonly (readonly [number, number])[];
  readonly lower: readonly (readonly [number, number])[];
}

function axesOf(drawn: Float32Array, lips: InnerLips, iodPx: number): MouthAxes {
  const last = lips.innerUpper.length - 1;
  const [a, b] = [lips.innerUpper[0] * 2, lips.innerUpper[last] * 2];
  const halfPx = Math.max(1, Math.hypot(drawn[b] - drawn[a], drawn[b + 1] - drawn[a + 1]) / 2);
  const [ux, uy] = [(drawn[b] - drawn[a]) / (2 * halfPx), (drawn[b + 1] - drawn[a + 1]) / (2 * halfPx)];
  const [cx, cy] = [(drawn[a] + drawn[b]) / 2, (drawn[a + 1] + drawn[b + 1]) / 2];
  const place = (vertex: number): readonly [number, number] => {
    const [x, y] = [drawn[vertex * 2] - cx, drawn[vertex * 2 + 1] - cy];
    return [(x * ux + y * uy) / halfPx, (y * ux - x * uy) / iodPx];
  };
  return {
    cx,
    cy,
    ux,
    uy,
    halfPx,
    iodPx,
    upper: Array.from(lips.innerUpper, place),
    lower: Array.from(lips.innerLower, place),
  };
}

/** Height of a lip border over a place between the corners (piecewise linear). */
function borderAt(border: readonly (readonly [number, number])[], along: number): number {
  for (let k = 1; k < border.length; k++) {
    const [x0, y0] = border[k - 1];
    const [x1, y1] = border[k];
    if (along <= x1 || k === border.length - 1) return x1 === x0 ? y1 : y0 + ((along - x0) / (x1 - x0)) * (y1 - y0);
  }
  return 0;
}

interface Skin {
  readonly y: number;
  readonly u: number;
  readonly v: number;
}

/** Mean colour of the skin round the lips. */
function skinOf(region: Region, matte: MouthMatte): Skin {
  let [y, u, v, count] = [0, 0, 0, 0];
  for (let j = 0; j < matte.height; j++) {
    for (let i = 0; i < matte.width; i++) {
      const cell = j * matte.width + i;
      if (matte.alpha[cell] < 0.3 || matte.lips[cell] > 0.1) continue;
      const row = ((matte.y - region.rect.y) >> 1) + j;
      const column = ((matte.x - region.rect.x) >> 1) + i;
      y += region.y[2 * row * region.rect.widthPx + 2 * column];
      u += region.u[row * region.chromaWidth + column];
      v += region.v[row * region.chromaWidth + column];
      count++;
    }
  }
  return count === 0 ? { y: 110, u: 115, v: 145 } : { y: y / count, u: u / count, v: v / count };
}

/** One place of the inside: brightness (share of the skin's above black), colour share, extra red, cover 0 to 1. */
interface Shade {
  light: number;
  colour: number;
  red: number;
  cover: number;
}

/** Shades one place: a dark cavity, the tongue's back low in it, the upper teeth under the upper lip. */
function shadeAt(along: number, belowUpper: number, aboveLower: number, out: Shade): void {
  const gap = belowUpper + aboveLower;
  out.cover =
    smoothstep(0, borderIod, belowUpper) *
    smoothstep(0, borderIod, aboveLower) *
    (1 - smoothstep(0.86, 1, Math.abs(along)));
  if (out.cover <= 0) return;
  const arch = Math.sqrt(Math.max(0, 1 - along * along));
  const { cavity, tongue, teeth } = looks;
  const tongueShare =
    (1 - smoothstep(0.15 * gap, 0.55 * gap, aboveLower)) * smoothstep(0.06, 0.14, gap) * smoothstep(0.2, 0.8, arch);
  out.light = cavity.light * (0.6 + 0.4 * arch) + tongueShare * (tongue.light - cavity.light);
  out.colour = cavity.colour + tongueShare * (tongue.colour - cavity.colour);
  out.red = cavity.red + tongueShare * (tongue.red - cavity.red);
  const edge = Math.min(teethIod, 0.5 * gap + 0.008) * (0.35 + 0.65 * arch);
  const teethShare = 1 - smoothstep(edge - 0.008, edge + 0.006, belowUpper);
  if (teethShare <= 0) return;
  // Light falls off toward the corners and under the lip; a faint line between neighbours.
  const slot = Math.abs(((along * 0.26) / toothIod) % 1);
  const line = 1 - 0.07 * (1 - smoothstep(0, 0.12, Math.min(slot, 1 - slot)));
  const light = teeth.light * (0.35 + 0.65 * arch * arch) * (0.55 + 0.45 * smoothstep(0, 0.035, belowUpper)) * line;
  out.light += teethShare * (light - out.light);
  out.colour += teethShare * (teeth.colour - out.colour);
  out.red += teethShare * (teeth.red - out.red);
}

/**
 * Draws the inside of an open mouth between the inner lips, for a video that never shows one: a dark cavity, a hint of
 * tongue, a soft upper row of teeth, lit like the skin round the mouth. Our own drawing, no picture of anybody.
 *
 * @param drawn [V, 2] px, the mesh that was drawn
 * @param share 0 to 1, how much of it covers the stretched lips
 */
export function drawMouthInterior(
  region: Region,
  drawn: Float32Array,
  lips: InnerLips,
  matte: MouthMatte,
  iodPx: number,
  share: number,
): void {
  const axes = axesOf(drawn, lips, iodPx);
  const skin = skinOf(region, matte);
  const shade: Shade = { light: 0, colour: 0, red: 0, cover: 0 };
  const reachX = axes.halfPx * 1.02;
  const heights = [...axes.upper, ...axes.lower].map(([, down]) => down * iodPx);
  const reach = Math.hypot(reachX, Math.max(...heights.map(Math.abs)) + 2);
  const top = Math.max(0, Math.floor(axes.cy - reach - region.rect.y));
  const bottom = Math.min(region.rect.heightPx - 1, Math.ceil(axes.cy + reach - region.rect.y));
  const left = Math.max(0, Math.floor(axes.cx - reach - region.rect.x));
  const right = Math.min(region.rect.widthPx - 1, Math.ceil(axes.cx + reach - region.rect.x));
  for (let row = top; row <= bottom; row++) {
    for (let column = left; column <= right; column++) {
      const x = region.rect.x + column - axes.cx;
      const y = region.rect.y + row - axes.cy;
      const along = (x * axes.ux + y * axes.uy) / axes.halfPx;
      if (along <= -1 || along >= 1) continue;
      const down = (y * axes.ux - x * axes.uy) / iodPx;
      const belowUpper = down - borderAt(axes.upper, along);
      const aboveLower = borderAt(axes.lower, along) - down;
      if (belowUpper <= 0 || aboveLower <= 0) continue;
      shadeAt(along, belowUpper, aboveLower, shade);
      const cover = share * shade.cover;
      if (cover <= 0) continue;
      const o = row * region.rect.widthPx + column;
      region.y[o] += cover * (blackLuma + shade.light * (skin.y - blackLuma) - region.y[o]);
      if ((row & 1) === 1 || (column & 1) === 1) continue;
      const c = (row >> 1) * region.chromaWidth + (column >> 1);
      const dim = Math.min(1, 0.35 + shade.light);
      region.u[c] += cover * (128 + dim * shade.colour * (skin.u - 128) - region.u[c]);
      region.v[c] += cover * (128 + dim * (shade.colour * (skin.v - 128) + shade.red) - region.v[c]);
    }
  }
}

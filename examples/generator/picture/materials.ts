import { smoothstep, type PlaneNoise } from '../seeded-random.ts';
import { eyeOuterAngle, hairPlace, hairStrand, toothPhase } from './head-parts.ts';
import { ambientLight, highlight, studioLamps, wrapped, type Triple } from './lighting.ts';
import type { MaterialName } from './mesh-part.ts';
import { textureBounds, type SkinTexture } from './skin-texture.ts';

/** What a material is told of one visible spot; `out` receives linear red, green, blue. Reused between calls. */
export interface Spot {
  nx: number;
  ny: number;
  nz: number;
  u: number;
  v: number;
  /** Place in the world, iod. */
  wx: number;
  wy: number;
  wz: number;
  /** Share of the key lamp that arrives, 0 to 1. */
  lit: number;
  readonly out: Float32Array;
}

/** Gives a spot its colour. */
export type Material = (spot: Spot) => void;

/** What materials need beyond the spot. */
export interface MaterialContext {
  readonly skin: SkinTexture;
  readonly skinColour: Triple;
  readonly irisColour: Triple;
  readonly hairColour: Triple;
  readonly clothColour: Triple;
  readonly noise: PlaneNoise;
  /** World height of the upper lid's edge over each eye [right, left], and of the mouth's seam; set before each frame. */
  readonly lidY: Float32Array;
  /** Mouth gap in iod, for light inside the mouth; set before each frame. */
  readonly mouth: { gap: number; seamY: number };
}

const { key, fill, rim } = studioLamps;
const cosine = (s: Spot, d: Triple): number => s.nx * d[0] + s.ny * d[1] + s.nz * d[2];

function light(s: Spot, colour: ArrayLike<number>, wraps: Triple, shade: number): void {
  const ck = cosine(s, key.direction);
  const cf = cosine(s, fill.direction);
  const cr = Math.max(0, cosine(s, rim.direction)) * Math.max(0, 1 + s.nz) ** 2 * 0.7;
  for (const d of [0, 1, 2] as const) {
    const diffuse = key.colour[d] * wrapped(ck, wraps[d]) * (s.lit + (1 - s.lit) * 0.12 * (1 - d * 0.35));
    s.out[d] =
      colour[d] *
      (diffuse + fill.colour[d] * wrapped(cf, wraps[d]) + rim.colour[d] * cr * 0.55 + ambientLight(s.ny, d) * shade);
  }
}

function shine(s: Spot, strength: number, doublings: number): void {
  const k =
    strength *
    (highlight(s.nx, s.ny, s.nz, key, doublings) * s.lit + 0.3 * highlight(s.nx, s.ny, s.nz, fill, doublings));
  for (const d of [0, 1, 2] as const) s.out[d] += k * key.colour[d];
}

/** The shaders by material name. */
export function makeMaterials(context: MaterialContext): Record<MaterialName, Material> {
  return {
    skin: skinMaterial(context),
    neck: neckMaterial(context),
    lining: liningMaterial(context),
    eye: eyeMaterial(context),
    teeth: teethMaterial(context),
    tongue: tongueMaterial(context),
    hair: hairMaterial(context),
    lash: (s) => s.out.set([0.012, 0.009, 0.008]),
    cloth: clothMaterial(context),
  };
}

const skinWraps: Triple = [0.42, 0.25, 0.18];

function skinMaterial({ skin }: MaterialContext): Material {
  const colour = new Float32Array(4);
  const texel = textureBounds.side / skin.size;
  return (s) => {
    const fx = Math.min(skin.size - 2.001, Math.max(1, (s.u - textureBounds.left) / texel - 0.5));
    const fy = Math.min(skin.size - 2.001, Math.max(1, (s.v - textureBounds.top) / texel - 0.5));
    const [x, y] = [Math.floor(fx), Math.floor(fy)];
    const [a, b] = [fx - x, fy - y];
    const o = y * skin.size + x;
    for (let d = 0; d < 4; d++) {
      const top = skin.colour[o * 4 + d] * (1 - a) + skin.colour[o * 4 + 4 + d] * a;
      const low = skin.colour[(o + skin.size) * 4 + d] * (1 - a) + skin.colour[(o + skin.size) * 4 + 4 + d] * a;
      colour[d] = top * (1 - b) + low * b;
    }
    const slopeX = (skin.relief[o + 1] - skin.relief[o - 1]) / (2 * texel);
    const slopeY = (skin.relief[o + skin.size] - skin.relief[o - skin.size]) / (2 * texel);
    s.nx -= slopeX * 0.55;
    s.ny -= slopeY * 0.55;
    const length = Math.hypot(s.nx, s.ny, s.nz);
    s.nx /= length;
    s.ny /= length;
    s.nz /= length;
    light(s, colour, skinWraps, 1);
    const grazing = 1 + 2.5 * (1 + Math.min(0, s.nz)) ** 4;
    shine(s, 0.13 * grazing * (0.5 + colour[3]), 4);
    shine(s, 0.5 * colour[3] * colour[3] * grazing, 6);
  };
}

function neckMaterial({ skinColour, noise }: MaterialContext): Material {
  const colour = new Float32Array(3);
  return (s) => {
    const mottle = 1 + 0.05 * noise(s.wx * 12 + 40, s.wy * 12) + 0.03 * noise(s.wx * 60, s.wy * 60);
    const hidden = 0.35 + 0.65 * smoothstep(0.1, 0.55, s.v);
    for (let d = 0; d < 3; d++) colour[d] = skinColour[d] * mottle * [0.97, 0.92, 0.9][d] * hidden;
    light(s, colour, skinWraps, hidden);
    shine(s, 0.04, 4);
  };
}

/** Inside of the lips and the mouth: moist and red at the lips, dark behind. */
function liningMaterial({ mouth }: MaterialContext): Material {
  return (s) => {
    const depth = smoothstep(0.5, 0.66, s.wz + 1.15);
    const dark = 0.85 * (1 - depth) + 0.03;
    light(s, [0.36 * dark, 0.115 * dark, 0.1 * dark], [0.3, 0.2, 0.2], 0.5 * dark + 0.1 * Math.min(1, mouth.gap * 3));
    shine(s, 0.18 * (1 - depth), 6);
  };
}

function mouthShade(s: Spot, mouth: MaterialContext['mouth']): number {
  const open = smoothstep(0, 0.2, mouth.gap);
  const below = smoothstep(mouth.seamY - 0.06 - mouth.gap * 0.4, mouth.seamY + 0.02 + mouth.gap * 0.1, s.wy);
  const side = Math.exp(-((s.wx / 0.24) ** 4));
  return (0.16 + 0.62 * open) * (0.35 + 0.65 * below) * (0.35 + 0.65 * side);
}

function teethMaterial({ mouth, noise }: MaterialContext): Material {
  return (s) => {
    const phase = toothPhase(s.u);
    const gap = Math.exp(-(((phase - Math.round(phase)) / 0.06) ** 2));
    const gum = smoothstep(0.24, 0.12, s.v - 0.08 * Math.abs(Math.sin(phase * Math.PI)));
    const tone = (1 - 0.55 * gap) * (0.93 + 0.07 * smoothstep(0.2, 0.6, s.v)) * (1 + 0.03 * noise(phase * 3, s.v * 4));
    const shade = mouthShade(s, mouth);
    const enamel: Triple = [0.74 * tone, 0.68 * tone, 0.57 * tone];
    const colour = [0.42, 0.13, 0.12].map((g, d) => (g * gum + enamel[d] * (1 - gum)) * shade);
    light(s, colour, [0.3, 0.3, 0.3], 0.9);
    shine(s, 0.22 * shade, 6);
  };
}

function tongueMaterial({ mouth, noise }: MaterialContext): Material {
  return (s) => {
    const shade = mouthShade(s, mouth) * 0.8;
    const grain = 1 + 0.12 * noise(s.wx * 70, s.wz * 70);
    light(s, [0.5 * shade * grain, 0.19 * shade * grain, 0.18 * shade * grain], [0.35, 0.25, 0.2], 0.8);
    shine(s, 0.1 * shade, 5);
  };
}

function eyeMaterial({ irisColour, noise, lidY }: MaterialContext): Material {
  const irisAngle = 0.43;
  const pupilAngle = 0.165;
  return (s) => {
    const angle = s.v * eyeOuterAngle;
    const turn = s.u * 2 * Math.PI;
    const shadow = 0.42 + 0.58 * smoothstep(-0.005, 0.055, s.wy - lidY[s.wx < 0 ? 0 : 1]);
    const r = angle / irisAngle;
    const vein = Math.max(0, noise(turn * 6 + 9, angle * 7) - 0.35) * smoothstep(0.5, 0.9, angle);
    const white: Triple = [
      0.72 - 0.08 * vein,
      0.67 - 0.25 * vein - 0.06 * smoothstep(0.55, 1, angle),
      0.63 - 0.25 * vein - 0.07 * smoothstep(0.55, 1, angle),
    ];
    const fibre = 0.75 + 0.4 * noise(turn * 11 + 100, angle * 4) + 0.3 * noise(turn * 27 + 10, angle * 9);
    const ring = 1 - 0.75 * smoothstep(0.72, 1, r);
    const glow = 1 + 0.9 * smoothstep(0.2, 1, Math.sin(turn) * 0.9) * smoothstep(0.35, 0.7, r);
    const collar = 1 + 0.5 * Math.exp(-(((r - 0.5) / 0.14) ** 2));
    const iris = irisColour.map((value, d) => value * fibre * ring * glow * collar * (d === 2 ? 1 : 1));
    const inIris = smoothstep(irisAngle + 0.02, irisAngle - 0.025, angle);
    const inPupil = smoothstep(pupilAngle + 0.02, pupilAngle - 0.015, angle);
    const colour = white.map(
      (w, d) => ((w * (1 - inIris) + iris[d] * inIris) * (1 - inPupil) + 0.004 * inPupil) * shadow,
    );
    light(s, colour, [0.5, 0.45, 0.45], 0.85);
    shine(s, 0.3 * shadow * (1 - inIris), 6);
    // The cornea is steeper than the ball: its highlights sit where a smaller sphere would show them.
    if (angle < irisAngle * 1.25) {
      const lens = smoothstep(irisAngle * 1.25, irisAngle * 0.9, angle);
      const window = smoothstep(0.9955, 0.9975, highlight(s.nx * 1.5, s.ny * 1.5, s.nz, key, 0)) * s.lit;
      for (const d of [0, 1, 2])
        s.out[d] +=
          1.5 * lens * window * shadow +
          0.05 * lens * shadow * smoothstep(0.93, 0.97, highlight(s.nx * 1.5, s.ny * 1.5, s.nz, fill, 0));
    }
  };
}

const hairWraps: Triple = [0.3, 0.3, 0.3];

function hairMaterial({ hairColour, noise }: MaterialContext): Material {
  const colour = new Float32Array(3);
  return (s) => {
    const place = hairPlace(s.u, s.v);
    const { turn, y } = place;
    const strand = hairStrand(place);
    const fine = noise(strand * 260, y * 1.5 + 3);
    const lock = noise(strand * 34, y * 0.7 + 11);
    const tone = 1 + 0.42 * fine + 0.38 * lock;
    const length = Math.hypot(s.nx, s.ny) || 1;
    const tx = -s.ny / length;
    const ty = s.nx / length;
    const under = 0.45 + 0.55 * smoothstep(-0.15, -0.75, s.nz) + 0.35 * smoothstep(0.9, -0.9, y);
    const edge = 0.55 + 0.45 * smoothstep(0.75, 1.35, Math.abs(turn));
    const shade = tone * Math.min(1, under) * (1 - (1 - edge) * smoothstep(-0.9, -0.3, y));
    for (let d = 0; d < 3; d++) colour[d] = hairColour[d] * shade;
    light(s, colour, hairWraps, 0.8);
    const h = strandHighlight(tx, ty, 0.06 * fine + 0.05 * lock);
    for (const d of [0, 1, 2] as const)
      s.out[d] +=
        Math.min(1, under) *
        (0.05 * h.first * (0.3 + 0.7 * s.lit) * key.colour[d] + 0.55 * h.second * hairColour[d] * tone);
  };
}

/** Highlights across strands (Kajiya and Kay 1989), the second shifted and tinted by the hair. */
function strandHighlight(tx: number, ty: number, shift: number): { first: number; second: number } {
  const h = [key.direction[0], key.direction[1], key.direction[2] - 1];
  const length = Math.hypot(h[0], h[1], h[2]);
  const along = (tx * h[0] + ty * h[1]) / length + shift;
  const across = Math.sqrt(Math.max(0, 1 - along * along));
  const acrossShifted = Math.sqrt(Math.max(0, 1 - (along - 0.16) ** 2));
  return { first: across ** 90, second: acrossShifted ** 26 };
}

function clothMaterial({ clothColour, noise }: MaterialContext): Material {
  const colour = new Float32Array(3);
  return (s) => {
    const [column, row] = [s.u * 300, s.v * 170];
    const stitch =
      Math.abs(Math.sin(column * Math.PI)) *
      (0.72 + 0.28 * Math.sin(row * 2 * Math.PI + 2.2 * Math.abs((column % 1) - 0.5)));
    const rib = s.v < 0.13 ? 0.8 + 0.2 * Math.sin(s.u * 2 * Math.PI * 75) : 1;
    const fold = 1 + 0.13 * noise(s.wx * 1.7 + 9, s.wy * 1.1) + 0.05 * noise(s.wx * 40, s.wy * 40);
    for (let d = 0; d < 3; d++) colour[d] = clothColour[d] * (0.78 + 0.3 * stitch) * rib * fold;
    light(s, colour, [0.25, 0.25, 0.25], 1);
  };
}

import { openingPairs } from '../../../core/geometry/landmarks.ts';
import type { SampleFactors } from '../sample-factors.ts';
import { smoothstep } from '../seeded-random.ts';
import { lipRows } from './landmark-rows.ts';

const columns = 11;
/** How much of a lip's own motion each of its rows makes, from the outer edge to the inner. */
const upperRowShare = [0.4, 0.68, 0.9, 1];
const lowerRowShare = [0.55, 0.78, 0.93, 1];
/** Part of an opening or closing (beyond the jaw's) that the upper lip makes. */
const upperLipShare = 0.35;
const skinReach = 0.34;

/** Moves the mouth of a mesh: the jaw's turn, then each column of the lips until the wanted gap holds exactly. */
export interface MouthDeformer {
  /** Changes `points` [N=468, 3] (iod) in place; they must hold the rest shape, which other factors may have moved already. */
  deform(points: Float32Array, factors: SampleFactors): void;
}

interface SkinLink {
  readonly point: number;
  readonly falloff: number;
  readonly isUpper: boolean;
  readonly columnWeights: Float32Array;
}

/**
 * Learns the mouth of a rest shape.
 *
 * @param rest [N=468, 3] iod, lips closed
 */
export function makeMouthDeformer(rest: Float32Array): MouthDeformer {
  const jawWeights = jawWeightsOf(rest);
  const links = skinLinksOf(rest);
  const gapProfile = gapProfileOf(rest);
  const halfWidth = Math.abs(rest[291 * 3]);
  const upperShift = new Float32Array(columns * 3);
  const lowerShift = new Float32Array(columns * 3);
  return {
    deform(points, factors) {
      shapeWidth(points, rest, factors, halfWidth);
      turnJaw(points, jawWeights, factors.jaw);
      for (let pass = 0; pass < 3; pass++) {
        const scale = pass === 0 ? factors.open : factors.open * (factors.open / Math.max(1e-4, meanGap(points)));
        wantedShifts(points, gapProfile, Math.min(scale, factors.open * 2), upperShift, lowerShift);
        moveRows(points, upperShift, lowerShift);
        moveSkin(points, links, upperShift, lowerShift);
      }
      pressLips(points, factors.press);
    },
  };
}

function jawWeightsOf(rest: Float32Array): Float32Array {
  const weights = new Float32Array(rest.length / 3);
  const cornerY = rest[61 * 3 + 1];
  for (let i = 0; i < weights.length; i++) {
    const x = Math.abs(rest[i * 3]);
    const line = cornerY - Math.max(0, x - 0.25) * 0.55;
    weights[i] = smoothstep(-0.04, 0.3, rest[i * 3 + 1] - line) * smoothstep(0.98, 0.7, x);
  }
  lipRows.upper.forEach((row) => row.forEach((i) => (weights[i] = 0)));
  lipRows.lower.forEach((row) =>
    row.forEach((i, j) => (weights[i] = Math.sin((Math.PI * (j + 0.6)) / (columns + 0.2)) ** 0.7)),
  );
  for (const row of lipRows.upper) for (const i of [row[0], row[columns - 1]]) weights[i] = 0.28;
  return weights;
}

function skinLinksOf(rest: Float32Array): SkinLink[] {
  const lipPoints = new Set<number>([...lipRows.upper.flat(), ...lipRows.lower.flat()]);
  const links: SkinLink[] = [];
  const seamY = rest[61 * 3 + 1];
  for (let i = 0; i < rest.length / 3; i++) {
    if (lipPoints.has(i)) continue;
    const isUpper = rest[i * 3 + 1] < seamY;
    const row = isUpper ? lipRows.upper[0] : lipRows.lower[0];
    let nearest = Infinity;
    let total = 0;
    const columnWeights = new Float32Array(columns);
    row.forEach((j, column) => {
      const d = Math.hypot(
        rest[i * 3] - rest[j * 3],
        rest[i * 3 + 1] - rest[j * 3 + 1],
        rest[i * 3 + 2] - rest[j * 3 + 2],
      );
      nearest = Math.min(nearest, d);
      columnWeights[column] = Math.exp(-(d * d) / (2 * 0.1 * 0.1));
      total += columnWeights[column];
    });
    if (nearest > skinReach) continue;
    const share = isUpper ? upperRowShare[0] * 0.8 : lowerRowShare[0] * 0.85;
    links.push({
      point: i,
      falloff: share * smoothstep(skinReach, 0.02, nearest),
      isUpper,
      columnWeights: columnWeights.map((w) => w / Math.max(1e-9, total)),
    });
  }
  return links;
}

/** Gap of each column for a mean gap of 1 over the measured pairs. */
function gapProfileOf(rest: Float32Array): Float32Array {
  const inner = lipRows.upper[3];
  const half = Math.abs(rest[308 * 3]);
  const profile = Float32Array.from(inner, (i) => Math.max(0, 1 - (Math.abs(rest[i * 3]) / half) ** 2.2) ** 0.75);
  const mean =
    openingPairs.reduce((sum, [upper]) => sum + profile[(inner as readonly number[]).indexOf(upper)], 0) /
    openingPairs.length;
  return profile.map((value) => value / mean);
}

function meanGap(points: Float32Array): number {
  let sum = 0;
  for (const [a, b] of openingPairs) {
    sum += Math.hypot(
      points[a * 3] - points[b * 3],
      points[a * 3 + 1] - points[b * 3 + 1],
      points[a * 3 + 2] - points[b * 3 + 2],
    );
  }
  return sum / openingPairs.length;
}

/** Width and rounding scale the mouth sideways; rounding also pushes the lips forward; smiles lift the corners and cheeks. */
function shapeWidth(points: Float32Array, rest: Float32Array, factors: SampleFactors, halfWidth: number): void {
  const stretch = factors.wideRound / (2 * halfWidth);
  const seamY = rest[61 * 3 + 1];
  for (let i = 0; i < points.length / 3; i++) {
    const o = i * 3;
    const [x, y] = [rest[o], rest[o + 1] - seamY];
    const beyond = Math.hypot(Math.max(0, Math.abs(x) - halfWidth), y * 0.8);
    const near = smoothstep(0.42, 0.04, beyond);
    points[o] += x * stretch * near * Math.min(1, halfWidth / Math.max(1e-6, Math.abs(x)));
    points[o + 2] -= factors.protrude * 0.075 * near * smoothstep(halfWidth * 1.25, 0, Math.abs(x));
    const corner = Math.exp(-(((Math.abs(x) - halfWidth) / 0.13) ** 2) - (y / 0.13) ** 2);
    const cheek = Math.exp(-(((Math.abs(x) - 0.45) / 0.2) ** 2) - ((y + 0.3) / 0.2) ** 2);
    points[o + 1] -= factors.smileFrown * (corner + 0.45 * cheek);
    points[o] += Math.sign(x) * factors.smileFrown * 0.7 * corner;
    points[o + 2] -= Math.max(0, factors.smileFrown) * 0.35 * cheek;
  }
}

/** Turns the jaw about the axis through both hinges until the chin is `drop` iod lower. */
function turnJaw(points: Float32Array, weights: Float32Array, drop: number): void {
  const hinge = { y: 0.05, z: 0.3 };
  const lever = hinge.z - points[152 * 3 + 2];
  const angle = Math.asin(Math.min(0.7, Math.max(-0.1, drop / lever)));
  for (let i = 0; i < weights.length; i++) {
    if (weights[i] === 0) continue;
    const a = angle * weights[i];
    const y = points[i * 3 + 1] - hinge.y;
    const z = points[i * 3 + 2] - hinge.z;
    points[i * 3 + 1] = hinge.y + y * Math.cos(a) - z * Math.sin(a);
    points[i * 3 + 2] = hinge.z + y * Math.sin(a) * 0.6 + z * Math.cos(a);
  }
}

/** How far each inner-lip column must move so that its gap becomes `gap` times the profile. */
function wantedShifts(
  points: Float32Array,
  profile: Float32Array,
  gap: number,
  upper: Float32Array,
  lower: Float32Array,
): void {
  lipRows.upper[3].forEach((u, column) => {
    const l = lipRows.lower[3][column];
    if (u === l) return;
    const delta = [0, 1, 2].map((d) => points[l * 3 + d] - points[u * 3 + d]);
    const distance = Math.hypot(...delta) * Math.sign(delta[1] || 1);
    const direction = Math.abs(distance) < 1e-4 ? [0, 1, 0] : delta.map((value) => value / distance);
    const missing = gap * profile[column] - distance;
    for (let d = 0; d < 3; d++) {
      upper[column * 3 + d] = -direction[d] * missing * upperLipShare;
      lower[column * 3 + d] = direction[d] * missing * (1 - upperLipShare);
    }
  });
}

function moveRows(points: Float32Array, upper: Float32Array, lower: Float32Array): void {
  for (const [rows, shifts, shares] of [
    [lipRows.upper, upper, upperRowShare],
    [lipRows.lower, lower, lowerRowShare],
  ] as const) {
    rows.forEach((row, r) => {
      for (let column = 1; column < columns - 1; column++) {
        for (let d = 0; d < 3; d++) points[row[column] * 3 + d] += shares[r] * shifts[column * 3 + d];
      }
    });
  }
}

function moveSkin(points: Float32Array, links: readonly SkinLink[], upper: Float32Array, lower: Float32Array): void {
  for (const link of links) {
    const shifts = link.isUpper ? upper : lower;
    for (let d = 0; d < 3; d++) {
      let shift = 0;
      for (let column = 0; column < columns; column++) shift += link.columnWeights[column] * shifts[column * 3 + d];
      points[link.point * 3 + d] += link.falloff * shift;
    }
  }
}

function pressLips(points: Float32Array, press: number): void {
  if (press <= 0) return;
  for (const rows of [lipRows.upper, lipRows.lower]) {
    for (let column = 1; column < columns - 1; column++) {
      const seam = rows[3][column] * 3;
      for (let r = 0; r < 3; r++) {
        const o = rows[r][column] * 3;
        points[o + 1] += (points[seam + 1] - points[o + 1]) * 0.22 * press;
        points[o + 2] += press * [0.004, 0.02, 0.024][r];
      }
    }
  }
}

import { measureCount, measureFace, measureIndex } from '../analysis/factor-measure.ts';
import { type CanonicalFace, toCanonical } from '../geometry/canonical-face.ts';
import { landmarkCount, landmarkValues } from '../geometry/landmarks.ts';
import { solveSymmetric } from '../tensor/linear-solve.ts';
import { smoothstep } from '../tensor/resample.ts';
import { faceOutline } from './face-edit-mesh.ts';
import { expressionChangeCount } from './face-edit-motion.ts';

/** A displacement of canonical space (iod) at a place of the reference face, right half (x >= 0): sideways outward and down. */
type Field = (x: number, y: number) => readonly [outward: number, down: number];

/** How far the corners go inward per step up. */
const cornersInward = 0.11;

/** Rises from 0 to 1 between a and b, stays, and falls back between c and d. */
function plateau(a: number, b: number, c: number, d: number, value: number): number {
  return smoothstep(a, b, value) * (1 - smoothstep(c, d, value));
}

/**
 * Where the skin moves for each handle, in handle order. The fields fade out before the eyelids, the nose and the face's
 * outline. Heights: hairline -.93, brows -.57 to -.46, lid crease -.36, nose base .24, mouth .49, chin 1.06.
 */
const fields: readonly Field[] = [
  // The glabella follows by a part: it holds points that the head's pose is read from.
  (x, y) => [
    0,
    -plateau(-0.93, -0.62, -0.455, -0.345, y) * (0.35 + 0.65 * smoothstep(0, 0.14, x)) * (1 - smoothstep(0.6, 0.8, x)),
  ],
  // The brows as a whole move inward: of their inner ends alone the landmark model sees next to nothing.
  (x, y) => [-plateau(-0.78, -0.57, -0.45, -0.33, y) * smoothstep(0, 0.13, x) * (1 - smoothstep(0.58, 0.8, x)), 0],
  // Bends the line of the mouth: one shift for all that lies above one another, so that lips do not part; a little inward, because
  // bent up the mouth is read as wider.
  (x, y) => {
    const across = Math.min(1, x / 0.276) ** 2 * (1 - smoothstep(0.32, 0.62, x));
    const share = across * plateau(0.14, 0.36, 0.62, 0.92, y);
    return [-cornersInward * share, -share];
  },
  (x, y) => [0, -(1 - smoothstep(0.1, 0.36, Math.hypot(x - 0.48, y - 0.12)))],
];

/** The reference face with all 478 points: irises in the middle of the eyes. */
function referenceLandmarks({ vertices }: CanonicalFace): Float32Array {
  const points = new Float32Array(landmarkValues);
  points.set(vertices);
  for (let iris = vertices.length / 3; iris < landmarkCount; iris++) {
    const [a, b] = iris < 473 ? [33, 133] : [362, 263];
    for (let d = 0; d < 3; d++) points[iris * 3 + d] = (points[a * 3 + d] + points[b * 3 + d]) / 2;
  }
  return points;
}

function drawField(field: Field, face: CanonicalFace): Float32Array {
  const out = new Float32Array(landmarkValues);
  for (let p = 0; p * 3 < face.vertices.length; p++) {
    const x = face.vertices[p * 3];
    const [outward, down] = field(Math.abs(x), face.vertices[p * 3 + 1]);
    out[p * 3] = Math.sign(x) * outward;
    out[p * 3 + 1] = down;
  }
  // The outline stays, and with it everything outside of the face.
  for (const p of faceOutline) out.fill(0, p * 3, p * 3 + 3);
  return out;
}

/** The expression handles of a canonical face, up to the person's rest. */
function expressionOf(canonical: Float32Array): number[] {
  const row = new Float32Array(measureCount);
  measureFace(canonical, row, 0);
  return [
    -row[measureIndex('browY')],
    -row[measureIndex('browGap')],
    -row[measureIndex('cornerY')],
    -row[measureIndex('cheekY')],
  ];
}

/** The shares of the drawn fields (rows of `response`) whose joint response is 1 for one handle and 0 for the others. */
function solveMixture(response: readonly (readonly number[])[], handle: number): Float64Array {
  const n = response.length;
  const square = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++)
      square[i * n + j] = response[i].reduce((sum, value, k) => sum + value * response[j][k], 0);
  }
  return solveSymmetric(
    square,
    Float64Array.from(response, (row) => row[handle]),
    n,
    1,
  );
}

/** Size of the trial displacement, iod. */
const trial = 0.02;

/**
 * Displacement fields of the expression handles over the 478 landmarks: adding `amount` times field k to a canonical face
 * changes handle k of the expression by `amount` iod and no other of them.
 *
 * @returns [4][478, 3] iod per iod
 */
export function makeExpressionFields(face: CanonicalFace): readonly Float32Array[] {
  const drawn = fields.map((field) => drawField(field, face));
  const rest = referenceLandmarks(face);
  const before = expressionOf(rest);
  const moved = new Float32Array(landmarkValues);
  const response = drawn.map((field) => {
    for (let o = 0; o < landmarkValues; o++) moved[o] = rest[o] + trial * field[o];
    toCanonical(moved, face, moved);
    return expressionOf(moved).map((value, k) => (value - before[k]) / trial);
  });
  return Array.from({ length: expressionChangeCount }, (_, handle) => {
    const shares = solveMixture(response, handle);
    const field = new Float32Array(landmarkValues);
    drawn.forEach((from, k) => {
      for (let o = 0; o < landmarkValues; o++) field[o] += shares[k] * from[o];
    });
    return field;
  });
}

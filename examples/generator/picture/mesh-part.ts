import type { HoleTest } from './rasteriser.ts';

/** What a part is shaded as. */
export type MaterialName = 'skin' | 'lining' | 'eye' | 'teeth' | 'tongue' | 'hair' | 'lash' | 'neck' | 'cloth';

/** A piece of the scene. */
export interface MeshPart {
  readonly material: MaterialName;
  /** [P, 3] in the part's own space (head or body), iod. */
  readonly positions: Float32Array;
  /** [P, 3] unit, outward; recomputed where the part changes shape. */
  readonly normals: Float32Array;
  /** [P, 2] surface coordinates that the material understands. */
  readonly coords: Float32Array;
  /** [F, 3] */
  readonly triangles: Uint32Array;
  readonly isHole?: HoleTest;
  /** False for parts that should not darken others (lashes). */
  readonly castsShadow: boolean;
}

/** A point of a parametric surface. */
export type SurfacePoint = (u: number, v: number) => readonly [number, number, number];

/** Makes a grid surface over u, v in [0, 1] with `columns` by `rows` cells; coords are (u, v). */
export function makeGridPart(
  options: {
    readonly material: MaterialName;
    readonly columns: number;
    readonly rows: number;
    readonly isHole?: HoleTest;
    readonly castsShadow?: boolean;
  },
  at: SurfacePoint,
): MeshPart {
  const { columns, rows } = options;
  const count = (columns + 1) * (rows + 1);
  const positions = new Float32Array(count * 3);
  const coords = new Float32Array(count * 2);
  const triangles: number[] = [];
  for (let r = 0; r <= rows; r++) {
    for (let c = 0; c <= columns; c++) {
      const i = r * (columns + 1) + c;
      positions.set(at(c / columns, r / rows), i * 3);
      coords.set([c / columns, r / rows], i * 2);
      if (c < columns && r < rows) triangles.push(i, i + 1, i + columns + 2, i, i + columns + 2, i + columns + 1);
    }
  }
  const part: MeshPart = {
    material: options.material,
    positions,
    normals: new Float32Array(count * 3),
    coords,
    triangles: Uint32Array.from(triangles),
    castsShadow: options.castsShadow ?? true,
    ...(options.isHole ? { isHole: options.isHole } : {}),
  };
  computeNormals(part.positions, part.triangles, part.normals);
  if (facesInward(part)) {
    for (let f = 0; f < triangles.length; f += 3)
      [part.triangles[f + 1], part.triangles[f + 2]] = [part.triangles[f + 2], part.triangles[f + 1]];
    computeNormals(part.positions, part.triangles, part.normals);
  }
  return part;
}

/** True when most normals point to the middle of the part. */
function facesInward({ positions, normals }: MeshPart): boolean {
  const middle = [0, 1, 2].map(
    (d) => positions.reduce((sum, value, o) => (o % 3 === d ? sum + value : sum), 0) / (positions.length / 3),
  );
  return normals.reduce((sum, value, o) => sum + value * (positions[o] - middle[o % 3]), 0) < 0;
}

/** Area-weighted point normals from the triangles' winding. */
export function computeNormals(positions: Float32Array, triangles: Uint32Array, out: Float32Array): void {
  out.fill(0);
  for (let f = 0; f < triangles.length; f += 3) {
    const [a, b, c] = [triangles[f] * 3, triangles[f + 1] * 3, triangles[f + 2] * 3];
    const ux = positions[b] - positions[a],
      uy = positions[b + 1] - positions[a + 1],
      uz = positions[b + 2] - positions[a + 2];
    const vx = positions[c] - positions[a],
      vy = positions[c + 1] - positions[a + 1],
      vz = positions[c + 2] - positions[a + 2];
    const nx = uy * vz - uz * vy,
      ny = uz * vx - ux * vz,
      nz = ux * vy - uy * vx;
    for (const o of [a, b, c]) {
      out[o] += nx;
      out[o + 1] += ny;
      out[o + 2] += nz;
    }
  }
  for (let o = 0; o < out.length; o += 3) {
    const length = Math.hypot(out[o], out[o + 1], out[o + 2]) || 1;
    out[o] /= length;
    out[o + 1] /= length;
    out[o + 2] /= length;
  }
}

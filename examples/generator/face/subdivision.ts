/** Linear rules that make the points of a finer surface from those of a coarse one: row r is the sum of weight times coarse point. */
export interface Stencils {
  readonly rowCount: number;
  /** [R + 1] where each row's entries begin. */
  readonly starts: Uint32Array;
  readonly indices: Uint32Array;
  readonly weights: Float32Array;
}

/** A refined surface: its stencils over the first mesh's points, its triangles, and which first triangle each came from. */
export interface Refinement {
  readonly stencils: Stencils;
  readonly triangles: Uint32Array;
  readonly parents: Uint32Array;
}

type Row = Map<number, number>;

/**
 * Loop subdivision with crease-free interior and smooth boundary curves.
 *
 * @param pointCount points of the coarse mesh; the first rows of the result are these same points, smoothed
 * @param triangles  [F, 3]
 * @param levels     how often every triangle becomes four
 * @source Loop 1987; boundary rule of Hoppe et al. 1994
 */
export function refineSurface(pointCount: number, triangles: ArrayLike<number>, levels: number): Refinement {
  let rows: Row[] = Array.from({ length: pointCount }, (_, i) => new Map([[i, 1]]));
  let faces: Uint32Array = Uint32Array.from(triangles);
  let parents = Uint32Array.from({ length: faces.length / 3 }, (_, f) => f);
  for (let level = 0; level < levels; level++) {
    const step = refineOnce(rows.length, faces);
    rows = step.rows.map((row) => compose(row, rows));
    faces = step.faces;
    parents = Uint32Array.from({ length: faces.length / 3 }, (_, f) => parents[f >> 2]);
  }
  return { stencils: packRows(rows), triangles: faces, parents };
}

/** Applies the stencils to points of `size` numbers each and fills `out` [R, size]. */
export function applyStencils(stencils: Stencils, points: Float32Array, size: number, out: Float32Array): void {
  for (let r = 0; r < stencils.rowCount; r++) {
    for (let d = 0; d < size; d++) out[r * size + d] = 0;
    for (let k = stencils.starts[r]; k < stencils.starts[r + 1]; k++) {
      const from = stencils.indices[k] * size;
      const w = stencils.weights[k];
      for (let d = 0; d < size; d++) out[r * size + d] += w * points[from + d];
    }
  }
}

function compose(row: Row, before: Row[]): Row {
  const result: Row = new Map();
  for (const [index, weight] of row) {
    for (const [inner, innerWeight] of before[index])
      result.set(inner, (result.get(inner) ?? 0) + weight * innerWeight);
  }
  return result;
}

interface Edge {
  readonly a: number;
  readonly b: number;
  readonly opposite: number[];
  point: number;
}

function refineOnce(pointCount: number, faces: Uint32Array): { rows: Row[]; faces: Uint32Array } {
  const edges = new Map<number, Edge>();
  const keyOf = (a: number, b: number): number => Math.min(a, b) * pointCount + Math.max(a, b);
  for (let f = 0; f < faces.length; f += 3) {
    for (let k = 0; k < 3; k++) {
      const [a, b, c] = [faces[f + k], faces[f + ((k + 1) % 3)], faces[f + ((k + 2) % 3)]];
      const edge = edges.get(keyOf(a, b));
      if (edge) edge.opposite.push(c);
      else edges.set(keyOf(a, b), { a, b, opposite: [c], point: 0 });
    }
  }
  const rows = pointRows(pointCount, edges.values());
  for (const edge of edges.values()) {
    edge.point = rows.length;
    rows.push(
      edge.opposite.length === 2
        ? new Map([
            [edge.a, 3 / 8],
            [edge.b, 3 / 8],
            [edge.opposite[0], 1 / 8],
            [edge.opposite[1], 1 / 8],
          ])
        : new Map([
            [edge.a, 1 / 2],
            [edge.b, 1 / 2],
          ]),
    );
  }
  const finer = new Uint32Array(faces.length * 4);
  for (let f = 0, o = 0; f < faces.length; f += 3, o += 12) {
    const [a, b, c] = [faces[f], faces[f + 1], faces[f + 2]];
    const mid = (p: number, q: number): number => (edges.get(keyOf(p, q)) as Edge).point;
    const [ab, bc, ca] = [mid(a, b), mid(b, c), mid(c, a)];
    finer.set([a, ab, ca, b, bc, ab, c, ca, bc, ab, bc, ca], o);
  }
  return { rows, faces: finer };
}

function pointRows(pointCount: number, edges: Iterable<Edge>): Row[] {
  const neighbours: number[][] = Array.from({ length: pointCount }, () => []);
  const rim: number[][] = Array.from({ length: pointCount }, () => []);
  for (const { a, b, opposite } of edges) {
    neighbours[a].push(b);
    neighbours[b].push(a);
    if (opposite.length === 1) {
      rim[a].push(b);
      rim[b].push(a);
    }
  }
  return neighbours.map((near, i): Row => {
    if (rim[i].length === 2)
      return new Map([
        [i, 3 / 4],
        [rim[i][0], 1 / 8],
        [rim[i][1], 1 / 8],
      ]);
    if (rim[i].length > 0 || near.length < 3) return new Map([[i, 1]]);
    const n = near.length;
    const beta = (5 / 8 - (3 / 8 + Math.cos((2 * Math.PI) / n) / 4) ** 2) / n;
    const row: Row = new Map([[i, 1 - n * beta]]);
    for (const j of near) row.set(j, beta);
    return row;
  });
}

function packRows(rows: Row[]): Stencils {
  const starts = new Uint32Array(rows.length + 1);
  rows.forEach((row, r) => (starts[r + 1] = starts[r] + row.size));
  const indices = new Uint32Array(starts[rows.length]);
  const weights = new Float32Array(starts[rows.length]);
  rows.forEach((row, r) => {
    let k = starts[r];
    for (const [index, weight] of row) {
      indices[k] = index;
      weights[k++] = weight;
    }
  });
  return { rowCount: rows.length, starts, indices, weights };
}

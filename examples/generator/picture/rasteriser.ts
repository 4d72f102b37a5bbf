/** Which triangle each sample of a picture shows, and where in it. */
export interface VisibilityGrid {
  readonly widthPx: number;
  readonly heightPx: number;
  /** Smaller is nearer; Infinity where nothing was drawn. [H, W] */
  readonly depth: Float32Array;
  /** Number of the visible triangle, -1 where none. [H, W] */
  readonly triangle: Int32Array;
  /** Share of the triangle's first and second corner. [H, W] each */
  readonly share0: Float32Array;
  readonly share1: Float32Array;
}

/** Makes an empty grid. */
export function makeVisibilityGrid(widthPx: number, heightPx: number): VisibilityGrid {
  const size = widthPx * heightPx;
  const grid = {
    widthPx,
    heightPx,
    depth: new Float32Array(size),
    triangle: new Int32Array(size),
    share0: new Float32Array(size),
    share1: new Float32Array(size),
  };
  clearGrid(grid);
  return grid;
}

/** Empties the grid. */
export function clearGrid(grid: VisibilityGrid): void {
  grid.depth.fill(Infinity);
  grid.triangle.fill(-1);
}

/** True where a surface has a hole (between strands of hair); coordinates are the surface's own. */
export type HoleTest = (u: number, v: number) => boolean;

/** Triangles to draw: `screen` is [P, 3] in samples (x, y) and depth; `firstTriangle` is the number that the first of them gets. */
export interface DrawCall {
  readonly screen: Float32Array;
  readonly triangles: Uint32Array;
  readonly firstTriangle: number;
  readonly coords?: Float32Array;
  readonly isHole?: HoleTest | undefined;
}

/** Draws triangles with a depth test, both sides visible. */
export function drawTriangles(grid: VisibilityGrid, call: DrawCall): void {
  const { screen, triangles } = call;
  for (let f = 0; f < triangles.length; f += 3) {
    drawTriangle(grid, call, screen, triangles[f], triangles[f + 1], triangles[f + 2], call.firstTriangle + f / 3);
  }
}

function drawTriangle(
  grid: VisibilityGrid,
  call: DrawCall,
  s: Float32Array,
  i0: number,
  i1: number,
  i2: number,
  id: number,
): void {
  const x0 = s[i0 * 3],
    y0 = s[i0 * 3 + 1],
    z0 = s[i0 * 3 + 2];
  const x1 = s[i1 * 3],
    y1 = s[i1 * 3 + 1],
    z1 = s[i1 * 3 + 2];
  const x2 = s[i2 * 3],
    y2 = s[i2 * 3 + 1],
    z2 = s[i2 * 3 + 2];
  const area = (x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0);
  if (Math.abs(area) < 1e-9) return;
  const left = Math.max(0, Math.ceil(Math.min(x0, x1, x2) - 0.5));
  const right = Math.min(grid.widthPx - 1, Math.floor(Math.max(x0, x1, x2) - 0.5));
  const top = Math.max(0, Math.ceil(Math.min(y0, y1, y2) - 0.5));
  const bottom = Math.min(grid.heightPx - 1, Math.floor(Math.max(y0, y1, y2) - 0.5));
  const inverse = 1 / area;
  const { coords, isHole } = call;
  for (let y = top; y <= bottom; y++) {
    const py = y + 0.5;
    for (let x = left, o = y * grid.widthPx + left; x <= right; x++, o++) {
      const px = x + 0.5;
      const a = ((x1 - px) * (y2 - py) - (x2 - px) * (y1 - py)) * inverse;
      const b = ((x2 - px) * (y0 - py) - (x0 - px) * (y2 - py)) * inverse;
      const c = 1 - a - b;
      if (a < 0 || b < 0 || c < 0) continue;
      const z = a * z0 + b * z1 + c * z2;
      if (z >= grid.depth[o]) continue;
      if (isHole && coords) {
        const u = a * coords[i0 * 2] + b * coords[i1 * 2] + c * coords[i2 * 2];
        const v = a * coords[i0 * 2 + 1] + b * coords[i1 * 2 + 1] + c * coords[i2 * 2 + 1];
        if (isHole(u, v)) continue;
      }
      grid.depth[o] = z;
      grid.triangle[o] = id;
      grid.share0[o] = a;
      grid.share1[o] = b;
    }
  }
}

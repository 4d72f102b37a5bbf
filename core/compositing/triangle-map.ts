import type { Rect } from '../geometry/rect.ts';

/** Fills the pixels of one triangle, whole-number places being pixel centres; shared edges leave no gap. */
function fillTriangle(ids: Uint16Array, rect: Rect, id: number, x: readonly number[], y: readonly number[]): void {
  const yTop = Math.max(0, Math.ceil(Math.min(y[0], y[1], y[2])));
  const yBottom = Math.min(rect.heightPx - 1, Math.floor(Math.max(y[0], y[1], y[2])));
  for (let row = yTop; row <= yBottom; row++) {
    let left = Infinity;
    let right = -Infinity;
    for (let a = 0, b = 2; a < 3; b = a++) {
      if (y[a] === y[b]) {
        if (y[a] === row) {
          left = Math.min(left, x[a], x[b]);
          right = Math.max(right, x[a], x[b]);
        }
        continue;
      }
      const t = (row - y[a]) / (y[b] - y[a]);
      if (t < 0 || t > 1) continue;
      const at = x[a] + t * (x[b] - x[a]);
      left = Math.min(left, at);
      right = Math.max(right, at);
    }
    const from = Math.max(0, Math.ceil(left));
    const to = Math.min(rect.widthPx - 1, Math.floor(right));
    if (from <= to) ids.fill(id, row * rect.widthPx + from, row * rect.widthPx + to + 1);
  }
}

/**
 * Draws triangle numbers into a map of a part of the picture: 0 = none, else triangle + 1. Later triangles cover
 * earlier ones. Surface triangles that face away (the far side of a turned head) are left out.
 *
 * @param vertices      [V, 2] px of the frame
 * @param triangles     [F, 3]
 * @param twoSidedCount the first triangles, drawn whichever way they face
 * @param ids           [rect.heightPx, rect.widthPx]; overwritten
 */
export function drawTriangleMap(
  vertices: Float32Array,
  triangles: Uint16Array,
  twoSidedCount: number,
  rect: Rect,
  ids: Uint16Array,
): void {
  ids.fill(0, 0, rect.widthPx * rect.heightPx);
  const x = [0, 0, 0];
  const y = [0, 0, 0];
  for (let f = 0; f * 3 < triangles.length; f++) {
    for (let k = 0; k < 3; k++) {
      x[k] = vertices[triangles[f * 3 + k] * 2] - rect.x;
      y[k] = vertices[triangles[f * 3 + k] * 2 + 1] - rect.y;
    }
    // The canonical mesh winds counter-clockwise as seen with y up, so a visible triangle has a negative area with y down.
    const area = (x[1] - x[0]) * (y[2] - y[0]) - (x[2] - x[0]) * (y[1] - y[0]);
    if (area >= 0 && f >= twoSidedCount) continue;
    fillTriangle(ids, rect, f + 1, x, y);
  }
}

/**
 * The affine maps that carry each triangle of one mesh onto the same triangle of another:
 * `x' = m[0] x + m[1] y + m[2]`, `y' = m[3] x + m[4] y + m[5]`. Triangles without area get the shift of their first corner.
 *
 * @param from      [V, 2] px
 * @param to        [at least the vertices that `triangles` names, 2] px
 * @param first     first triangle to do; `out` before it is untouched
 * @param out       [F, 6], filled
 */
export function meshAffines(
  from: Float32Array,
  to: Float32Array,
  triangles: Uint16Array,
  first: number,
  out: Float64Array,
): void {
  for (let f = first; f * 3 < triangles.length; f++) {
    const [a, b, c] = [triangles[f * 3] * 2, triangles[f * 3 + 1] * 2, triangles[f * 3 + 2] * 2];
    const bx = from[b] - from[a];
    const by = from[b + 1] - from[a + 1];
    const cx = from[c] - from[a];
    const cy = from[c + 1] - from[a + 1];
    const area = bx * cy - cx * by;
    const o = f * 6;
    if (Math.abs(area) < 1e-3) {
      out.set([1, 0, to[a] - from[a], 0, 1, to[a + 1] - from[a + 1]], o);
      continue;
    }
    for (let d = 0; d < 2; d++) {
      const u = to[b + d] - to[a + d];
      const v = to[c + d] - to[a + d];
      const mx = (u * cy - v * by) / area;
      const my = (v * bx - u * cx) / area;
      out[o + d * 3] = mx;
      out[o + d * 3 + 1] = my;
      out[o + d * 3 + 2] = to[a + d] - mx * from[a] - my * from[a + 1];
    }
  }
}

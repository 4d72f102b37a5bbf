import { describe, expect, it } from 'vitest';
import { drawTriangleMap, meshAffines } from '../../../../core/compositing/triangle-map.ts';
import { makeRandom } from '../../../support/a-speaking-person.ts';

const rect = { x: 10, y: 20, widthPx: 40, heightPx: 30 };

/** A grid of vertices over the rectangle with the visible winding (negative area with y down). */
function aGrid(columns: number, rows: number): { vertices: Float32Array; triangles: Uint16Array } {
  const random = makeRandom(5);
  const vertices: number[] = [];
  for (let j = 0; j <= rows; j++) {
    for (let i = 0; i <= columns; i++) {
      const isEdge = i === 0 || j === 0 || i === columns || j === rows;
      const shake = isEdge ? 0 : 2;
      vertices.push(rect.x + (i * (rect.widthPx - 1)) / columns + shake * (random() - 0.5));
      vertices.push(rect.y + (j * (rect.heightPx - 1)) / rows + shake * (random() - 0.5));
    }
  }
  const triangles: number[] = [];
  for (let j = 0; j < rows; j++) {
    for (let i = 0; i < columns; i++) {
      const a = j * (columns + 1) + i;
      triangles.push(a, a + columns + 1, a + 1, a + 1, a + columns + 1, a + columns + 2);
    }
  }
  return { vertices: Float32Array.from(vertices), triangles: Uint16Array.from(triangles) };
}

describe('the triangle map', () => {
  it('covers a mesh without gaps', () => {
    const { vertices, triangles } = aGrid(5, 4);
    const ids = new Uint16Array(rect.widthPx * rect.heightPx).fill(999);
    drawTriangleMap(vertices, triangles, 0, rect, ids);
    expect(ids.every((id) => id >= 1 && id <= triangles.length / 3)).toBe(true);
  });

  it('leaves out triangles that face away, except the two-sided ones', () => {
    const vertices = Float32Array.of(10, 20, 45, 20, 10, 45);
    const away = Uint16Array.of(0, 1, 2);
    const ids = new Uint16Array(rect.widthPx * rect.heightPx);
    drawTriangleMap(vertices, away, 0, rect, ids);
    expect(ids.some((id) => id > 0)).toBe(false);
    drawTriangleMap(vertices, away, 1, rect, ids);
    expect(ids.some((id) => id > 0)).toBe(true);
  });
});

describe('maps between meshes', () => {
  it('carry every vertex to its place, and back', () => {
    const { vertices, triangles } = aGrid(5, 4);
    const random = makeRandom(6);
    const moved = vertices.map((value) => value + 3 * (random() - 0.5));
    const there = new Float64Array(triangles.length * 2);
    const back = new Float64Array(triangles.length * 2);
    meshAffines(vertices, moved, triangles, 0, there);
    meshAffines(moved, vertices, triangles, 0, back);
    for (let f = 0; f < triangles.length / 3; f++) {
      const m = there.subarray(f * 6);
      const n = back.subarray(f * 6);
      for (let k = 0; k < 3; k++) {
        const o = triangles[f * 3 + k] * 2;
        const x = m[0] * vertices[o] + m[1] * vertices[o + 1] + m[2];
        const y = m[3] * vertices[o] + m[4] * vertices[o + 1] + m[5];
        expect(x).toBeCloseTo(moved[o], 3);
        expect(y).toBeCloseTo(moved[o + 1], 3);
        expect(n[0] * x + n[1] * y + n[2]).toBeCloseTo(vertices[o], 3);
        expect(n[3] * x + n[4] * y + n[5]).toBeCloseTo(vertices[o + 1], 3);
      }
    }
  });

  it('shift a triangle without area', () => {
    const out = new Float64Array(6);
    meshAffines(Float32Array.of(1, 1, 2, 2, 3, 3), Float32Array.of(4, 0, 9, 9, 1, 7), Uint16Array.of(0, 1, 2), 0, out);
    expect([...out]).toEqual([1, 0, 3, 0, 1, -1]);
  });
});

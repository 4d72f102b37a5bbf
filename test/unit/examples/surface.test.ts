import { describe, expect, it } from 'vitest';
import { orientConsistently } from '../../../examples/generator/face/orientation.ts';
import { applyStencils, refineSurface } from '../../../examples/generator/face/subdivision.ts';
import { drawTriangles, makeVisibilityGrid } from '../../../examples/generator/picture/rasteriser.ts';

/** A flat square of 3x3 points in the plane z = 2. */
const points = Float32Array.from([0, 1, 2].flatMap((y) => [0, 1, 2].flatMap((x) => [x, y, 2])));
const triangles = [0, 1].flatMap((y) =>
  [0, 1].flatMap((x) => {
    const a = y * 3 + x;
    return [a, a + 1, a + 4, a, a + 4, a + 3];
  }),
);

describe('refining a surface', () => {
  it('makes four triangles of each, with rules whose weights sum to 1', () => {
    const { stencils, triangles: fine } = refineSurface(9, triangles, 2);
    expect(fine.length).toBe(triangles.length * 16);
    for (let r = 0; r < stencils.rowCount; r++) {
      const sum = stencils.weights.subarray(stencils.starts[r], stencils.starts[r + 1]).reduce((a, b) => a + b, 0);
      expect(sum).toBeCloseTo(1, 5);
    }
  });

  it('keeps a plane plane and its border straight between the corners', () => {
    const { stencils } = refineSurface(9, triangles, 2);
    const fine = new Float32Array(stencils.rowCount * 3);
    applyStencils(stencils, points, 3, fine);
    for (let o = 0; o < fine.length; o += 3) expect(fine[o + 2]).toBeCloseTo(2, 5);
    expect(fine[4]).toBeGreaterThanOrEqual(0);
    expect(fine.subarray(3, 5)[1]).toBeCloseTo(0, 5);
  });

  it('turns triangles until neighbours cross their common edge in opposite directions', () => {
    const mixed = [...triangles];
    [mixed[4], mixed[5]] = [mixed[5], mixed[4]];
    orientConsistently(mixed);
    const directed = new Set<string>();
    for (let f = 0; f < mixed.length; f += 3) {
      for (let k = 0; k < 3; k++) directed.add(`${mixed[f + k]} ${mixed[f + ((k + 1) % 3)]}`);
    }
    expect(directed.size).toBe(mixed.length);
  });
});

describe('drawing triangles', () => {
  const corners = Float32Array.from([0, 0, 5, 8, 0, 5, 0, 8, 5]);

  it('shows the nearer of two triangles, whatever their order', () => {
    const grid = makeVisibilityGrid(8, 8);
    const far = corners.map((value, o) => (o % 3 === 2 ? 9 : value));
    const one = Uint32Array.of(0, 1, 2);
    drawTriangles(grid, { screen: corners, triangles: one, firstTriangle: 1 });
    drawTriangles(grid, { screen: far, triangles: one, firstTriangle: 2 });
    expect(grid.triangle[0]).toBe(1);
    expect(grid.triangle[63]).toBe(-1);
  });

  it('gives shares that put the sample back in its place, and leaves holes out', () => {
    const grid = makeVisibilityGrid(8, 8);
    const coords = Float32Array.of(0, 0, 1, 0, 0, 1);
    const isHole = (u: number): boolean => u > 0.5;
    drawTriangles(grid, { screen: corners, triangles: Uint32Array.of(0, 1, 2), firstTriangle: 0, coords, isHole });
    const o = 2 * 8 + 1;
    const [a, b] = [grid.share0[o], grid.share1[o]];
    expect(a * 0 + b * 8 + (1 - a - b) * 0).toBeCloseTo(1.5, 5);
    expect(grid.triangle[6]).toBe(-1);
  });
});

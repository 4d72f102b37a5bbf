import { describe, expect, it } from 'vitest';
import { drawMouthMatte, fillPolygon } from '../../../../core/compositing/mouth-matte.ts';
import { makeRenderWorkspace } from '../../../../core/compositing/render-workspace.ts';

const iodPx = 120;
const part = { x: 100, y: 60, width: 90, height: 80 };

/** Points of an ellipse, px. */
function ellipse(cx: number, cy: number, rx: number, ry: number, count: number): number[] {
  return Array.from({ length: count }, (_, k) => (2 * Math.PI * k) / count).flatMap((a) => [
    cx + rx * Math.cos(a),
    cy + ry * Math.sin(a),
  ]);
}

const drawn = Float32Array.from([...ellipse(190, 140, 70, 65, 24), ...ellipse(190, 120, 30, 14, 20)]);
const outlines = {
  matteOutline: Array.from({ length: 24 }, (_, k) => k),
  outerLips: Array.from({ length: 20 }, (_, k) => 24 + k),
};
const matte = drawMouthMatte(drawn, outlines, iodPx, part, makeRenderWorkspace());
const at = (plane: Float32Array, x: number, y: number): number =>
  plane[Math.floor((y - part.y) / 2) * part.width + Math.floor((x - part.x) / 2)];

describe('the matte of the mouth layer', () => {
  it('stays within 0 and 1', () => {
    for (const plane of [matte.alpha, matte.lips]) {
      const values = plane.subarray(0, part.width * part.height);
      expect(values.every((value) => value >= 0 && value <= 1)).toBe(true);
    }
  });

  it('covers the lips and their surroundings, and nothing outside of its outline', () => {
    expect(at(matte.alpha, 190, 120)).toBe(1);
    expect(at(matte.alpha, 190, 145)).toBeCloseTo(1, 5);
    expect(at(matte.alpha, 190 + 72, 140)).toBeCloseTo(0, 2);
    expect(at(matte.alpha, 190, 140 + 68)).toBeCloseTo(0, 2);
  });

  it('has no step that an eye could see: neighbours differ by less than a third', () => {
    let steepest = 0;
    for (let j = 0; j < part.height; j++) {
      for (let i = 1; i < part.width; i++) {
        const o = j * part.width + i;
        steepest = Math.max(steepest, Math.abs(matte.alpha[o] - matte.alpha[o - 1]));
      }
    }
    expect(steepest).toBeLessThan(1 / 3);
    expect(steepest).toBeGreaterThan(0);
  });
});

describe('filling a polygon', () => {
  it('fills as many cells as its area holds', () => {
    const plane = new Float32Array(part.width * part.height);
    fillPolygon(drawn, outlines.matteOutline, part.x, part.y, part.width, part.height, plane);
    const cells = plane.reduce((sum, value) => sum + value, 0);
    expect(cells).toBeGreaterThan((0.96 * Math.PI * 70 * 65) / 4);
    expect(cells).toBeLessThan((1.0 * Math.PI * 70 * 65) / 4);
  });
});

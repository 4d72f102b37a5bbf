import { describe, expect, it } from 'vitest';
import { makeEyePlace, makeEyeWarp } from '../../../../core/compositing/eye-warp.ts';
import { lidHeight, lidSamples, makeEyeGeometry, moveLids } from '../../../../core/synthesis/eye-geometry.ts';
import type { EyePose } from '../../../../core/synthesis/eye-pose.ts';

/** An open eye 60 px wide at (100, 80), 200 px per iod, turned by an angle; iris in its middle. */
function anEye(angle = 0): EyePose {
  const own = makeEyeGeometry();
  Object.assign(own, { cx: 100, cy: 80, ux: Math.cos(angle), uy: Math.sin(angle), halfPx: 30, iodPx: 200 });
  Object.assign(own, { irisX: 0, irisY: -1, irisRadius: 12, browReach: 0.18 });
  for (let i = 0; i < lidSamples; i++) {
    const along = -1 + (2 * i) / (lidSamples - 1);
    own.upper[i] = -0.06 * (1 - along * along);
    own.lower[i] = 0.04 * (1 - along * along);
    own.meeting[i] = own.upper[i] + 0.8 * (own.lower[i] - own.upper[i]);
  }
  return {
    own,
    upper: own.upper.slice(),
    lower: own.lower.slice(),
    irisX: own.irisX,
    irisY: own.irisY,
    shown: [],
  };
}

/** Lids are this soft, iod. */
const softEdge = 0.0121;

const heights = Array.from({ length: 80 }, (_, k) => 40 + k);

describe('mapping a new eye to a source eye', () => {
  it('maps every place to itself when nothing changes', () => {
    for (const angle of [0, 0.3]) {
      const pose = anEye(angle);
      const warp = makeEyeWarp(pose, pose.own);
      const place = makeEyePlace();
      for (const y of heights) {
        for (const x of [72, 88, 100, 117, 140]) {
          warp.resolve(x, y, place);
          if (place.upper > 0)
            expect([place.upperX, place.upperY]).toEqual([expect.closeTo(x, 3), expect.closeTo(y, 3)]);
          if (place.lower > 0)
            expect([place.lowerX, place.lowerY]).toEqual([expect.closeTo(x, 3), expect.closeTo(y, 3)]);
          if (place.lower < 1 && place.upper < 1) {
            expect(place.ballX).toBeCloseTo(x, 3);
            expect(place.ballY).toBeCloseTo(y, 3);
          }
        }
      }
    }
  });

  it('stretches lid skin over a shut eye in order, and never takes it from between the lids', () => {
    const pose = anEye();
    moveLids(pose.own, 0, pose.upper, pose.lower);
    const warp = makeEyeWarp(pose, pose.own);
    const place = makeEyePlace();
    for (const x of [80, 100, 120]) {
      const along = warp.alongOf(x, 80);
      const lid = 80 + 200 * lidHeight(pose.upper, along);
      let before = -Infinity;
      for (const y of heights.filter((height) => height <= lid)) {
        warp.resolve(x, y, place);
        expect(place.upper).toBe(1);
        expect(place.upperY).toBeGreaterThanOrEqual(before - 1e-6);
        expect(place.upperY).toBeLessThanOrEqual(80 + 200 * lidHeight(pose.own.upper, along) + 1e-4);
        before = place.upperY;
      }
    }
  });

  it('leaves brow and cheek where they are', () => {
    const pose = anEye();
    moveLids(pose.own, 0, pose.upper, pose.lower);
    const warp = makeEyeWarp(pose, pose.own);
    const place = makeEyePlace();
    warp.resolve(100, 80 - 0.24 * 200, place);
    expect(place.upperY).toBeCloseTo(80 - 0.24 * 200, 3);
    warp.resolve(100, 80 + 0.23 * 200, place);
    expect(place.lowerY).toBeCloseTo(80 + 0.23 * 200, 3);
  });

  it('carries the iris as a whole to its new place and keeps the corners', () => {
    const pose = anEye();
    pose.irisX += 7;
    const warp = makeEyeWarp(pose, pose.own);
    const place = makeEyePlace();
    for (const dx of [-6, 0, 6]) {
      warp.resolve(107 + dx, 80, place);
      expect(place.ballX).toBeCloseTo(100 + dx, 3);
    }
    warp.resolve(129.9, 80, place);
    if (place.lower < 1 && place.upper < 1) expect(place.ballX).toBeCloseTo(129.9, 1);
  });

  it('never shows lids on the eyeball, however far it turns', () => {
    const pose = anEye();
    const place = makeEyePlace();
    for (const [dx, dy] of [
      [0, 9],
      [0, -9],
      [8, 5],
      [-10, -6],
    ]) {
      pose.irisX = pose.own.irisX + dx;
      pose.irisY = pose.own.irisY + dy;
      const warp = makeEyeWarp(pose, pose.own);
      for (const y of heights) {
        for (let x = 72; x <= 128; x += 4) {
          warp.resolve(x, y, place);
          if (place.lower >= 1 || place.upper >= 1) continue;
          const along = warp.alongOf(place.ballX, place.ballY);
          const down = warp.downOf(place.ballX, place.ballY);
          expect(down).toBeGreaterThanOrEqual(lidHeight(pose.own.upper, along) - softEdge);
          expect(down).toBeLessThanOrEqual(lidHeight(pose.own.lower, along) + softEdge);
        }
      }
    }
  });
});

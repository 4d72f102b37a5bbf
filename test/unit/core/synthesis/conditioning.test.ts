import { describe, expect, it } from 'vitest';
import type { CodeTrack } from '../../../../core/analysis/code-track.ts';
import { factorNames, type FactorName } from '../../../../core/analysis/factor.ts';
import { assembleMotion, type ConditioningRecipe } from '../../../../core/synthesis/conditioning.ts';
import {
  officialAudioFrames,
  officialConditioning,
  officialImageIndex,
} from '../../../../core/synthesis/conditioning-official.ts';

const widths: Readonly<Record<FactorName, number>> = { lip: 5, eye: 2, headPose: 3, expression: 4 };
const gauss = [0.274069, 0.451863, 0.274069] as const;
const recipe: ConditioningRecipe = {
  gains: { lip: 1.5, eye: 1.2, expression: 1.2, headPose: 1 },
  taps: { lip: gauss, headPose: [1 / 3, 1 / 3, 1 / 3], eye: null, expression: null },
};

/** Rows whose every number tells frame and factor. */
function code(factor: FactorName, frame: number): number {
  return Math.fround(Math.sin(frame * 1.7 + factorNames.indexOf(factor)) * 2);
}

function tracks(startFrame: number, endFrame: number, unseen: readonly number[] = []): Record<FactorName, CodeTrack> {
  const track = (factor: FactorName): CodeTrack => {
    const width = widths[factor];
    const values = new Float32Array((endFrame - startFrame) * width);
    for (let n = startFrame; n < endFrame; n++)
      values.fill(
        unseen.includes(n) ? Number.NaN : code(factor, n),
        (n - startFrame) * width,
        (n - startFrame + 1) * width,
      );
    return { factor, width, startFrame, values };
  };
  return { lip: track('lip'), eye: track('eye'), headPose: track('headPose'), expression: track('expression') };
}

describe('the conditioning of a block', () => {
  it('is lips, expression, eyes, head pose, stretched and smoothed as the recipe says', () => {
    const { values, width, isKnown } = assembleMotion(tracks(10, 20), recipe, { startFrame: 14, endFrame: 16 });
    expect(width).toBe(14);
    expect(values.length).toBe(28);
    expect([...isKnown]).toEqual([1, 1]);
    const lip = 1.5 * (gauss[0] * code('lip', 14) + gauss[1] * code('lip', 15) + gauss[2] * code('lip', 16));
    const pose = (code('headPose', 14) + code('headPose', 15) + code('headPose', 16)) / 3;
    const row = [...values.subarray(14)];
    expect(row.slice(0, 5)).toEqual(Array.from({ length: 5 }, () => expect.closeTo(lip, 5)));
    expect(row.slice(5, 9)).toEqual(Array.from({ length: 4 }, () => expect.closeTo(1.2 * code('expression', 15), 5)));
    expect(row.slice(9, 11)).toEqual(Array.from({ length: 2 }, () => expect.closeTo(1.2 * code('eye', 15), 5)));
    expect(row.slice(11)).toEqual(Array.from({ length: 3 }, () => expect.closeTo(pose, 5)));
  });

  it('does not fade at the ends of a track: the end frame stands for the one that is missing', () => {
    const { values } = assembleMotion(tracks(0, 8), recipe, { startFrame: 0, endFrame: 8 });
    const [first, second] = [code('lip', 0), code('lip', 1)];
    expect(values[0]).toBeCloseTo(1.5 * ((gauss[0] + gauss[1]) * first + gauss[2] * second), 5);
    expect(values[7 * 14 + 11]).toBeCloseTo((code('headPose', 6) + 2 * code('headPose', 7)) / 3, 5);
  });

  it('leaves frames without the face out, and does not smooth across them', () => {
    const { values, isKnown } = assembleMotion(tracks(0, 8, [4]), recipe, { startFrame: 0, endFrame: 8 });
    expect([...isKnown]).toEqual([1, 1, 1, 1, 0, 1, 1, 1]);
    expect(values.subarray(4 * 14, 5 * 14).every(Number.isNaN)).toBe(true);
    expect(values[5 * 14 + 11]).toBeCloseTo((2 * code('headPose', 5) + code('headPose', 6)) / 3, 5);
  });

  it('is the same whatever the borders of the block', () => {
    const whole = assembleMotion(tracks(0, 30), recipe, { startFrame: 0, endFrame: 30 }).values;
    for (let startFrame = 0; startFrame < 30; startFrame += 7) {
      const block = { startFrame, endFrame: Math.min(30, startFrame + 7) };
      const margin = tracks(Math.max(0, startFrame - 1), Math.min(30, block.endFrame + 1));
      const made = assembleMotion(margin, recipe, block).values;
      expect(made).toEqual(whole.slice(startFrame * 14, block.endFrame * 14));
    }
  });

  it("keeps a factor's numbers when another factor's codes change", () => {
    const block = { startFrame: 2, endFrame: 6 };
    const own = assembleMotion(tracks(0, 8), recipe, block).values;
    const other = tracks(0, 8);
    other.expression.values.forEach((value, o) => (other.expression.values[o] = value + 1));
    const made = assembleMotion(other, recipe, block).values;
    own.forEach((value, o) => {
      const isExpression = o % 14 >= 5 && o % 14 < 9;
      if (isExpression) expect(made[o]).not.toBe(value);
      else expect(made[o]).toBe(value);
    });
  });
});

describe("the official program's own conditioning", () => {
  const count = 5;
  const rows = (factor: FactorName) => tracks(0, count)[factor].values;
  const codes = { lip: rows('lip'), eye: rows('eye'), headPose: rows('headPose'), expression: rows('expression') };

  it('sees zeros beyond the ends of the lips, so that steady lips come out at .7259 there', () => {
    const steady = { ...codes, lip: new Float32Array(count * widths.lip).fill(1) };
    const { values } = officialConditioning(steady, widths, recipe);
    expect(values[0] / 1.5).toBeCloseTo(0.725932, 5);
    expect(values[4 * 14] / 1.5).toBeCloseTo(0.725932, 5);
    expect(values[2 * 14] / 1.5).toBeCloseTo(1.000001, 5);
  });

  it('takes means of two poses at both ends and of three between', () => {
    const { values } = officialConditioning(codes, widths, recipe);
    const pose = (n: number) => code('headPose', n);
    expect(values[11]).toBeCloseTo((pose(0) + pose(1)) / 2, 5);
    expect(values[14 + 11]).toBeCloseTo((pose(0) + pose(1) + pose(2)) / 3, 5);
    expect(values[4 * 14 + 11]).toBeCloseTo((pose(3) + pose(4)) / 2, 5);
  });

  it('keeps the pose of a single frame', () => {
    const one = {
      lip: new Float32Array(5),
      eye: new Float32Array(2),
      headPose: Float32Array.of(1, 2, 3),
      expression: new Float32Array(4),
    };
    expect([...officialConditioning(one, widths, recipe).values.subarray(11)]).toEqual(
      [1, 2, 3].map((v) => expect.closeTo(v, 5)),
    );
  });

  it.each([
    [107, 22, 2, 23],
    [41, 6, 2, 7],
    [15, 0, undefined, undefined],
  ])('makes of %i mel rows %i pictures', (rowCount, pictures, first, last) => {
    const frames = officialAudioFrames(rowCount, 4);
    expect(frames).toHaveLength(pictures);
    expect([frames[0], frames.at(-1)]).toEqual([first, last]);
  });

  it('starts a driving stream again at its third image', () => {
    expect([0, 7, 8, 9, 16].map((output) => officialImageIndex(output, 10))).toEqual([2, 9, 2, 3, 2]);
  });
});

import { expect, test } from 'vitest';
import { codeTimesOf, type CodeTrack } from '../../../core/analysis/code-track.ts';
import type { FactorName } from '../../../core/analysis/factor.ts';
import { eyeCodeHandles } from '../../../core/edit/code-edit-kinds.ts';
import { evaluateCodeEdits } from '../../../core/edit/code-edits.ts';
import type { FactorEdit } from '../../../core/edit/factor-edit.ts';
import type { ConditioningRecipe } from '../../../core/synthesis/conditioning.ts';
import { officialConditioning } from '../../../core/synthesis/conditioning-official.ts';
import { aFactorEdit, frameTimes } from '../../support/a-project.ts';
import type { NpyArray } from '../../support/npz.ts';
import { maxDifference, noGolden, readGolden } from '../../support/pdfgc-golden.ts';

const widths: Readonly<Record<FactorName, number>> = { lip: 500, eye: 6, headPose: 6, expression: 30 };
const goldenNames = { lip: 'mouth_raw', eye: 'eye_raw', headPose: 'pose_raw', expression: 'exp_raw' } as const;
const handles = eyeCodeHandles({ blink: [0, 1, 4, 5], gaze: [2, 3] });
const recipe: ConditioningRecipe = {
  gains: { lip: 1.5, eye: 1.2, expression: 1.2, headPose: 1 },
  taps: { lip: [0.274069, 0.451863, 0.274069], headPose: [1 / 3, 1 / 3, 1 / 3], eye: null, expression: null },
};

/** The motion part that the official program would make of its own raw codes, with our edits on them. */
function motionOf(golden: Readonly<Record<string, NpyArray>>, edits: readonly FactorEdit[]): Float32Array {
  const times = codeTimesOf(frameTimes(6), null);
  if (times === null) throw new Error('six frames have no times');
  const block = { startFrame: 0, endFrame: 6 };
  const edited = (factor: FactorName): Float32Array => {
    const width = widths[factor];
    const track: CodeTrack = {
      factor,
      width,
      startFrame: 0,
      values: Float32Array.from(golden[goldenNames[factor]].data),
    };
    return evaluateCodeEdits({ factor, width, edits, handles, times }, block, [track], () => null).values;
  };
  const codes = {
    lip: edited('lip'),
    eye: edited('eye'),
    headPose: edited('headPose'),
    expression: edited('expression'),
  };
  return officialConditioning(codes, widths, recipe).values;
}

const off = (factor: FactorName, handle: string | null = null) => [
  aFactorEdit({ factor, handle, kind: 'gain', gain: 0, startSec: 0, endSec: 9 }),
];

test.skipIf(noGolden !== false).each([
  ['style', []],
  ['motion_off_mouth', off('lip')],
  ['motion_off_headpose', off('headPose')],
  ['motion_off_emo', off('expression')],
  ['motion_off_blink', off('eye', 'blink')],
  ['motion_off_gaze', off('eye', 'gaze')],
] as const)("the official program's codes become its own conditioning: %s", async (name, edits) => {
  const golden = await readGolden('sequence');
  const [count, width] = golden[name].shape;
  const expected = Float32Array.from({ length: count * 542 }, (_, o) => {
    const n = Math.floor(o / 542);
    return golden[name].data[n * width + width - 542 + (o - n * 542)];
  });
  // Taps of six digits on codes of up to 4, stretched by 1.5.
  expect(maxDifference(motionOf(golden, edits), expected)).toBeLessThan(1e-5);
});

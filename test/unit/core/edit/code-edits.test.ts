import { describe, expect, it } from 'vitest';
import { codeRowAt, codeTimesOf, type CodeTimes, type CodeTrack } from '../../../../core/analysis/code-track.ts';
import {
  codeEditPresence,
  codeEditProblems,
  eyeCodeHandles,
  noCodeHandles,
} from '../../../../core/edit/code-edit-kinds.ts';
import { evaluateCodeEdits, planCodeEdits, type CodeEdits, type CodeSource } from '../../../../core/edit/code-edits.ts';
import type { FactorEdit } from '../../../../core/edit/factor-edit.ts';
import type { FrameRange } from '../../../../core/time/frame-range.ts';
import { aFactorEdit } from '../../../support/a-project.ts';
import { makeRandom } from '../../../support/a-speaking-person.ts';

const width = 6;
const frameCount = 200;
const handles = eyeCodeHandles({ blink: [0, 1, 4, 5], gaze: [2, 3] });
const all = { startFrame: 0, endFrame: frameCount };

/** 25 fps with every fifth frame a little late, so that frames are not evenly spaced. */
const frameTimesSec = Float64Array.from({ length: frameCount }, (_, n) => n / 25 + (n % 5 === 4 ? 0.013 : 0));
const unseen = [40, 41, 42, 120];

function timesOf(gone: readonly number[] = unseen): CodeTimes {
  const times = codeTimesOf(
    frameTimesSec,
    Uint8Array.from(frameTimesSec, (_, n) => (gone.includes(n) ? 0 : 1)),
  );
  if (times === null) throw new Error('a face that is never seen');
  return times;
}

/** Random codes, the same for the same seed. */
function codes(seed: number, gone: readonly number[] = unseen): CodeTrack {
  const random = makeRandom(seed);
  const values = Float32Array.from({ length: frameCount * width }, () => 4 * random() - 2);
  for (const n of gone) values.fill(Number.NaN, n * width, (n + 1) * width);
  return { factor: 'eye', width, startFrame: 0, values };
}

function part({ startFrame, endFrame }: FrameRange, track: CodeTrack): CodeTrack {
  return { ...track, startFrame, values: track.values.slice(startFrame * width, endFrame * width) };
}

function anEdit(changes: Readonly<Record<string, unknown>>): FactorEdit {
  return aFactorEdit({ factor: 'eye', handle: null, kind: 'gain', gain: 0.5, ...changes });
}

function request(edits: readonly FactorEdit[], factor: CodeEdits['factor'] = 'eye'): CodeEdits {
  return { factor, width, edits, handles, times: timesOf() };
}

const driver: CodeSource = { track: codes(77, []), times: timesOf([]) };

function evaluated(edits: readonly FactorEdit[], base = codes(1)): CodeTrack {
  return evaluateCodeEdits(request(edits), all, [base], () => driver);
}

describe('editing codes', () => {
  it('gives the very codes back where nothing is edited, and NaN rows where the face was not seen', () => {
    const base = codes(1);
    expect(evaluated([], base).values).toEqual(base.values);
    const edited = evaluated([anEdit({ startSec: 0, endSec: 8 })], base);
    expect(codeRowAt(edited, 41)).toBeNull();
    expect(codeRowAt(edited, 43)).not.toBeNull();
  });

  it('switches a factor off with a gain of 0, and with ramps on the way', () => {
    const base = codes(1);
    const edited = evaluated([anEdit({ gain: 0, startSec: 2, endSec: 4, rampInSec: 1 })], base);
    for (const n of [49, 100]) expect(codeRowAt(edited, n)).toEqual(codeRowAt(base, n));
    expect(codeRowAt(edited, 80)).toEqual(new Float32Array(width));
    const share = (frameTimesSec[60] - 2) / 1;
    expect(codeRowAt(edited, 60)?.[2]).toBeCloseTo((1 - share) * (codeRowAt(base, 60)?.[2] ?? 0), 5);
  });

  it('switches blinks or gaze off alone where the pack says which numbers they are', () => {
    const base = codes(1);
    const own = codeRowAt(base, 60) ?? new Float32Array(0);
    const row = (handle: string) => [...(codeRowAt(evaluated([anEdit({ gain: 0, handle })], base), 60) ?? [])];
    expect(row('blink')).toEqual([0, 0, own[2], own[3], 0, 0]);
    expect(row('gaze')).toEqual([own[0], own[1], 0, 0, own[4], own[5]]);
  });

  it('holds a row, with the edits below it in the stack and not those above', () => {
    const base = codes(1);
    const freeze = anEdit({
      editId: 'hold',
      kind: 'freeze',
      atSec: frameTimesSec[30],
      startSec: 4,
      endSec: 5,
      position: 2,
    });
    const half = anEdit({ editId: 'half', startSec: 1, endSec: 1.5, position: 1 });
    const held = codeRowAt(evaluated([freeze, half], base), 110);
    expect(held).toEqual(codeRowAt(base, 30)?.map((value) => value / 2));
    expect(codeRowAt(evaluated([freeze, { ...half, position: 3 }], base), 110)).toEqual(codeRowAt(base, 30));
  });

  it('holds the nearest frame that shows the face', () => {
    const freeze = (atSec: number) => anEdit({ kind: 'freeze', atSec, startSec: 4, endSec: 5 });
    expect(codeRowAt(evaluated([freeze(frameTimesSec[40])]), 110)).toEqual(codeRowAt(codes(1), 39));
    expect(codeRowAt(evaluated([freeze(frameTimesSec[42])]), 110)).toEqual(codeRowAt(codes(1), 43));
    expect(codeRowAt(evaluated([freeze(500)]), 110)).toEqual(codeRowAt(codes(1), frameCount - 1));
  });

  it("takes a source's codes at the source's own times, to and fro when it is too short", () => {
    const edit = anEdit({ kind: 'replace', assetId: 'b', sourceFaceNumber: 1, sourceStartSec: frameTimesSec[10] });
    const exact = { ...edit, startSec: frameTimesSec[50] } as FactorEdit;
    expect(codeRowAt(evaluated([exact]), 50)).toEqual(codeRowAt(driver.track, 10));
    const short = { startFrame: 0, endFrame: 20 };
    const times = codeTimesOf(
      Float64Array.from({ length: 20 }, (_, n) => n / 25),
      null,
    );
    if (times === null) throw new Error('a source without frames');
    const source: CodeSource = { track: part(short, driver.track), times };
    const even =
      codeTimesOf(
        Float64Array.from({ length: frameCount }, (_, n) => n / 25),
        null,
      ) ?? timesOf();
    const long = anEdit({
      kind: 'replace',
      assetId: 'b',
      sourceFaceNumber: 1,
      sourceStartSec: 0,
      startSec: 0,
      endSec: 8,
    });
    const bounced = evaluateCodeEdits({ ...request([long]), times: even }, all, [codes(1, [])], () => source);
    for (const [frame, from] of [
      [19, 19],
      [20, 18],
      [37, 1],
      [39, 1],
      [57, 19],
    ]) {
      const [row, wanted] = [codeRowAt(bounced, frame), codeRowAt(driver.track, from)];
      for (let d = 0; d < width; d++) expect(row?.[d]).toBeCloseTo(wanted?.[d] ?? Number.NaN, 4);
    }
  });

  it('leaves codes as they are where the source of a replace is not there or of another size', () => {
    const edit = anEdit({ kind: 'replace', assetId: 'b', sourceFaceNumber: 1, sourceStartSec: 0 });
    const base = codes(1);
    expect(evaluateCodeEdits(request([edit]), all, [base], () => null).values).toEqual(base.values);
    const other = { ...driver, track: { ...driver.track, width: 3 } };
    expect(evaluateCodeEdits(request([edit]), all, [base], () => other).values).toEqual(base.values);
  });

  it('goes back toward the own codes with a blend, except for the lips, where that is a matter of pixels', () => {
    const base = codes(1);
    const edits = [anEdit({ gain: 0, position: 1 }), anEdit({ editId: 'b', kind: 'blend', share: 0.25, position: 2 })];
    expect(codeRowAt(evaluated(edits, base), 60)?.[0]).toBeCloseTo(0.75 * (codeRowAt(base, 60)?.[0] ?? 0), 5);
    const lips = edits.map((edit) => ({ ...edit, factor: 'lip' as const }));
    const lip = evaluateCodeEdits(request(lips, 'lip'), all, [{ ...base, factor: 'lip' }], () => null);
    expect(codeRowAt(lip, 60)).toEqual(new Float32Array(width));
  });

  it('smooths by the times of the frames, over those that show the face', () => {
    const constant = { ...codes(1), values: codes(1).values.map((value) => (Number.isNaN(value) ? value : 3)) };
    const smooth = anEdit({ kind: 'smooth', sigmaSec: 0.2, startSec: 0, endSec: 9 });
    for (const value of evaluated([smooth], constant).values) if (!Number.isNaN(value)) expect(value).toBeCloseTo(3, 5);
    const spread = (track: CodeTrack) =>
      Math.sqrt(track.values.reduce((sum, v) => sum + (Number.isNaN(v) ? 0 : v * v), 0));
    expect(spread(evaluated([smooth]))).toBeLessThan(0.5 * spread(codes(1)));
  });
});

describe('blocks of codes', () => {
  const random = makeRandom(9);
  const stacks = Array.from({ length: 12 }, (_, n) => {
    const some = (low: number, high: number) => low + (high - low) * random();
    return Array.from({ length: 6 }, (_edit, k) => {
      const startSec = some(0, 6);
      const kinds = [
        { kind: 'gain', gain: some(-1, 2), handle: ['blink', 'gaze', null][Math.floor(some(0, 3))] },
        { kind: 'smooth', sigmaSec: some(0.02, 0.6) },
        { kind: 'freeze', atSec: some(0, 8) },
        { kind: 'replace', assetId: 'b', sourceFaceNumber: 1, sourceStartSec: some(0, 12) },
        { kind: 'blend', share: some(0, 1) },
      ];
      return anEdit({
        editId: `${n}-${k}`,
        position: k,
        startSec,
        endSec: startSec + some(0.1, 4),
        rampInSec: some(0, 0.5),
        rampOutSec: some(0, 0.5),
        ...kinds[Math.floor(some(0, 5))],
      });
    });
  });

  it.each(stacks.map((edits, n) => ({ n, edits })))(
    'give the same whatever their borders, from only the frames that were asked for (stack $n)',
    ({ edits }) => {
      const whole = evaluated(edits);
      for (const size of [1, 7, 50]) {
        for (let startFrame = 0; startFrame < frameCount; startFrame += size === 1 ? 13 : size) {
          const block = { startFrame, endFrame: Math.min(frameCount, startFrame + size) };
          const needs = planCodeEdits(request(edits), block, () => driver.times);
          const read = new Map(
            needs.sources.map(({ edit, range }) => [edit, { ...driver, track: part(range, driver.track) }]),
          );
          const pieces = needs.base.map((range) => part(range, codes(1)));
          const made = evaluateCodeEdits(request(edits), block, pieces, (edit) => read.get(edit) ?? null);
          expect(made.values).toEqual(part(block, whole).values);
        }
      }
    },
  );

  it('ask for no more than the block where nothing looks aside', () => {
    const block = { startFrame: 60, endFrame: 70 };
    expect(planCodeEdits(request([anEdit({})]), block, () => null)).toEqual({ base: [block], sources: [] });
  });

  it('ask for three standard deviations round a smoothing and for the frame that is held', () => {
    const block = { startFrame: 60, endFrame: 70 };
    const smooth = anEdit({ kind: 'smooth', sigmaSec: 0.1 });
    const hold = anEdit({ editId: 'h', kind: 'freeze', atSec: frameTimesSec[150], position: 2 });
    expect(planCodeEdits(request([smooth, hold]), block, () => null).base).toEqual([
      { startFrame: 53, endFrame: 78 },
      { startFrame: 150, endFrame: 151 },
    ]);
  });
});

describe('what codes cannot take', () => {
  it('is named with its reason: kinds that need a meaning, and handles that the code does not have', () => {
    const offset = anEdit({ editId: 'o', kind: 'offset', amount: 1, handle: 'blinkLeft' });
    const named = anEdit({ editId: 'n', handle: 'gazeYaw' });
    const gaze = anEdit({ editId: 'g', handle: 'gaze' });
    const off = { ...offset, isEnabled: false };
    expect(codeEditProblems([offset, named, gaze, off], () => handles)).toEqual([
      { edit: offset, reason: 'kind' },
      { edit: named, reason: 'handle' },
    ]);
    expect(codeEditProblems([gaze], () => eyeCodeHandles(null))).toEqual([{ edit: gaze, reason: 'handle' }]);
    expect(codeEditProblems([anEdit({ handle: 'toString' })], () => noCodeHandles)).toHaveLength(1);
  });

  it('changes nothing', () => {
    const base = codes(1);
    const offset = anEdit({ kind: 'offset', amount: 1, handle: 'blinkLeft' });
    expect(evaluated([offset], base).values).toEqual(base.values);
  });
});

describe('how much of the new face is shown', () => {
  const presence = (edits: readonly FactorEdit[]) => codeEditPresence(edits, 'eye', handles, frameTimesSec, all);

  it('is nothing outside of edits and soon all inside, with ramps between', () => {
    const shown = presence([anEdit({ gain: 0, startSec: 2, endSec: 4, rampInSec: 1, rampOutSec: 0 })]);
    expect([shown[49], shown[100]]).toEqual([0, 0]);
    expect(shown[53]).toBeGreaterThan(0);
    expect(shown[53]).toBeLessThan(1);
    expect(shown[57]).toBe(1);
    expect(shown[98]).toBe(1);
  });

  it('is nothing for edits that change nothing, are blended away, or that codes cannot take', () => {
    const none = new Float32Array(frameCount);
    const blend = anEdit({ editId: 'b', kind: 'blend', share: 0, startSec: 0, endSec: 9 });
    expect(presence([anEdit({ gain: 1 })])).toEqual(none);
    expect(presence([anEdit({ gain: 0 }), blend])).toEqual(none);
    expect(presence([blend])).toEqual(none);
    expect(presence([anEdit({ kind: 'offset', amount: 1, handle: 'blinkLeft' })])).toEqual(none);
  });
});

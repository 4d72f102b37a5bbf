import { describe, expect, it } from 'vitest';
import { blendShares, evaluateEdits } from '../../../../core/edit/evaluate-edits.ts';
import type { FactorSourceOf } from '../../../../core/edit/factor-source.ts';
import { aFactorEdit, aFactorTrack, frameTimes } from '../../../support/a-project.ts';

const frameCount = 250;
const frameTimesSec = frameTimes(frameCount);
const noSource: FactorSourceOf = () => null;
const surroundings = { frameTimesSec, sourceOf: noSource };
const lips = aFactorTrack('lip', (t) => [0.1 + 0.001 * t, -0.02, 0.4, 0.05], frameCount);
const open = (track: { values: Float32Array }, frame: number) => track.values[frame * 4];

describe('evaluating edits', () => {
  it('leaves the given track as it was', () => {
    const before = lips.values.slice();
    evaluateEdits(lips, [aFactorEdit()], surroundings);
    expect(lips.values).toEqual(before);
  });

  it('changes nothing outside the range and nothing of other handles', () => {
    const edited = evaluateEdits(lips, [aFactorEdit()], surroundings);
    for (let frame = 0; frame < frameCount; frame++) {
      const isInside = frame >= 50 && frame < 100;
      expect(open(edited, frame) - open(lips, frame)).toBeCloseTo(isInside ? 0.1 : 0);
      expect(edited.values.subarray(frame * 4 + 1, frame * 4 + 4)).toEqual(
        lips.values.subarray(frame * 4 + 1, frame * 4 + 4),
      );
    }
  });

  it('comes and goes over ramps that lie inside the range', () => {
    const edited = evaluateEdits(lips, [aFactorEdit({ rampInSec: 0.4, rampOutSec: 0.4 })], surroundings);
    const change = (frame: number) => open(edited, frame) - open(lips, frame);
    expect(change(49)).toBe(0);
    expect(change(55)).toBeCloseTo(0.05, 5);
    expect(change(75)).toBeCloseTo(0.1, 5);
    expect(change(95)).toBeCloseTo(0.05, 5);
    expect(change(100)).toBe(0);
  });

  it('stretches about neutral with a gain', () => {
    const edited = evaluateEdits(lips, [aFactorEdit({ kind: 'gain', gain: 0.5, handle: null })], surroundings);
    expect(open(edited, 60)).toBeCloseTo(open(lips, 60) / 2);
    expect(edited.values[60 * 4 + 1]).toBeCloseTo(-0.01);
  });

  it('applies edits in the order of their positions', () => {
    const add = aFactorEdit({ editId: 'add', position: 1 });
    const double = aFactorEdit({ editId: 'double', kind: 'gain', gain: 2, position: 2 });
    const late = evaluateEdits(lips, [double, add], surroundings);
    const early = evaluateEdits(lips, [{ ...double, position: 0 }, add], surroundings);
    expect(open(late, 60)).toBeCloseTo((open(lips, 60) + 0.1) * 2);
    expect(open(early, 60)).toBeCloseTo(open(lips, 60) * 2 + 0.1);
  });

  it('skips disabled edits and edits of other factors', () => {
    const edited = evaluateEdits(
      lips,
      [aFactorEdit({ isEnabled: false }), aFactorEdit({ factor: 'eye', handle: 'blinkLeft' })],
      surroundings,
    );
    expect(edited.values).toEqual(lips.values);
  });

  it('draws the value through keyframes, or adds them to it', () => {
    const keyframes = [
      { timeSec: 2, value: 0, interpolation: 'linear' },
      { timeSec: 4, value: 0.2, interpolation: 'linear' },
    ];
    const absolute = evaluateEdits(
      lips,
      [aFactorEdit({ kind: 'keyframes', mode: 'absolute', keyframes })],
      surroundings,
    );
    const relative = evaluateEdits(
      lips,
      [aFactorEdit({ kind: 'keyframes', mode: 'relative', keyframes })],
      surroundings,
    );
    expect(open(absolute, 75)).toBeCloseTo(0.1);
    expect(open(relative, 75)).toBeCloseTo(open(lips, 75) + 0.1);
  });

  it('holds one moment with freeze, and takes the nearest seen one where the face is hidden', () => {
    const hidden = { ...lips, values: lips.values.slice() };
    hidden.values.fill(Number.NaN, 30 * 4, 41 * 4);
    const edited = evaluateEdits(hidden, [aFactorEdit({ kind: 'freeze', atSec: 40 / 25, handle: null })], surroundings);
    expect(open(edited, 60)).toBeCloseTo(open(lips, 41));
    expect(open(edited, 99)).toBeCloseTo(open(lips, 41));
  });

  it('smooths without moving the mean and without lag', () => {
    const impulse = aFactorTrack('lip', (t) => [t === 75 ? 1 : 0, 0, 0, 0], frameCount);
    const edited = evaluateEdits(impulse, [aFactorEdit({ kind: 'smooth', sigmaSec: 0.08 })], surroundings);
    const spread = Array.from({ length: 21 }, (_, i) => open(edited, 65 + i));
    expect(spread.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 2);
    expect(spread).toEqual([...spread].reverse());
    expect(spread[10]).toBeLessThan(0.3);
  });

  it('never makes a value of a frame in which the face was not seen', () => {
    const hidden = { ...lips, values: lips.values.slice() };
    hidden.values.fill(Number.NaN, 60 * 4, 61 * 4);
    for (const kind of [
      { kind: 'gain', gain: 2 },
      { kind: 'smooth', sigmaSec: 0.2 },
      { kind: 'offset', amount: 1 },
    ]) {
      expect(open(evaluateEdits(hidden, [aFactorEdit(kind)], surroundings), 60)).toBeNaN();
    }
  });

  it('keeps ratios between 0 and 1', () => {
    const edited = evaluateEdits(lips, [aFactorEdit({ handle: 'press', amount: 3 })], surroundings);
    expect(edited.values[60 * 4 + 2]).toBe(1);
  });

  it('takes angles of another face as they are, but its place and size only as change', () => {
    const head = aFactorTrack('headPose', () => [0, 0, 0, 640, 360, 200], frameCount);
    const other = aFactorTrack('headPose', (t) => [0.3, 0, 0, 100 + t, 50, 100], frameCount);
    const edit = aFactorEdit({
      factor: 'headPose',
      kind: 'replace',
      handle: null,
      assetId: 'video-2',
      sourceFaceNumber: 1,
      sourceStartSec: 0,
    });
    const edited = evaluateEdits(head, [edit], { frameTimesSec, sourceOf: () => ({ track: other, frameTimesSec }) });
    const row = Array.from(edited.values.subarray(60 * 6, 61 * 6));
    expect(row[0]).toBeCloseTo(0.3);
    // Ten frames on, the other head of half the size went 10 px right.
    expect(row[3]).toBeCloseTo(660);
    expect(row[5]).toBeCloseTo(200);
  });

  it('leaves the track alone where the source is missing or its face is not seen', () => {
    const edit = aFactorEdit({
      kind: 'replace',
      handle: null,
      assetId: 'video-2',
      sourceFaceNumber: 1,
      sourceStartSec: 0,
    });
    const unseen = { ...lips, values: new Float32Array(lips.values.length).fill(Number.NaN) };
    expect(evaluateEdits(lips, [edit], surroundings).values).toEqual(lips.values);
    const withUnseen = { frameTimesSec, sourceOf: () => ({ track: unseen, frameTimesSec }) };
    expect(evaluateEdits(lips, [edit], withUnseen).values).toEqual(lips.values);
  });

  it('reads sources at their own frame times', () => {
    const slow = aFactorTrack('lip', (t) => [t, 0, 0, 0], 20);
    const edit = aFactorEdit({ kind: 'replace', assetId: 'video-2', sourceFaceNumber: 1, sourceStartSec: 0 });
    const edited = evaluateEdits(lips, [edit], {
      frameTimesSec,
      sourceOf: () => ({ track: slow, frameTimesSec: frameTimes(20, 10) }),
    });
    expect(open(edited, 50 + 25)).toBeCloseTo(10);
  });

  it('blends other factors back to the original, but not the lips', () => {
    const eyes = aFactorTrack('eye', () => [0, 0, 0.1, 0], frameCount);
    const gaze = aFactorEdit({ factor: 'eye', handle: 'gazeYaw', amount: 0.2 });
    const half = aFactorEdit({ editId: 'half', factor: 'eye', handle: null, kind: 'blend', share: 0.5, position: 2 });
    expect(evaluateEdits(eyes, [gaze, half], surroundings).values[60 * 4 + 2]).toBeCloseTo(0.2);
    const lipBlend = aFactorEdit({ kind: 'blend', share: 0, handle: null });
    expect(evaluateEdits(lips, [lipBlend], surroundings).values).toEqual(lips.values);
  });

  it('refuses a handle that the factor does not have', () => {
    expect(() => evaluateEdits(lips, [aFactorEdit({ handle: 'gazeYaw' })], surroundings)).toThrow(
      /lip has no handle gazeYaw/,
    );
  });
});

describe('blend shares', () => {
  it('multiply, with their ramps', () => {
    const edits = [
      aFactorEdit({ kind: 'blend', share: 0.5, handle: null, rampInSec: 0.4 }),
      aFactorEdit({ editId: 'b', kind: 'blend', share: 0, handle: null, startSec: 3, endSec: 4 }),
    ];
    const shares = blendShares(edits, 'lip', frameTimesSec);
    expect([shares[49], shares[55], shares[70], shares[80], shares[100]]).toEqual([1, 0.75, 0.5, 0, 1]);
  });
});

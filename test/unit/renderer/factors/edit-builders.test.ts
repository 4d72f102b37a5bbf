import { describe, expect, it } from 'vitest';
import { factorEditSchema } from '../../../../core/edit/factor-edit.ts';
import type { FactorEditKind } from '../../../../core/edit/factor-edit.ts';
import { newEdit, withKeyframe } from '../../../../renderer/features/factors/edit-builders.ts';
import { rampSecOf, soundRange, topPosition } from '../../../../renderer/features/factors/edit-place.ts';
import { frameSec, valueAt } from './a-factor-scene.ts';

const place = {
  faceNumber: 1,
  factor: 'lip',
  handle: 'open',
  range: { startSec: 4, endSec: 6 },
  frameSec,
} as const;
const start = { editId: 'a', position: 1, atSec: 5, value: valueAt('lip', 'open', [], 5) };
const kinds: readonly FactorEditKind[] = ['gain', 'offset', 'smooth', 'freeze', 'replace', 'blend', 'keyframes'];

describe('a new edit', () => {
  it.each(kinds)('of kind %s is one that the project accepts, with ramps of four frames', (kind) => {
    const edit = factorEditSchema.parse(newEdit(kind, place, start));
    expect(edit.rampInSec).toBeCloseTo(4 * frameSec);
    expect(edit.rampOutSec).toBeCloseTo(4 * frameSec);
  });

  it.each(['gain', 'offset', 'keyframes'] as const)('of kind %s changes nothing at the playhead yet', (kind) => {
    expect(valueAt('lip', 'open', [newEdit(kind, place, start)], 5)).toBeCloseTo(start.value, 6);
  });

  it('has shorter ramps where the range is short', () => {
    expect(rampSecOf({ range: { startSec: 1, endSec: 1.1 }, frameSec })).toBeCloseTo(0.05);
  });

  it('gets a range of at least one frame, in order, inside the picture', () => {
    expect(soundRange({ startSec: 2, endSec: 2 }, frameSec)).toEqual({ startSec: 2, endSec: 2.04 });
    expect(soundRange({ startSec: 3, endSec: 1 }, frameSec)).toEqual({ startSec: 1, endSec: 3 });
    expect(soundRange({ startSec: -1, endSec: 1 }, frameSec)).toEqual({ startSec: 0, endSec: 1 });
  });

  it('lies on top of the stack', () => {
    const lower = newEdit('gain', place, { ...start, position: 7 });
    expect(topPosition([lower])).toBe(8);
    expect(topPosition([])).toBe(1);
  });
});

describe('keyframes', () => {
  const curve = newEdit('keyframes', place, start);
  if (curve.kind !== 'keyframes') throw new Error('not a curve');

  it('move when they are met within half a frame', () => {
    const moved = withKeyframe(curve, 5.01, 0.4, frameSec);
    expect(moved.keyframes).toHaveLength(1);
    expect(moved.keyframes[0]).toMatchObject({ timeSec: 5, value: 0.4 });
  });

  it('are added in the order of time', () => {
    const more = withKeyframe(withKeyframe(curve, 5.5, 0.1, frameSec), 4.5, 0.2, frameSec);
    expect(more.keyframes.map(({ timeSec }) => timeSec)).toEqual([4.5, 5, 5.5]);
  });
});

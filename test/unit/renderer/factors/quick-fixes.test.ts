import { describe, expect, it } from 'vitest';
import { factorEditSchema } from '../../../../core/edit/factor-edit.ts';
import { blendShares } from '../../../../core/edit/evaluate-edits.ts';
import { closureFix, editsOfFix, fixRange, quickFixes } from '../../../../renderer/features/factors/quick-fixes.ts';
import type { FixPlace } from '../../../../renderer/features/factors/quick-fixes.ts';
import { counter, frameSec, frameTimesSec, valueAt } from './a-factor-scene.ts';

const aPlace = (change: Partial<FixPlace> = {}): FixPlace => ({
  faceNumber: 1,
  range: { startSec: 4, endSec: 6 },
  atSec: 5,
  frameSec,
  headAt: () => ({ yaw: 0.2, pitch: -0.1 }),
  makeId: counter(),
  position: 1,
  ...change,
});

describe('fixes of one press', () => {
  it.each(quickFixes)('%s makes edits that the project accepts, each with its own id and place', (fix) => {
    const edits = editsOfFix(fix, aPlace());
    edits.forEach((edit) => expect(factorEditSchema.parse(edit)).toEqual(edit));
    expect(new Set(edits.map(({ editId }) => editId)).size).toBe(edits.length);
    expect(new Set(edits.map(({ position }) => position)).size).toBe(edits.length);
  });

  it.each(quickFixes)('%s acts on one factor only and never before the picture begins', (fix) => {
    const edits = editsOfFix(fix, aPlace({ range: null, atSec: 0 }));
    expect(new Set(edits.map(({ factor }) => factor)).size).toBe(1);
    edits.forEach((edit) => expect(factorEditSchema.parse(edit).startSec).toBeGreaterThanOrEqual(0));
  });

  it('closes and presses the lips over all of the range', () => {
    const edits = editsOfFix('closeLips', aPlace());
    for (const timeSec of [4, 5, 5.96]) {
      expect(valueAt('lip', 'open', edits, timeSec)).toBeCloseTo(0, 6);
      expect(valueAt('lip', 'press', edits, timeSec)).toBeCloseTo(0.7, 6);
    }
    expect(valueAt('lip', 'open', edits, 3)).toBeCloseTo(valueAt('lip', 'open', [], 3), 6);
  });

  it('closes the lips at a missed closure and leaves its neighbours alone', () => {
    const edits = closureFix(5, aPlace());
    expect(valueAt('lip', 'open', edits, 5)).toBeCloseTo(0, 6);
    expect(valueAt('lip', 'open', edits, 5.4)).toBeCloseTo(valueAt('lip', 'open', [], 5.4), 6);
  });

  it('brings the original mouth back in all of the range, with four frames of ramp outside of it', () => {
    const shares = blendShares(editsOfFix('keepOriginalMouth', aPlace()), 'lip', frameTimesSec);
    const at = (timeSec: number) => shares[Math.round(timeSec / frameSec)];
    expect(Math.max(...shares.slice(100, 150))).toBeCloseTo(0);
    expect(at(3.88)).toBeGreaterThan(0.2);
    expect(at(3.8)).toBe(1);
    expect(at(6.2)).toBe(1);
  });

  it('shuts both eyes at the playhead and opens them again', () => {
    const edits = editsOfFix('addBlink', aPlace());
    for (const eye of ['blinkLeft', 'blinkRight']) {
      expect(valueAt('eye', eye, edits, 5)).toBeCloseTo(1, 2);
      expect(valueAt('eye', eye, edits, 5.24)).toBeCloseTo(valueAt('eye', eye, [], 5.24), 6);
    }
  });

  it('turns the eyes against the head, and not farther than eyes turn', () => {
    expect(valueAt('eye', 'gazeYaw', editsOfFix('lookAtCamera', aPlace()), 5)).toBeCloseTo(-0.2, 5);
    const far = editsOfFix('lookAtCamera', aPlace({ headAt: () => ({ yaw: 1.2, pitch: 0 }) }));
    expect(valueAt('eye', 'gazeYaw', far, 5)).toBeCloseTo(-0.45, 5);
  });

  it('acts around the playhead when no range is chosen', () => {
    const range = fixRange('calmHead', aPlace({ range: null }));
    expect(range.startSec).toBeLessThan(5);
    expect(range.endSec).toBeGreaterThan(5);
  });
});

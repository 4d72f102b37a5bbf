import { describe, expect, it } from 'vitest';
import { missedClosures } from '../../../../renderer/features/factors/closure-state.ts';
import { filmedTrack, valueIn } from '../../../../renderer/features/factors/factor-values.ts';
import { displayOf, handleOf } from '../../../../renderer/features/factors/handle-display.ts';
import { openScopes, rangeOfScope, scopeInForce } from '../../../../renderer/features/factors/range-scope.ts';
import { factorColumns } from '../../../../renderer/state/tracks-store.ts';
import { aTrack, frameTimesSec } from './a-factor-scene.ts';

const sources = {
  selection: null,
  line: { startSec: -0.5, endSec: 3 },
  shot: { startSec: 0, endSec: 8 },
  timeSec: 5,
  durationSec: 10,
};

describe('where new edits act', () => {
  it('is the narrowest thing that was chosen', () => {
    expect(scopeInForce(null, sources)).toBe('line');
    expect(scopeInForce(null, { ...sources, selection: { startSec: 1, endSec: 2 } })).toBe('selection');
    expect(scopeInForce(null, { ...sources, line: null })).toBe('playhead');
  });

  it('is what the user wants as long as it is there', () => {
    expect(scopeInForce('shot', sources)).toBe('shot');
    expect(scopeInForce('selection', sources)).toBe('line');
    expect(openScopes(sources)).toEqual(['line', 'playhead', 'shot', 'everything']);
  });

  it('stays inside the picture', () => {
    expect(rangeOfScope('line', sources)).toEqual({ startSec: 0, endSec: 3 });
    expect(rangeOfScope('playhead', { ...sources, timeSec: 10 }).endSec).toBe(10);
    expect(rangeOfScope('everything', sources)).toEqual({ startSec: 0, endSec: 10 });
  });
});

describe('missed closures', () => {
  it('are those of the range that the voice does not reach; an edit can close them', () => {
    const closures = [
      { timeSec: 1, isReached: true },
      { timeSec: 2, isReached: false },
      { timeSec: 3, isReached: false },
      { timeSec: 9, isReached: false },
    ];
    const track = aTrack('lip');
    track.values.set([0, 0, 0, 0], 50 * 4);
    const missed = missedClosures(closures, { startSec: 0, endSec: 5 }, track, frameTimesSec);
    expect(missed).toEqual([
      { timeSec: 2, isClosed: true },
      { timeSec: 3, isClosed: false },
    ]);
  });
});

describe('values of a face', () => {
  it('are read from the columns of their factor', () => {
    const rows = new Float32Array(2 * factorColumns.count);
    rows[factorColumns.count + factorColumns.first.eye + 2] = 0.25;
    expect(valueIn(filmedTrack(rows, 'eye'), 1, 'gazeYaw')).toBe(0.25);
    expect(valueIn(filmedTrack(rows, 'eye'), 7, 'gazeYaw')).toBeNaN();
  });
});

describe('how a handle is shown', () => {
  it('turns angles into degrees and leaves the rest', () => {
    expect(displayOf(handleOf('headPose', 'yaw')).factor * Math.PI).toBeCloseTo(180);
    expect(displayOf(handleOf('lip', 'press'))).toMatchObject({ factor: 1, low: 0, high: 1 });
  });

  it('makes room for a value beyond the usual', () => {
    expect(displayOf(handleOf('lip', 'open'), 0.8).high).toBeCloseTo(0.8);
    expect(displayOf(handleOf('headPose', 'yaw'), -1.2).low).toBeCloseTo(-68.75, 1);
  });

  it('puts the slider of a place around where the head is', () => {
    const display = displayOf(handleOf('headPose', 'x'), 500);
    expect((display.low + display.high) / 2).toBe(500);
  });

  it('falls back to the first handle of the factor', () => {
    expect(handleOf('eye', null).name).toBe('blinkLeft');
  });
});

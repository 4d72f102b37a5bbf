import { describe, expect, it } from 'vitest';
import type { FactorEdit } from '../../../../core/edit/factor-edit.ts';
import { baseTrackOf, editedTrackOf } from '../../../../renderer/state/edited-tracks.ts';
import { factorColumns } from '../../../../renderer/state/tracks-store.ts';

const frames = 4;
const own = Float32Array.from({ length: frames * factorColumns.count }, (_, at) => at);
own.fill(Number.NaN, 3 * factorColumns.count);
const driven = new Float32Array(frames * 4).fill(Number.NaN);
driven.set([0.5, 0.6, 0.7, 0.8], 4);
driven.set([0.5, 0.6, 0.7, 0.8], 12);
const tracks = {
  factorsByFace: new Map([[1, own]]),
  drivenLipByFace: new Map([[1, driven]]),
  frameTimesSec: Float64Array.from([0, 0.04, 0.08, 0.12]),
};
const offset: FactorEdit = {
  editId: 'e',
  kind: 'offset',
  faceNumber: 1,
  factor: 'headPose',
  handle: 'yaw',
  startSec: 0,
  endSec: 1,
  rampInSec: 0,
  rampOutSec: 0,
  isEnabled: true,
  position: 1,
  amount: 10,
};

describe('tracks of a face', () => {
  it('hold each factor in its own columns', () => {
    expect(factorColumns).toEqual({ first: { lip: 0, eye: 4, headPose: 8, expression: 14 }, count: 18 });
  });

  it('begin with the voice’s lips where it speaks, the video’s own elsewhere, and nothing where no face is', () => {
    const lip = baseTrackOf(tracks, 1, 'lip')?.values ?? new Float32Array();
    expect([lip[0], lip[4], lip[8]]).toEqual([0, 0.5, 36]);
    expect(Number.isNaN(lip[12])).toBe(true);
  });

  it('change only in the factor that is edited, and stay the same object otherwise', () => {
    const edits = { e: offset };
    const pose = editedTrackOf(tracks, { edits }, 1, 'headPose');
    expect(pose?.values[0]).toBe(18);
    expect(pose?.values[1]).toBe(9);
    expect(editedTrackOf(tracks, { edits }, 1, 'headPose')).toBe(pose);
    expect(editedTrackOf(tracks, { edits }, 1, 'eye')).toBe(baseTrackOf(tracks, 1, 'eye'));
    expect(editedTrackOf(tracks, { edits: {} }, 1, 'headPose')?.values[0]).toBe(8);
  });
});

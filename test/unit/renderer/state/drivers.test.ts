import { describe, expect, it } from 'vitest';
import type { FactorEdit } from '../../../../core/edit/factor-edit.ts';
import type { RecordWish } from '../../../../core/project/record-change.ts';
import { driverOf, driverVideos, driverWishes } from '../../../../renderer/state/drivers.ts';
import { makeFakePortrait } from '../../../support/fake-studio-project.ts';

const place = { faceNumber: 1, factor: 'headPose' as const, durationSec: 10 };
const choice = { ...place, edits: {}, assetId: 'video-2', isStill: true, makeId: () => 'new' };
const calm: FactorEdit = {
  editId: 'calm',
  kind: 'smooth',
  sigmaSec: 1,
  faceNumber: 1,
  factor: 'headPose',
  handle: null,
  startSec: 0,
  endSec: 10,
  rampInSec: 0,
  rampOutSec: 0,
  isEnabled: true,
  position: 1,
};

/** The edits after wishes. */
function after(wishes: readonly RecordWish[], edits: Readonly<Record<string, FactorEdit>> = {}) {
  const changed: Record<string, FactorEdit> = { ...edits };
  for (const { id, after: edit } of wishes) {
    if (edit === null) delete changed[id];
    else changed[id] = edit as FactorEdit;
  }
  return changed;
}

describe('what drives a factor', () => {
  it('is the video itself until another one is chosen, and again when that is taken back', () => {
    expect(driverOf({ calm }, place)).toBe(null);
    const driven = after(driverWishes(choice));
    expect(driverOf(driven, place)).toMatchObject({ assetId: 'video-2', sourceStartSec: 0, handle: null });
    expect(driverOf(driven, { ...place, factor: 'eye' })).toBe(null);
    expect(after(driverWishes({ ...choice, edits: driven, assetId: null }), driven)).toEqual({});
  });

  it('changes its one edit when another video is chosen, and nothing when the same is', () => {
    const driven = after(driverWishes(choice));
    expect(driverWishes({ ...choice, edits: driven })).toEqual([]);
    const other = after(driverWishes({ ...choice, edits: driven, assetId: 'video-3' }), driven);
    expect(Object.values(other)).toMatchObject([{ editId: 'new', assetId: 'video-3' }]);
  });

  it('acts before every edit of the factor, so that these change what drives', () => {
    const driven = after(driverWishes({ ...choice, edits: { calm } }), { calm });
    expect(driven.new.position).toBeLessThan(calm.position);
  });

  it('still drives a picture that becomes longer, and a video to its end', () => {
    expect(driverOf(after(driverWishes(choice)), { ...place, durationSec: 600 })).not.toBe(null);
    expect(after(driverWishes({ ...choice, isStill: false })).new.endSec).toBe(10);
  });

  it('is not an edit of a part, nor one that is off', () => {
    const driver = after(driverWishes(choice)).new;
    expect(driverOf({ a: { ...driver, startSec: 2 } }, place)).toBe(null);
    expect(driverOf({ a: { ...driver, rampInSec: 0.2 } }, place)).toBe(null);
    expect(driverOf({ a: { ...driver, isEnabled: false } }, place)).toBe(null);
    expect(driverOf({ a: { ...driver, faceNumber: 2 } }, place)).toBe(null);
  });

  it('can be any other video, and no picture', () => {
    const { assets } = makeFakePortrait({
      name: 'Portrait',
      durationSec: 10,
      lineCount: 1,
      frameRate: { num: 25, den: 1 },
      video: { path: '/anna.jpg', widthPx: 640, heightPx: 480 },
    });
    expect(driverVideos(assets, 'video-1').map(({ assetId }) => assetId)).toEqual(['video-2']);
    expect(driverVideos(assets, 'video-2')).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import { blendShares } from '../../../core/edit/evaluate-edits.ts';
import { factorEditSchema } from '../../../core/edit/factor-edit.ts';
import { planSoundtrackFit } from '../../../core/export/soundtrack-fit.ts';
import type { TimeRange } from '../../../core/time/frame-range.ts';
import { placeVoice } from '../../../main/cli/placed-voice.ts';
import { editsFor, editsOf } from '../../../main/cli/scene-edits.ts';
import { strengthCurve } from '../../../main/studio.ts';

const frameTimesSec = Float64Array.from({ length: 100 }, (_, frame) => frame / 25);
const time = { frameTimesSec, frameSec: 1 / 25, endSec: 4 };

const sharesOf = (strength: number, ranges: readonly TimeRange[]): number[] => {
  const edits = editsFor(1, editsOf({ strength, ranges, driverFaceNumber: 1 }, [], time));
  for (const edit of edits) factorEditSchema.parse(edit);
  return [...blendShares(edits, 'lip', frameTimesSec)].map((share) => Number(share.toFixed(5)));
};
const curveOf = (strength: number, ranges: readonly TimeRange[]): number[] =>
  [...strengthCurve(frameTimesSec, strength, ranges)].map((share) => Number(share.toFixed(5)));

describe('strength and ranges as edits', () => {
  it.each<[string, number, readonly TimeRange[]]>([
    ['everything', 1, []],
    ['half of everything', 0.5, []],
    ['nothing', 0, []],
    ['a range', 1, [{ startSec: 1, endSec: 2 }]],
    ['a range between frames', 0.7, [{ startSec: 1.011, endSec: 2.017 }]],
    ['the head', 1, [{ startSec: 0, endSec: 1 }]],
    ['the tail', 1, [{ startSec: 3, endSec: 4 }]],
    [
      'two ranges',
      1,
      [
        { startSec: 2.4, endSec: 3.2 },
        { startSec: 0.4, endSec: 1.2 },
      ],
    ],
    ['all of it as a range', 1, [{ startSec: 0, endSec: 4 }]],
  ])('give %s as much of the dub in every frame as a dub with the atlas has', (_what, strength, ranges) => {
    expect(sharesOf(strength, ranges)).toEqual(curveOf(strength, ranges));
  });

  it('join ranges that overlap', () => {
    const [one, two] = [
      { startSec: 1, endSec: 2 },
      { startSec: 1.5, endSec: 3 },
    ];
    expect(sharesOf(1, [one, two])).toEqual(curveOf(1, [{ startSec: 1, endSec: 3 }]));
  });

  it('are refused where a range holds no frame', () => {
    expect(() => sharesOf(1, [{ startSec: 9, endSec: 10 }])).toThrow(
      expect.objectContaining({ code: 'edit.invalid-range' }),
    );
  });
});

describe('drivers as edits', () => {
  const driver = { factor: 'headPose', assetId: 'driver-1', path: '/d.mp4' } as const;

  it('replace the factor over the whole picture', () => {
    const [edit] = editsOf({ strength: 1, ranges: [], driverFaceNumber: 2 }, [driver], time);
    expect(edit).toMatchObject({
      kind: 'replace',
      factor: 'headPose',
      assetId: 'driver-1',
      sourceFaceNumber: 2,
      startSec: 0,
      endSec: 4,
      sourceStartSec: 0,
      rampInSec: 0,
      rampOutSec: 0,
    });
  });

  it('run beside the picture when only a range is dubbed, and come and go softly', () => {
    const ranges = [{ startSec: 1, endSec: 2 }];
    const [edit] = editsOf({ strength: 1, ranges, driverFaceNumber: 1 }, [driver], time);
    expect(edit).toMatchObject({ startSec: 1, endSec: 2, sourceStartSec: 1, rampInSec: 0.16, rampOutSec: 0.16 });
  });

  it('are edits of their own for every face', () => {
    const edits = editsOf({ strength: 0.5, ranges: [], driverFaceNumber: 1 }, [driver], time);
    const all = [1, 2].flatMap((faceNumber) => editsFor(faceNumber, edits));
    expect(new Set(all.map(({ editId }) => editId)).size).toBe(4);
    for (const edit of all) expect(factorEditSchema.parse(edit)).toEqual(edit);
  });
});

describe('a voice on the picture', () => {
  const file = { path: '/v.wav', contentKey: 'v' };
  const turned = { path: '/r.wav', contentKey: 'r' };
  const place = (fit: 'silence' | 'loop' | 'bounce', offsetSec = 0, voiceSec = 1.5) =>
    placeVoice(planSoundtrackFit({ voiceSec, pictureSec: 4, offsetSec, fit, toleranceSec: 0.04 }), file, async () => ({
      file: turned,
      durationSec: voiceSec,
    }));

  it('is heard once, moved', async () => {
    expect(await place('silence', 0.5)).toEqual([
      { file, startSec: 0.5, sourceStartSec: 0, durationSec: 1.5, gainDb: 0 },
    ]);
  });

  it('loses its head to a negative offset', async () => {
    expect(await place('silence', -0.5)).toMatchObject([{ startSec: 0, sourceStartSec: 0.5, durationSec: 1 }]);
  });

  it('starts again', async () => {
    expect(await place('loop')).toMatchObject([
      { startSec: 0, sourceStartSec: 0, durationSec: 1.5 },
      { startSec: 1.5, sourceStartSec: 0, durationSec: 1.5 },
      { startSec: 3, sourceStartSec: 0, durationSec: 1 },
    ]);
  });

  it('runs back from where it ended, and forwards again', async () => {
    expect(await place('bounce', 0, 1.2)).toEqual([
      { file, startSec: 0, sourceStartSec: 0, durationSec: 1.2, gainDb: 0 },
      { file: turned, startSec: 1.2, sourceStartSec: 0, durationSec: 1.2, gainDb: 0 },
      { file, startSec: 2.4, sourceStartSec: 0, durationSec: 1.2, gainDb: 0 },
      { file: turned, startSec: 3.5999999999999996, sourceStartSec: 0, durationSec: expect.closeTo(0.4, 6), gainDb: 0 },
    ]);
  });
});

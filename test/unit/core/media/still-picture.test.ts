import { describe, expect, it } from 'vitest';
import { isStillPicture, stillFrameCount, stillVideoSize } from '../../../../core/media/still-picture.ts';
import { supportedPictureOf } from '../../../../core/media/supported-picture.ts';
import { aMediaInfo } from '../../../support/fake-video.ts';

describe('a still picture', () => {
  const film = aMediaInfo();
  const still = aMediaInfo({
    durationSec: 0,
    video: film.video && { ...film.video, durationSec: 0, frameTimesSec: new Float64Array(1) },
  });

  it('is what has a picture and no length', () => {
    expect([isStillPicture(still), isStillPicture(film), isStillPicture(aMediaInfo({ video: null }))]).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('is refused where a video is needed', () => {
    expect(() => supportedPictureOf(still)).toThrow(expect.objectContaining({ code: 'media.still-picture' }));
  });

  it.each([
    [2, 50],
    [2.01, 50],
    [2.03, 51],
    [0.001, 1],
  ])('shown for %f s has %i frames', (sec, frames) => {
    expect(stillFrameCount(sec)).toBe(frames);
  });

  it.each([
    [640, 480, 640, 480],
    [641, 479, 640, 478],
    [1, 1, 2, 2],
    [4096, 4097, 4094, 4096],
    [6000, 4500, 4096, 3072],
    [3000, 9000, 1364, 4096],
  ])('of %i x %i becomes a video of %i x %i', (width, height, widthPx, heightPx) => {
    expect(stillVideoSize(width, height)).toEqual({ widthPx, heightPx });
  });
});

import { describe, expect, it } from 'vitest';
import { faceBoxAt, headPlaceAt, loupePartAt } from '../../../../renderer/features/viewer/head-tracks.ts';
import { factorColumns } from '../../../../renderer/state/tracks-store.ts';

/** A face that moves two px to the right each frame and is not seen in frames 10 to 19. */
function rows(): Float32Array {
  const values = new Float32Array(30 * factorColumns.count);
  for (let frame = 0; frame < 30; frame++) {
    const isSeen = frame < 10 || frame >= 20;
    const pose = isSeen ? [0, 0, 0, 400 + 2 * frame, 300, 100] : new Array<number>(6).fill(Number.NaN);
    values.set(pose, frame * factorColumns.count + factorColumns.first.headPose);
  }
  return values;
}

describe('the place of a head in a frame', () => {
  it('is read from the row of the frame', () => {
    expect(headPlaceAt(rows(), 3)).toMatchObject({ x: 406, y: 300, scale: 100 });
  });

  it('is none where the face is not seen, and outside of the picture', () => {
    expect(faceBoxAt(rows(), 12)).toBeNull();
    expect(headPlaceAt(rows(), -1)).toBeNull();
    expect(headPlaceAt(rows(), 30)).toBeNull();
    expect(loupePartAt(rows(), 12, 1.5)).toBeNull();
  });

  it('moves the loupe with the head and steadies it with seen frames only', () => {
    const at = (frame: number) => loupePartAt(rows(), frame, 1.5);
    const middleOf = (frame: number) => (at(frame)?.x ?? 0) + (at(frame)?.widthPx ?? 0) / 2;
    expect(middleOf(5)).toBeCloseTo(410);
    expect(middleOf(9)).toBeLessThan(418);
    expect(middleOf(9)).toBeGreaterThan(409);
  });
});

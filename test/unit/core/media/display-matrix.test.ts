import { describe, expect, it } from 'vitest';
import { displayMatrixOf, orientationOf, parseDisplayMatrix } from '../../../../core/media/display-matrix.ts';
import type { Rotation } from '../../../../core/media/media-info.ts';

const orientations = ([0, 90, 180, 270] as Rotation[]).flatMap((rotation) =>
  [false, true].map((isMirrored) => ({ rotation, isMirrored })),
);

/** Where the matrix shows a stored point. */
function shown(matrix: readonly number[], p: number, q: number): [number, number] {
  const [a, b, , c, d, , x, y] = matrix.map((value) => value / 0x10000);
  return [a * p + c * q + x, b * p + d * q + y];
}

describe('a display matrix', () => {
  it.each(orientations)('gives back the orientation $rotation, mirrored $isMirrored', (orientation) => {
    expect(orientationOf(displayMatrixOf(orientation, 640, 360))).toEqual(orientation);
  });

  it.each(orientations)('keeps the shown picture at the origin for $rotation, mirrored $isMirrored', (orientation) => {
    const matrix = displayMatrixOf(orientation, 640, 360);
    const corners = [shown(matrix, 0, 0), shown(matrix, 640, 0), shown(matrix, 0, 360), shown(matrix, 640, 360)];
    expect(Math.min(...corners.map(([x]) => x))).toBe(0);
    expect(Math.min(...corners.map(([, y]) => y))).toBe(0);
  });

  it('turns clockwise: the stored top left corner of a phone video is shown at the top right', () => {
    expect(shown(displayMatrixOf({ rotation: 90, isMirrored: false }, 640, 360), 0, 0)).toEqual([360, 0]);
  });

  it('is read from the text of ffprobe', () => {
    const text =
      '\n00000000:            0       65536           0\n00000001:       -65536           0           0\n00000002:            0           0  1073741824\n';
    expect(orientationOf(parseDisplayMatrix(text) ?? [])).toEqual({ rotation: 90, isMirrored: false });
    expect(parseDisplayMatrix('no matrix')).toBeNull();
  });
});

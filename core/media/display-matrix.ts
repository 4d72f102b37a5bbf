import type { Rotation } from './media-info.ts';

/**
 * The nine numbers of an MP4 or QuickTime display matrix, row by row as stored:
 * [a b u; c d v; x y w], a point (p, q) is shown at (a p + c q + x, b p + d q + y).
 * a, b, c, d, x, y are 16.16 fixed point; u, v, w are 2.30.
 */
export type DisplayMatrix = readonly number[];

const one = 0x10000;
const wOne = 0x40000000;

/** How to turn a stored picture upright: mirror first (left to right), then turn clockwise. */
export interface Orientation {
  readonly rotation: Rotation;
  readonly isMirrored: boolean;
}

/** Reads ffprobe's text of a display matrix (`00000000: a b u`, three rows); null when it is not one. */
export function parseDisplayMatrix(text: string): DisplayMatrix | null {
  const numbers = text
    .split('\n')
    .map((line) => /^[0-9a-f]+:((?:\s+-?\d+){3})\s*$/i.exec(line.trim()))
    .flatMap((match) => (match ? match[1].trim().split(/\s+/).map(Number) : []));
  return numbers.length === 9 ? numbers : null;
}

/** The nearest of the eight upright orientations; a matrix that is turned by an odd angle snaps to the nearest quarter turn. */
export function orientationOf(matrix: DisplayMatrix): Orientation {
  const [a, b, , c, d] = matrix;
  const isMirrored = a * d - b * c < 0;
  // A mirror before the turn negates the first row.
  const angleDeg = (Math.atan2(isMirrored ? -b : b, isMirrored ? -a : a) * 180) / Math.PI;
  const quarter = ((Math.round(angleDeg / 90) % 4) + 4) % 4;
  return { rotation: ((quarter * 90) % 360) as Rotation, isMirrored };
}

/**
 * The display matrix of an orientation, with the shift that brings the shown picture back to the origin.
 *
 * @param widthPx, heightPx size as stored
 * @source ISO/IEC 14496-12, 8.3.2 (track header box)
 */
export function displayMatrixOf(orientation: Orientation, widthPx: number, heightPx: number): DisplayMatrix {
  const turns: Record<Rotation, readonly [number, number, number, number]> = {
    0: [1, 0, 0, 1],
    90: [0, 1, -1, 0],
    180: [-1, 0, 0, -1],
    270: [0, -1, 1, 0],
  };
  const [a, b, c, d] = turns[orientation.rotation];
  const first = orientation.isMirrored ? [-a, -b] : [a, b];
  const shift = (p: number, q: number): number => -Math.min(0, p * widthPx) - Math.min(0, q * heightPx);
  // `+ 0` turns -0 into 0.
  return [
    first[0] * one + 0,
    first[1] * one + 0,
    0,
    c * one + 0,
    d * one + 0,
    0,
    shift(first[0], c) * one + 0,
    shift(first[1], d) * one + 0,
    wOne,
  ];
}

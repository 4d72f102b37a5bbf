import type { Rect } from '../../../core/geometry/rect.ts';
import { factorColumns } from '../../state/tracks-store.ts';
import { faceBoxOf, loupeSourceOf, mouthPlaceOf } from './face-places.ts';
import type { HeadPlace } from './face-places.ts';

/** Where the head of a face is in a frame; null where it is not seen. @param rows [T, 18] of `factors-<n>.f32` */
export function headPlaceAt(rows: Float32Array, frame: number): HeadPlace | null {
  const at = frame * factorColumns.count + factorColumns.first.headPose;
  if (frame < 0 || at + 6 > rows.length || Number.isNaN(rows[at + 3])) return null;
  return {
    yaw: rows[at],
    pitch: rows[at + 1],
    roll: rows[at + 2],
    x: rows[at + 3],
    y: rows[at + 4],
    scale: rows[at + 5],
  };
}

/** A face's box in a frame, px of the picture; null where it is not seen. */
export function faceBoxAt(rows: Float32Array, frame: number): Rect | null {
  const head = headPlaceAt(rows, frame);
  return head === null ? null : faceBoxOf(head);
}

/** Frames on each side over which the loupe's place is averaged: it follows the head, not the noise of its measuring. */
const steadyFrames = 4;

/** What the loupe shows of a face in a frame; null where it is not seen. */
export function loupePartAt(rows: Float32Array, frame: number, aspect: number): Rect | null {
  if (headPlaceAt(rows, frame) === null) return null;
  let [x, y, scale, count] = [0, 0, 0, 0];
  for (let near = frame - steadyFrames; near <= frame + steadyFrames; near++) {
    const head = headPlaceAt(rows, near);
    if (head === null) continue;
    const mouth = mouthPlaceOf(head);
    x += mouth.x;
    y += mouth.y;
    scale += head.scale;
    count++;
  }
  return loupeSourceOf({ x: x / count, y: y / count }, scale / count, aspect);
}

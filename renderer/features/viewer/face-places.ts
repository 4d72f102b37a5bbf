import { rotationFromPose } from '../../../core/analysis/head-pose.ts';
import type { Rect } from '../../../core/geometry/rect.ts';
import type { Point } from './view-layout.ts';

/** One row of a head-pose track: rad, rad, rad, px, px, px per iod (see `core/analysis/head-pose.ts`). */
export interface HeadPlace {
  readonly yaw: number;
  readonly pitch: number;
  readonly roll: number;
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

/** Middle of the closed mouth from the nose bridge in MediaPipe's canonical face, iod (x right, y down, z away from the camera). */
const mouthFromBridge = [0, 0.85, 0] as const;

/** Middle between the canonical face's forehead and chin (-0.56 and 1.43 below the bridge) and its cheeks, iod. */
const faceFromBridge = [0, 0.43, 0.2] as const;

/** Where a point of the head lies in the picture, px. */
function placedOf(head: HeadPlace, [x, y, z]: readonly [number, number, number]): Point {
  const r = rotationFromPose(head.yaw, head.pitch, head.roll);
  return {
    x: head.x + head.scale * (r[0] * x + r[1] * y + r[2] * z),
    y: head.y + head.scale * (r[3] * x + r[4] * y + r[5] * z),
  };
}

/** The mouth's middle in the picture, px. */
export function mouthPlaceOf(head: HeadPlace): Point {
  return placedOf(head, mouthFromBridge);
}

/** A box around the face, px: forehead to chin, cheek to cheek, whatever the pose. */
export function faceBoxOf(head: HeadPlace): Rect {
  const middle = placedOf(head, faceFromBridge);
  const halfWidth = 0.9 * head.scale;
  const halfHeight = 1.1 * head.scale;
  return { x: middle.x - halfWidth, y: middle.y - halfHeight, widthPx: 2 * halfWidth, heightPx: 2 * halfHeight };
}

/** The part of the picture that the loupe shows, px: the mouth with its surroundings, as wide as the given share of the face. */
export function loupeSourceOf(mouth: Point, iodPx: number, aspect: number): Rect {
  const widthPx = 1.05 * iodPx;
  const heightPx = widthPx / aspect;
  return { x: mouth.x - widthPx / 2, y: mouth.y - heightPx / 2, widthPx, heightPx };
}

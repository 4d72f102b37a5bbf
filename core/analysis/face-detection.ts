import { landmarkCount, outerEyeCorners } from '../geometry/landmarks.ts';
import { intersectionOverUnion, type Rect } from '../geometry/rect.ts';
import type { SquareRegion } from '../geometry/square-region.ts';

/** One face that the detector found in one frame, px. */
export interface FaceDetection {
  readonly box: Rect;
  /** Probability in [0, 1]. */
  readonly score: number;
  /** The subject's right eye, left eye, nose tip, mouth, right ear, left ear. [6, 2] */
  readonly keypoints: readonly number[];
}

/** How much larger than the face's box the landmark net's region is. */
const regionScale = 1.5;

function regionAround(box: Rect, angleRad: number): SquareRegion {
  return {
    centreX: box.x + box.widthPx / 2,
    centreY: box.y + box.heightPx / 2,
    sizePx: regionScale * Math.max(box.widthPx, box.heightPx),
    angleRad,
  };
}

/** Where the landmark net should look for a detected face: level with its eyes. */
export function regionFromDetection(detection: FaceDetection): SquareRegion {
  const [rightX, rightY, leftX, leftY] = detection.keypoints;
  return regionAround(detection.box, Math.atan2(leftY - rightY, leftX - rightX));
}

/** Where the landmark net should look in the next frame, given this frame's landmarks [N=478, 3]. */
export function regionFromLandmarks(landmarks: ArrayLike<number>): SquareRegion {
  const [right, left] = outerEyeCorners;
  const angle = Math.atan2(
    landmarks[left * 3 + 1] - landmarks[right * 3 + 1],
    landmarks[left * 3] - landmarks[right * 3],
  );
  return regionAround(boxOfLandmarks(landmarks), angle);
}

/** The upright box around all landmarks [N=478, 3]. */
export function boxOfLandmarks(landmarks: ArrayLike<number>): Rect {
  let x0 = Infinity;
  let y0 = Infinity;
  let x1 = -Infinity;
  let y1 = -Infinity;
  for (let i = 0; i < landmarkCount * 3; i += 3) {
    const x = landmarks[i];
    const y = landmarks[i + 1];
    if (x < x0) x0 = x;
    if (x > x1) x1 = x;
    if (y < y0) y0 = y;
    if (y > y1) y1 = y;
  }
  return { x: x0, y: y0, widthPx: x1 - x0, heightPx: y1 - y0 };
}

/**
 * Merges detections of the same face: in order of score, those that overlap the best one by more than `overlap` (intersection over
 * union) are averaged into it by score.
 */
export function mergeDetections(detections: readonly FaceDetection[], overlap = 0.3): FaceDetection[] {
  let rest = [...detections].sort((a, b) => b.score - a.score);
  const merged: FaceDetection[] = [];
  while (rest.length > 0) {
    const best = rest[0];
    const same = rest.filter((other) => other === best || intersectionOverUnion(best.box, other.box) > overlap);
    rest = rest.filter((other) => !same.includes(other));
    merged.push(averageDetections(same));
  }
  return merged;
}

function averageDetections(same: readonly FaceDetection[]): FaceDetection {
  const total = same.reduce((sum, detection) => sum + detection.score, 0);
  const mean = (pick: (detection: FaceDetection) => number) =>
    same.reduce((sum, detection) => sum + pick(detection) * detection.score, 0) / total;
  return {
    box: {
      x: mean(({ box }) => box.x),
      y: mean(({ box }) => box.y),
      widthPx: mean(({ box }) => box.widthPx),
      heightPx: mean(({ box }) => box.heightPx),
    },
    score: same[0].score,
    keypoints: same[0].keypoints.map((_, i) => mean(({ keypoints }) => keypoints[i])),
  };
}

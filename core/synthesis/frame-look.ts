import { landmarkDistance, mouthCorners, outerEyeCorners } from '../geometry/landmarks.ts';
import { sampleLinear } from '../tensor/resample.ts';

/** Side of the mouth thumbnail that tells how alike two frames look. */
export const thumbnailSide = 24;

/** Values of one thumbnail. */
export const thumbnailLength = thumbnailSide * thumbnailSide;

/** Width of the picture area that a thumbnail shows, iod. */
const thumbnailIod = 0.84;

/**
 * Fine detail of a luma crop: standard deviation of its Laplacian (grey levels), over every second pixel.
 * Falls with motion blur and defocus.
 */
export function measureDetail(y: Uint8Array, widthPx: number, heightPx: number): number {
  let sum = 0;
  let squares = 0;
  let count = 0;
  for (let row = 1; row + 1 < heightPx; row += 2) {
    for (let column = 1; column + 1 < widthPx; column += 2) {
      const o = row * widthPx + column;
      const laplacian = 4 * y[o] - y[o - 1] - y[o + 1] - y[o - widthPx] - y[o + widthPx];
      sum += laplacian;
      squares += laplacian * laplacian;
      count++;
    }
  }
  if (count === 0) return 0;
  const mean = sum / count;
  return Math.sqrt(Math.max(0, squares / count - mean * mean));
}

/**
 * Samples the mouth upright and at a fixed size, with its mean taken off.
 *
 * @param y         luma plane of the crop [heightPx, widthPx]
 * @param landmarks [478, 3] px of the whole frame
 * @param left, top the crop's origin in the frame
 * @param out       [24 * 24] in [-1, 1], filled
 */
export function takeThumbnail(
  y: Uint8Array,
  widthPx: number,
  heightPx: number,
  landmarks: Float32Array,
  left: number,
  top: number,
  out: Float32Array,
): void {
  const [a, b] = [mouthCorners[0] * 3, mouthCorners[1] * 3];
  const [e, f] = [outerEyeCorners[0] * 3, outerEyeCorners[1] * 3];
  const length = Math.hypot(landmarks[f] - landmarks[e], landmarks[f + 1] - landmarks[e + 1]) || 1;
  const step = (landmarkDistance(landmarks, ...outerEyeCorners) * thumbnailIod) / thumbnailSide;
  const ux = ((landmarks[f] - landmarks[e]) / length) * step;
  const uy = ((landmarks[f + 1] - landmarks[e + 1]) / length) * step;
  const cx = (landmarks[a] + landmarks[b]) / 2 - left;
  const cy = (landmarks[a + 1] + landmarks[b + 1]) / 2 - top;
  let mean = 0;
  for (let row = 0; row < thumbnailSide; row++) {
    for (let column = 0; column < thumbnailSide; column++) {
      const i = column - (thumbnailSide - 1) / 2;
      const j = row - (thumbnailSide - 1) / 2;
      const value = sampleLinear(y, 0, widthPx, widthPx, heightPx, cx + i * ux - j * uy, cy + i * uy + j * ux) / 255;
      out[row * thumbnailSide + column] = value;
      mean += value / thumbnailLength;
    }
  }
  for (let o = 0; o < thumbnailLength; o++) out[o] -= mean;
}

/** Mean squared difference of two thumbnails in one table. */
export function thumbnailDifference(table: Float32Array, a: number, b: number): number {
  let sum = 0;
  for (let o = a * thumbnailLength, p = b * thumbnailLength, end = o + thumbnailLength; o < end; o++, p++) {
    const d = table[o] - table[p];
    sum += d * d;
  }
  return sum / thumbnailLength;
}

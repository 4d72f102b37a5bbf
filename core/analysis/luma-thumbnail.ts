import type { YuvImage } from '../tensor/yuv-image.ts';

/** Width of the tiny pictures that shots are found on, cells. */
export const thumbnailWidth = 32;
/** Height of the tiny pictures that shots are found on, cells. */
export const thumbnailHeight = 18;

/** Samples per cell and axis: enough to average noise away, few enough to cost nothing. */
const samplesPerCell = 4;

/**
 * Shrinks a frame's luma to a tiny picture by averaging samples spread over each cell.
 *
 * @param out [thumbnailHeight, thumbnailWidth] luma 0 to 255; filled
 */
export function lumaThumbnail(
  image: YuvImage,
  out: Float32Array = new Float32Array(thumbnailWidth * thumbnailHeight),
): Float32Array {
  const stepX = image.widthPx / (thumbnailWidth * samplesPerCell);
  const stepY = image.heightPx / (thumbnailHeight * samplesPerCell);
  const columns = Int32Array.from({ length: thumbnailWidth * samplesPerCell }, (_, i) => Math.floor((i + 0.5) * stepX));
  out.fill(0);
  for (let row = 0; row < thumbnailHeight * samplesPerCell; row++) {
    const line = Math.floor((row + 0.5) * stepY) * image.widthPx;
    const cellRow = Math.floor(row / samplesPerCell) * thumbnailWidth;
    for (let i = 0; i < columns.length; i++)
      out[cellRow + Math.floor(i / samplesPerCell)] += image.y[line + columns[i]];
  }
  for (let i = 0; i < out.length; i++) out[i] /= samplesPerCell * samplesPerCell;
  return out;
}

/** Mean absolute difference of two thumbnails after their mean brightness is made equal, luma levels: flashes and fades count little. */
export function thumbnailDistance(a: Float32Array, b: Float32Array): number {
  let mean = 0;
  for (let i = 0; i < a.length; i++) mean += a[i] - b[i];
  mean /= a.length;
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += Math.abs(a[i] - b[i] - mean);
  return sum / a.length;
}

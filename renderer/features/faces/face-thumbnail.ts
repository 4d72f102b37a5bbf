import type { AnalysisSummary } from '../../state/tracks-store.ts';

type Face = AnalysisSummary['faces'][number];

/** A square of a thumbnail, as shares of its width and height: x, y of the left upper corner, and size. */
export interface ThumbnailCrop {
  readonly url: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/**
 * The thumbnail that shows a face best: the one nearest to the middle of a stretch in which it is seen, because that is where its box
 * was measured. Thumbnails lie in the middles of equal parts of the video.
 *
 * @param picture px in which boxes are measured
 */
export function faceCrop(
  face: Face,
  frameCount: number,
  thumbnailUrls: readonly string[],
  picture: { readonly widthPx: number; readonly heightPx: number },
): ThumbnailCrop | null {
  let best: { url: string; stretch: Face['stretches'][number]; distance: number } | null = null;
  for (const [index, url] of thumbnailUrls.entries()) {
    const frame = ((index + 0.5) / thumbnailUrls.length) * frameCount;
    for (const stretch of face.stretches) {
      const isInside = frame >= stretch.startFrame && frame < stretch.endFrame;
      const distance = Math.abs(frame - (stretch.startFrame + stretch.endFrame) / 2) + (isInside ? 0 : frameCount);
      if (best === null || distance < best.distance) best = { url, stretch, distance };
    }
  }
  if (best === null || best.distance >= frameCount) return null;
  const { box } = best.stretch;
  const side = 1.25 * Math.max(box.widthPx, box.heightPx);
  const centre = { x: box.x + box.widthPx / 2, y: box.y + box.heightPx / 2 };
  const [width, height] = [Math.min(side, picture.widthPx), Math.min(side, picture.heightPx)];
  const within = (middle: number, size: number, all: number) => Math.min(all - size, Math.max(0, middle - size / 2));
  return {
    url: best.url,
    x: within(centre.x, width, picture.widthPx) / picture.widthPx,
    y: within(centre.y, height, picture.heightPx) / picture.heightPx,
    width: width / picture.widthPx,
    height: height / picture.heightPx,
  };
}

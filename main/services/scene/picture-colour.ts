import { yuvToRgbFor, type YuvToRgb } from '../../../core/geometry/yuv-to-rgb.ts';
import type { VideoStream } from '../../../core/media/media-info.ts';
import { isRgbPixelFormat, readFormatOf } from '../../../core/media/pixel-format.ts';

/**
 * The conversion to RGB of frames as they are read: pictures stored as RGB are read as BT.709, and full range is also told by the layout.
 */
export function readConversionOf({ pixelFormat, colour, heightPx }: VideoStream): YuvToRgb {
  if (isRgbPixelFormat(pixelFormat)) return yuvToRgbFor({ space: 'bt709', range: 'tv' }, heightPx);
  const isFull = readFormatOf(pixelFormat, colour.range) === 'yuvj420p';
  return yuvToRgbFor({ space: colour.space, range: isFull ? 'pc' : colour.range }, heightPx);
}

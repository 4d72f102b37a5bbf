import type { VideoStream } from '../../../core/media/media-info.ts';
import { isRgbPixelFormat } from '../../../core/media/pixel-format.ts';

/** ffmpeg's names of a matrix in the `scale` filter and in colour tags, by the name that ffprobe prints. */
const names: Readonly<Record<string, { readonly scale: string; readonly tag: string }>> = {
  bt709: { scale: 'bt709', tag: 'bt709' },
  smpte170m: { scale: 'smpte170m', tag: 'smpte170m' },
  bt470bg: { scale: 'bt470', tag: 'bt470bg' },
  fcc: { scale: 'fcc', tag: 'fcc' },
  smpte240m: { scale: 'smpte240m', tag: 'smpte240m' },
  bt2020nc: { scale: 'bt2020', tag: 'bt2020nc' },
  bt2020c: { scale: 'bt2020', tag: 'bt2020c' },
};

/** The matrix of the pictures that the frame reader gives; by height where the file does not say, as players guess. */
export function matrixOf({ colour, heightPx, pixelFormat }: VideoStream): {
  readonly scale: string;
  readonly tag: string;
} {
  if (isRgbPixelFormat(pixelFormat)) return names.bt709;
  return names[colour.space] ?? (heightPx >= 720 ? names.bt709 : names.smpte170m);
}

/** Width of a pixel as a player shows it, in pixel heights; after rotation. */
export function pixelAspectOf({ sampleAspectRatio, rotation }: VideoStream): number {
  const match = /^(\d+)[:/](\d+)$/.exec(sampleAspectRatio);
  const stored = match && Number(match[1]) > 0 && Number(match[2]) > 0 ? Number(match[1]) / Number(match[2]) : 1;
  return rotation === 90 || rotation === 270 ? 1 / stored : stored;
}

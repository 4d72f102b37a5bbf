import { StudioError } from '../errors.ts';
import { isStillPicture } from './still-picture.ts';
import type { MediaInfo, VideoStream } from './media-info.ts';

/** True for transfer curves of high dynamic range: PQ and hybrid log-gamma. */
export function isHdrTransfer(transfer: string): boolean {
  return transfer === 'smpte2084' || transfer === 'arib-std-b67';
}

/**
 * The picture of an asset, checked: the pipeline keeps 8-bit standard-range pictures exactly and refuses the rest in words.
 *
 * @throws StudioError 'media.no-video' | 'media.still-picture' | 'media.hdr-not-supported' | 'media.unsupported-bit-depth'
 */
export function supportedPictureOf(info: MediaInfo): VideoStream {
  const { video, path } = info;
  if (!video || video.frameTimesSec.length === 0) {
    throw new StudioError('media.no-video', 'The file has no picture. Choose a video file.', { path });
  }
  if (isStillPicture(info)) {
    throw new StudioError('media.still-picture', 'This is a still picture, not a video: it has no length of its own.', {
      path,
    });
  }
  if (video.isHdr) {
    throw new StudioError(
      'media.hdr-not-supported',
      `The video is HDR (${video.colour.transfer}), which would lose its tones here. Convert it to 8-bit SDR (Rec. 709) in your editor and dub that file.`,
      { path, transfer: video.colour.transfer, pixelFormat: video.pixelFormat },
    );
  }
  if (video.bitDepth !== 8) {
    throw new StudioError(
      'media.unsupported-bit-depth',
      `The video has ${String(video.bitDepth)} bits per colour; only 8-bit video is kept exactly. Export it as 8-bit (yuv420p) and dub that file.`,
      { path, bitDepth: video.bitDepth, pixelFormat: video.pixelFormat },
    );
  }
  return video;
}

/** End of the last frame in seconds from the start of the presentation: the length that a sound track must fill. */
export function pictureEndSec(video: VideoStream): number {
  return (video.frameTimesSec[0] ?? 0) + video.durationSec;
}

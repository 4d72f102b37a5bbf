import { throwIfCancelled } from '../../../core/errors.ts';
import type { AbortSignalLike } from '../../../core/errors.ts';
import type { MediaInfo } from '../../../core/media/media-info.ts';
import type { MediaReader, VideoFrame } from '../../../core/ports/media.ts';
import { yuvImageFrom, type YuvImage } from '../../../core/tensor/yuv-image.ts';
import type { FrameRange } from '../../../core/time/frame-range.ts';

/** Memory for decoded frames of one video, bytes: about 110 frames of 720p. */
const budgetBytes = 160 * 1024 * 1024;

/** Decoded frames of a video near where the user looks. */
export interface FrameCache {
  /** The frames of a range in order, from memory where they are there. The images belong to the cache and must not be changed. */
  framesOf(range: FrameRange, signal?: AbortSignalLike): AsyncGenerator<VideoFrame>;
}

/** Makes an empty cache; what was used longest ago goes first. */
export function makeFrameCache(reader: MediaReader, info: MediaInfo): FrameCache {
  const images = new Map<number, YuvImage>();
  let bytes = 0;
  const keep = (frameIndex: number, image: YuvImage): YuvImage => {
    const copy = yuvImageFrom(image.data.slice(), image.widthPx, image.heightPx);
    for (const [oldest, old] of images) {
      if (bytes + copy.data.length <= budgetBytes) break;
      images.delete(oldest);
      bytes -= old.data.length;
    }
    images.set(frameIndex, copy);
    bytes += copy.data.length;
    return copy;
  };
  return {
    async *framesOf({ startFrame, endFrame }, signal) {
      const timesSec = info.video?.frameTimesSec ?? new Float64Array(0);
      let at = startFrame;
      while (at < endFrame) {
        throwIfCancelled(signal);
        const known = images.get(at);
        if (known) {
          images.delete(at);
          images.set(at, known);
          yield { frameIndex: at, timeSec: timesSec[at], image: known };
          at++;
          continue;
        }
        let missingEnd = at + 1;
        while (missingEnd < endFrame && !images.has(missingEnd)) missingEnd++;
        const range = { startFrame: at, endFrame: missingEnd, ...(signal && { signal }) };
        for await (const frame of reader.frames(info, range)) {
          yield { ...frame, image: keep(frame.frameIndex, frame.image) };
          at = frame.frameIndex + 1;
        }
        if (at < missingEnd) return;
      }
    },
  };
}

import type { YuvImage } from '../../../core/tensor/yuv-image.ts';

/**
 * Tells frames that show exactly what the frame before showed: all but the first of a still picture's, and many of a recorded screen.
 * Where frames differ it costs a comparison of two thumbnails; a picture is copied and compared only when those are equal.
 */
export class RepeatedFrames {
  private thumbnail: Float32Array | null = null;
  private data: Uint8Array | null = null;

  /**
   * True when the frame equals the one of the call before, to the bit. The first repetition is not recognised: only then is there
   * something to compare with.
   *
   * @param thumbnail of the same frame; kept, so the caller must not change it
   */
  push(image: YuvImage, thumbnail: Float32Array): boolean {
    const isAlike = this.thumbnail !== null && isEqual(this.thumbnail, thumbnail);
    this.thumbnail = thumbnail;
    if (!isAlike) {
      this.data = null;
      return false;
    }
    if (this.data?.length === image.data.length && Buffer.compare(this.data, image.data) === 0) return true;
    this.data = image.data.slice();
    return false;
  }
}

function isEqual(a: Float32Array, b: Float32Array): boolean {
  return a.length === b.length && a.every((value, index) => value === b[index]);
}

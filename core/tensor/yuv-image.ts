import { invariant } from '../errors.ts';

/**
 * An 8-bit 4:2:0 picture in display orientation: three tightly packed planes.
 * y is [H, W]; u and v are [ceil(H/2), ceil(W/2)] (MPEG-2 chroma siting, left, as H.264 has it).
 * The planes are views on one buffer of the same layout that ffmpeg calls yuv420p.
 */
export interface YuvImage {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly y: Uint8Array;
  readonly u: Uint8Array;
  readonly v: Uint8Array;
  /** The whole picture: y, then u, then v. */
  readonly data: Uint8Array;
}

/** Width (or height) of a chroma plane for a luma width (or height). */
export function chromaSize(lumaPx: number): number {
  return (lumaPx + 1) >> 1;
}

/** Bytes of a yuv420p picture of the given size. */
export function yuvByteLength(widthPx: number, heightPx: number): number {
  return widthPx * heightPx + 2 * chromaSize(widthPx) * chromaSize(heightPx);
}

/** Wraps a buffer of exactly {@link yuvByteLength} bytes without copying; the image shares its memory. */
export function yuvImageFrom(data: Uint8Array, widthPx: number, heightPx: number): YuvImage {
  invariant(
    data.length === yuvByteLength(widthPx, heightPx),
    `yuv buffer of ${data.length} bytes for ${widthPx}x${heightPx}`,
  );
  const lumaLength = widthPx * heightPx;
  const chromaLength = chromaSize(widthPx) * chromaSize(heightPx);
  return {
    widthPx,
    heightPx,
    data,
    y: data.subarray(0, lumaLength),
    u: data.subarray(lumaLength, lumaLength + chromaLength),
    v: data.subarray(lumaLength + chromaLength),
  };
}

/** Makes a black picture (limited range: y 16, u and v 128). */
export function makeYuvImage(widthPx: number, heightPx: number): YuvImage {
  const image = yuvImageFrom(new Uint8Array(yuvByteLength(widthPx, heightPx)), widthPx, heightPx);
  image.y.fill(16);
  image.u.fill(128);
  image.v.fill(128);
  return image;
}

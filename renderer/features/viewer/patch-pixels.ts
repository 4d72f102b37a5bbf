import type { Patch } from './patch-ring.ts';

/** Chunk entries as the stream gives them: where a patch lies in the chunk's bytes. */
export interface PatchPlace {
  readonly frameIndex: number;
  readonly byteOffset: number;
  readonly x: number;
  readonly y: number;
  readonly widthPx: number;
  readonly heightPx: number;
}

/**
 * Cuts a chunk's bytes into patches. Patches are copied, so that one frame that stays does not keep a whole chunk alive.
 *
 * @throws Error when the file is shorter than its list says (a bug of the host or a broken download)
 */
export function patchesFrom(bytes: ArrayBuffer, places: readonly PatchPlace[]): ReadonlyMap<number, Patch> {
  const patches = new Map<number, Patch>();
  for (const { frameIndex, byteOffset, x, y, widthPx, heightPx } of places) {
    const end = byteOffset + widthPx * heightPx * 4;
    if (end > bytes.byteLength) throw new Error(`patch of frame ${frameIndex} ends at ${end} of ${bytes.byteLength}`);
    patches.set(frameIndex, { x, y, widthPx, heightPx, pixels: new Uint8ClampedArray(bytes.slice(byteOffset, end)) });
  }
  return patches;
}

/**
 * What the dub changes, made visible: the distance of each channel from the original's, multiplied. Black where nothing is changed.
 *
 * @param original RGBA of the same rectangle, [H, W, 4]
 */
export function differencePixels(
  original: Uint8ClampedArray,
  patch: Patch,
  gain: number,
): Uint8ClampedArray<ArrayBuffer> {
  const out = new Uint8ClampedArray(patch.pixels.length);
  for (let i = 0; i < out.length; i += 4) {
    out[i + 3] = 255;
    if (patch.pixels[i + 3] === 0) continue;
    for (let c = i; c < i + 3; c++) out[c] = gain * Math.abs(patch.pixels[c] - original[c]);
  }
  return out;
}

/** A tint over the pixels that the dub changes, with a hard line around them so that the border is seen on any picture. */
export function mattePixels(
  patch: Patch,
  [red, green, blue]: readonly [number, number, number],
): Uint8ClampedArray<ArrayBuffer> {
  const { widthPx, heightPx, pixels } = patch;
  const out = new Uint8ClampedArray(pixels.length);
  const isIn = (x: number, y: number) =>
    x >= 0 && y >= 0 && x < widthPx && y < heightPx && pixels[(y * widthPx + x) * 4 + 3] !== 0;
  for (let y = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++) {
      if (!isIn(x, y)) continue;
      const isBorder = !isIn(x - 1, y) || !isIn(x + 1, y) || !isIn(x, y - 1) || !isIn(x, y + 1);
      out.set([red, green, blue, isBorder ? 255 : 110], (y * widthPx + x) * 4);
    }
  }
  return out;
}

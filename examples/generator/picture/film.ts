import type { YuvImage } from '../../../core/tensor/yuv-image.ts';
import { chromaSize } from '../../../core/tensor/yuv-image.ts';
import { gaussian, makeRandom } from '../seeded-random.ts';

/** Turns linear light into an 8-bit BT.709 limited-range picture with a little grain. */
export interface Film {
  /** Develops rows and columns [left, right) x [top, bottom) (even numbers) of `linear` [H, W, 3] into the image. */
  develop(
    linear: Float32Array,
    image: YuvImage,
    box: { left: number; top: number; right: number; bottom: number },
  ): void;
  /** Adds the grain of one frame to the whole picture. */
  addGrain(image: YuvImage, frameIndex: number): void;
}

const curveSize = 4096;
const grainLength = 1 << 18;

/** Makes a film with the given grain (standard deviation in 8-bit luma steps). */
export function makeFilm(widthPx: number, seed: number, grain: number): Film {
  const curve = Float32Array.from({ length: curveSize + 1 }, (_, i) => toneCurve((i / curveSize) * 4));
  const random = makeRandom(seed);
  const grains = Int8Array.from({ length: grainLength }, () => Math.round(gaussian(random) * grain));
  const tone = (value: number): number => curve[Math.min(curveSize, Math.max(0, Math.round(value * (curveSize / 4))))];
  return {
    develop(linear, image, box) {
      const chromaWidth = chromaSize(image.widthPx);
      for (let y = box.top; y < box.bottom; y += 2) {
        for (let x = box.left; x < box.right; x += 2) {
          let [cb, cr] = [0, 0];
          for (let k = 0; k < 4; k++) {
            const p = (y + (k >> 1)) * widthPx + x + (k & 1);
            const [r, g, b] = [tone(linear[p * 3]), tone(linear[p * 3 + 1]), tone(linear[p * 3 + 2])];
            const luma = 0.2126 * r + 0.7152 * g + 0.0722 * b;
            image.y[p] = Math.round(16 + 219 * luma);
            cb += (b - luma) / 1.8556;
            cr += (r - luma) / 1.5748;
          }
          const c = (y >> 1) * chromaWidth + (x >> 1);
          image.u[c] = Math.round(128 + 56 * cb);
          image.v[c] = Math.round(128 + 56 * cr);
        }
      }
    },
    addGrain(image, frameIndex) {
      const place = makeRandom(seed * 7919 + frameIndex);
      for (let y = 0; y < image.heightPx; y++) {
        let g = Math.floor(place() * grainLength);
        for (let x = 0, o = y * image.widthPx; x < image.widthPx; x++, o++) {
          g = (g + 1) & (grainLength - 1);
          image.y[o] = Math.min(235, Math.max(16, image.y[o] + grains[g]));
        }
      }
    },
  };
}

/** Film-like response: linear light to display signal in [0, 1]. */
function toneCurve(value: number): number {
  const exposed = 1 - Math.exp(-1.25 * value);
  const shouldered = exposed * (1 + 0.12 * (1 - exposed));
  return Math.min(1, shouldered) ** (1 / 2.2);
}

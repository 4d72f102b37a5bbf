import { invariant } from '../errors.ts';

/** Computes magnitudes of a real signal's spectrum; holds its tables and scratch memory, so keep one per stream. */
export interface RealFft {
  /** Length of the transform, a power of two. */
  readonly size: number;
  /**
   * @param signal [size]; shorter signals count as padded with zeros at the end
   * @param out    [size / 2 + 1], filled with |X[k]|
   */
  magnitudes(signal: ArrayLike<number>, out: Float64Array): Float64Array;
}

/** Bit-reversed order of 0..n-1 (n a power of two). */
function bitReversal(n: number): Uint32Array {
  const order = new Uint32Array(n);
  for (let i = 1, j = 0; i < n; i++) {
    let bit = n >> 1;
    for (; j & bit; bit >>= 1) j ^= bit;
    j ^= bit;
    order[i] = j;
  }
  return order;
}

/** In-place radix-2 transform of bit-reversed complex data. */
function butterflies(re: Float64Array, im: Float64Array, cos: Float64Array, sin: Float64Array): void {
  const n = re.length;
  for (let half = 1; half < n; half <<= 1) {
    const stride = n / (2 * half);
    for (let start = 0; start < n; start += 2 * half) {
      for (let k = 0, w = 0; k < half; k++, w += stride) {
        const a = start + k;
        const b = a + half;
        const tr = re[b] * cos[w] + im[b] * sin[w];
        const ti = im[b] * cos[w] - re[b] * sin[w];
        re[b] = re[a] - tr;
        im[b] = im[a] - ti;
        re[a] += tr;
        im[a] += ti;
      }
    }
  }
}

/**
 * Makes a transform of a real signal through a complex one of half its length.
 *
 * @param size a power of two, at least 4
 * @source Numerical Recipes, section 12.3: FFT of a single real function; pinned by golden/audio-features.json
 */
export function createRealFft(size: number): RealFft {
  invariant(size >= 4 && (size & (size - 1)) === 0, `a transform of ${size} is not a power of two`);
  const n = size / 2;
  const order = bitReversal(n);
  const cos = Float64Array.from({ length: n / 2 }, (_, k) => Math.cos((2 * Math.PI * k) / n));
  const sin = Float64Array.from({ length: n / 2 }, (_, k) => Math.sin((2 * Math.PI * k) / n));
  const turnCos = Float64Array.from({ length: n + 1 }, (_, k) => Math.cos((Math.PI * k) / n));
  const turnSin = Float64Array.from({ length: n + 1 }, (_, k) => Math.sin((Math.PI * k) / n));
  const re = new Float64Array(n);
  const im = new Float64Array(n);
  return {
    size,
    magnitudes(signal, out) {
      for (let i = 0; i < n; i++) {
        const from = 2 * order[i];
        re[i] = from < signal.length ? signal[from] : 0;
        im[i] = from + 1 < signal.length ? signal[from + 1] : 0;
      }
      butterflies(re, im, cos, sin);
      for (let k = 0; k <= n; k++) {
        const a = k % n;
        const b = (n - k) % n;
        const evenRe = (re[a] + re[b]) / 2;
        const evenIm = (im[a] - im[b]) / 2;
        const oddRe = (im[a] + im[b]) / 2;
        const oddIm = (re[b] - re[a]) / 2;
        out[k] = Math.hypot(
          evenRe + turnCos[k] * oddRe + turnSin[k] * oddIm,
          evenIm + turnCos[k] * oddIm - turnSin[k] * oddRe,
        );
      }
      return out;
    },
  };
}

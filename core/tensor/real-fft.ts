import { invariant } from '../errors.ts';

/** Computes magnitudes of a real signal's spectrum; holds its tables and scratch memory, so keep one per stream. */
export interface RealFft {
  /** Length of the transform. */
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

/** Complex data, real and imaginary parts apart. */
interface ComplexData {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/** A complex transform in place of data that were put in its `order`: position i takes sample order[i]. */
interface ComplexFft {
  readonly order: Uint32Array;
  transform(data: ComplexData): ComplexData;
}

function createPowerOfTwoFft(n: number): ComplexFft {
  const order = bitReversal(n);
  const cos = Float64Array.from({ length: n / 2 }, (_, k) => Math.cos((2 * Math.PI * k) / n));
  const sin = Float64Array.from({ length: n / 2 }, (_, k) => Math.sin((2 * Math.PI * k) / n));
  return {
    order,
    transform(data) {
      butterflies(data.re, data.im, cos, sin);
      return data;
    },
  };
}

/** n = length * parts: `parts` interleaved transforms of a power-of-two length, joined by a direct sum over the parts. */
function createMixedFft(length: number, parts: number): ComplexFft {
  const n = length * parts;
  const inner = createPowerOfTwoFft(length);
  const order = Uint32Array.from({ length: n }, (_, i) => {
    const part = Math.floor(i / length);
    return inner.order[i % length] * parts + part;
  });
  const cos = Float64Array.from({ length: n }, (_, k) => Math.cos((2 * Math.PI * k) / n));
  const sin = Float64Array.from({ length: n }, (_, k) => Math.sin((2 * Math.PI * k) / n));
  const joined: ComplexData = { re: new Float64Array(n), im: new Float64Array(n) };
  return {
    order,
    transform({ re, im }) {
      for (let start = 0; start < n; start += length)
        inner.transform({ re: re.subarray(start, start + length), im: im.subarray(start, start + length) });
      for (let k = 0; k < n; k++) {
        let sumRe = 0;
        let sumIm = 0;
        for (let part = 0, at = k % length, turn = 0; part < parts; part++, at += length, turn += k) {
          const w = turn % n;
          sumRe += re[at] * cos[w] + im[at] * sin[w];
          sumIm += im[at] * cos[w] - re[at] * sin[w];
        }
        joined.re[k] = sumRe;
        joined.im[k] = sumIm;
      }
      return joined;
    },
  };
}

/** Above this many parts the direct sum that joins them would cost more than it saves. */
const mostParts = 15;

function createComplexFft(n: number): ComplexFft {
  let length = 1;
  while (n % (length * 2) === 0) length *= 2;
  const parts = n / length;
  invariant(parts <= mostParts, `a transform of ${2 * n} is not a power of two times a small odd number`);
  return parts === 1 ? createPowerOfTwoFft(n) : createMixedFft(length, parts);
}

/**
 * Makes a transform of a real signal through a complex one of half its length.
 *
 * @param size at least 4; a power of two times an odd number of at most 15 (1280 = 256 * 5)
 * @source Numerical Recipes, section 12.3: FFT of a single real function; pinned by golden/audio-features.json
 */
export function createRealFft(size: number): RealFft {
  invariant(Number.isInteger(size) && size >= 4 && size % 2 === 0, `a transform of ${size} is not possible`);
  const n = size / 2;
  const fft = createComplexFft(n);
  const turnCos = Float64Array.from({ length: n + 1 }, (_, k) => Math.cos((Math.PI * k) / n));
  const turnSin = Float64Array.from({ length: n + 1 }, (_, k) => Math.sin((Math.PI * k) / n));
  const input: ComplexData = { re: new Float64Array(n), im: new Float64Array(n) };
  return {
    size,
    magnitudes(signal, out) {
      for (let i = 0; i < n; i++) {
        const from = 2 * fft.order[i];
        input.re[i] = from < signal.length ? signal[from] : 0;
        input.im[i] = from + 1 < signal.length ? signal[from + 1] : 0;
      }
      const { re, im } = fft.transform(input);
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

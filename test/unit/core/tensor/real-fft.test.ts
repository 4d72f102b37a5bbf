import { describe, expect, it } from 'vitest';
import { createRealFft } from '../../../../core/tensor/real-fft.ts';

/** |X[k]| by the definition. */
function slowMagnitude(signal: Float64Array, k: number): number {
  let re = 0;
  let im = 0;
  signal.forEach((value, n) => {
    const turn = (2 * Math.PI * ((k * n) % signal.length)) / signal.length;
    re += value * Math.cos(turn);
    im -= value * Math.sin(turn);
  });
  return Math.hypot(re, im);
}

const signalOf = (size: number) => Float64Array.from({ length: size }, (_, n) => Math.sin(0.37 * n * n + 1) + n / size);

describe('the transform of a real signal', () => {
  it.each([4, 6, 10, 16, 20, 512, 1280])('of %i samples has the magnitudes of the definition', (size) => {
    const signal = signalOf(size);
    const found = createRealFft(size).magnitudes(signal, new Float64Array(size / 2 + 1));
    const expected = Float64Array.from(found, (_, k) => slowMagnitude(signal, k));
    const worst = Math.max(...found.map((value, k) => Math.abs(value - expected[k])));
    expect(worst).toBeLessThan(1e-9 * size);
  });

  it('gives equal numbers however often it was used before', () => {
    const fft = createRealFft(1280);
    const first = fft.magnitudes(signalOf(1280), new Float64Array(641));
    fft.magnitudes(signalOf(640), new Float64Array(641));
    expect(fft.magnitudes(signalOf(1280), new Float64Array(641))).toEqual(first);
  });

  it('refuses odd lengths', () => {
    expect(() => createRealFft(7)).toThrow('7');
  });
});

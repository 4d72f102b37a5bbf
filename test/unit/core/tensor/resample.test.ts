import { describe, expect, it } from 'vitest';
import { boxBlur, gaussianBoxRadius, gaussianKernel } from '../../../../core/tensor/blur.ts';
import { sampleCubic, sampleLinear, samplePlane, smoothstep } from '../../../../core/tensor/resample.ts';
import { makeRandom } from '../../../support/a-speaking-person.ts';

const [width, height] = [17, 13];
const random = makeRandom(2);
const noise = Uint8Array.from({ length: width * height }, () => Math.floor(random() * 256));
const ramp = Uint8Array.from({ length: width * height }, (_, o) => 20 + 5 * (o % width) + 3 * Math.floor(o / width));

describe('cubic sampling', () => {
  it('gives the very pixel at whole places, borders included', () => {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++)
        expect(sampleCubic(noise, 0, width, width, height, x, y)).toBe(noise[y * width + x]);
    }
  });

  it('follows a slope between pixels', () => {
    const value = sampleCubic(ramp, 0, width, width, height, 5.25, 6.5);
    expect(Math.abs(value - (20 + 5 * 5.25 + 3 * 6.5))).toBeLessThan(0.2);
  });

  it('repeats the border outside', () => {
    expect(sampleCubic(noise, 0, width, width, height, -3, -9)).toBe(noise[0]);
    expect(sampleCubic(noise, 0, width, width, height, width + 4, height + 4)).toBe(noise[width * height - 1]);
  });

  it('keeps more of fine texture than linear sampling', () => {
    const energy = (sample: typeof sampleCubic): number => {
      let sum = 0;
      for (let y = 2; y < height - 2; y++) {
        for (let x = 2; x < width - 2; x++) {
          sum +=
            (sample(noise, 0, width, width, height, x + 0.5, y) - sample(noise, 0, width, width, height, x - 0.5, y)) **
            2;
        }
      }
      return sum;
    };
    expect(energy(sampleCubic)).toBeGreaterThan(1.2 * energy(sampleLinear));
  });
});

describe('sampling a float plane', () => {
  it('is linear between values', () => {
    const plane = Float32Array.from(ramp);
    expect(samplePlane(plane, width, height, 5.25, 6.5)).toBeCloseTo(20 + 5 * 5.25 + 3 * 6.5, 4);
  });
});

describe('the box blur', () => {
  it('keeps a flat plane and the mean of an inner spot', () => {
    const scratch = new Float32Array(width * height);
    const flat = new Float32Array(width * height).fill(7);
    boxBlur(flat, scratch, width, height, 3, 3);
    expect(flat.every((value) => Math.abs(value - 7) < 1e-4)).toBe(true);
    const spot = new Float32Array(width * height);
    spot[6 * width + 8] = 1;
    boxBlur(spot, scratch, width, height, 1, 3);
    expect(spot.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 4);
    expect(spot[6 * width + 8]).toBeLessThan(0.2);
  });

  it('of the chosen radius spreads a spot like the Gaussian', () => {
    const size = 101;
    const plane = new Float32Array(size * size);
    plane[50 * size + 50] = 1;
    boxBlur(plane, new Float32Array(size * size), size, size, gaussianBoxRadius(6), 3);
    let variance = 0;
    for (let o = 0; o < plane.length; o++) variance += plane[o] * ((o % size) - 50) ** 2;
    expect(Math.sqrt(variance)).toBeGreaterThan(5.4);
    expect(Math.sqrt(variance)).toBeLessThan(6.6);
  });
});

describe('weights', () => {
  it('of a Gaussian sum to 1 and fall off to both sides', () => {
    const kernel = gaussianKernel(1.5, 4);
    expect(kernel.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 12);
    expect(kernel[4]).toBeGreaterThan(kernel[3]);
    expect(kernel[3]).toBe(kernel[5]);
  });

  it('of the soft step run from 0 to 1 with flat ends', () => {
    expect([smoothstep(2, 4, 1), smoothstep(2, 4, 3), smoothstep(2, 4, 9)]).toEqual([0, 0.5, 1]);
    expect(smoothstep(2, 4, 2.01)).toBeLessThan(0.001);
  });
});

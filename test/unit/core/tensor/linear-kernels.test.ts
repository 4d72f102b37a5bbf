import { describe, expect, it } from 'vitest';
import { correlationOf } from '../../../../core/tensor/correlation.ts';
import { solveSymmetric } from '../../../../core/tensor/linear-solve.ts';
import { medianOf, percentileOf } from '../../../../core/tensor/order-statistics.ts';
import { createRealFft } from '../../../../core/tensor/real-fft.ts';
import {
  addRidgeRow,
  addRidgeSums,
  applyRidge,
  makeRidgeSums,
  solveRidge,
} from '../../../../core/tensor/ridge-regression.ts';
import { makeNormal } from '../../../support/a-speaking-person.ts';

describe('the real transform', () => {
  it('agrees with the sum that defines it', () => {
    const normal = makeNormal(1);
    const signal = Float64Array.from({ length: 24 }, () => normal());
    const made = createRealFft(32).magnitudes(signal, new Float64Array(17));
    for (let k = 0; k <= 16; k++) {
      let re = 0;
      let im = 0;
      signal.forEach((value, n) => {
        re += value * Math.cos((2 * Math.PI * k * n) / 32);
        im -= value * Math.sin((2 * Math.PI * k * n) / 32);
      });
      expect(made[k]).toBeCloseTo(Math.hypot(re, im), 10);
    }
  });

  it('refuses a length that is far from a power of two', () => {
    expect(() => createRealFft(34)).toThrow('power of two');
  });
});

describe('the solver', () => {
  it('solves what it was given', () => {
    const matrix = Float64Array.of(4, 1, 0.5, 1, 3, 0.2, 0.5, 0.2, 2);
    const wanted = Float64Array.of(1, -2, 0.5, 3, -1, 2);
    const right = new Float64Array(6);
    for (let i = 0; i < 3; i++)
      for (let c = 0; c < 2; c++) for (let j = 0; j < 3; j++) right[i * 2 + c] += matrix[i * 3 + j] * wanted[j * 2 + c];
    solveSymmetric(matrix, right, 3, 2).forEach((value, i) => expect(value).toBeCloseTo(wanted[i], 12));
  });

  it('says when a matrix has no such solution', () => {
    expect(() => solveSymmetric(Float64Array.of(0, 0, 0, 0), Float64Array.of(1, 1), 2, 1)).toThrow('positive definite');
  });
});

describe('the ridge', () => {
  it('recovers a linear rule and forgets a part that is taken away', () => {
    const normal = makeNormal(2);
    const [rule, other] = [makeRidgeSums(3, 1), makeRidgeSums(3, 1)];
    for (let n = 0; n < 300; n++) {
      const x = [normal(), normal(), normal()];
      addRidgeRow(rule, x, [2 + x[0] - 3 * x[2]]);
      addRidgeRow(other, x, [normal() * 10]);
    }
    addRidgeSums(rule, other, 1);
    addRidgeSums(rule, other, -1);
    const out = new Float64Array(1);
    applyRidge(solveRidge(rule, 1e-6, 0.01), [1, 1, 1], 0, 1, out);
    expect(out[0]).toBeCloseTo(0, 3);
  });

  it('leaves only the mean under a huge penalty', () => {
    const sums = makeRidgeSums(1, 1);
    for (const x of [0, 1, 2]) addRidgeRow(sums, [x], [x * 5]);
    const out = new Float64Array(1);
    applyRidge(solveRidge(sums, 1e9, 0.1), [100], 0, 1, out);
    expect(out[0]).toBeCloseTo(5, 4);
  });
});

describe('order statistics and correlation', () => {
  it('interpolate as NumPy does', () => {
    expect(percentileOf([4, 1, 3, 2], 0.25)).toBeCloseTo(1.75, 12);
    expect(medianOf([5, 1, 2])).toBe(2);
    expect(percentileOf([], 0.5)).toBeNaN();
  });

  it('is 1, -1 or 0 for series that agree, oppose or do not vary', () => {
    expect(correlationOf([1, 2, 3], [2, 4, 6])).toBeCloseTo(1, 12);
    expect(correlationOf([1, 2, 3], [3, 2, 1])).toBeCloseTo(-1, 12);
    expect(correlationOf([1, 2, 3], [7, 7, 7])).toBe(0);
  });
});

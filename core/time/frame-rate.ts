import { invariant } from '../errors.ts';

/** Frames per second as an exact fraction, such as 30000/1001. Both parts are positive integers in lowest terms. */
export interface FrameRate {
  readonly num: number;
  readonly den: number;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

/** Makes a frame rate in lowest terms; num and den must be positive integers. */
export function makeFrameRate(num: number, den = 1): FrameRate {
  invariant(Number.isInteger(num) && Number.isInteger(den) && num > 0 && den > 0, `frame rate ${num}/${den}`);
  const divisor = greatestCommonDivisor(num, den);
  return { num: num / divisor, den: den / divisor };
}

/** Reads ffprobe's `num/den`; null for `0/0`, `0/1`, an empty or a malformed text. */
export function parseFrameRate(text: string): FrameRate | null {
  const match = /^(\d+)\/(\d+)$/.exec(text.trim());
  if (!match) return null;
  const num = Number(match[1]);
  const den = Number(match[2]);
  return num > 0 && den > 0 ? makeFrameRate(num, den) : null;
}

/** Frames per second as a number, for display and estimates only; never for counting frames. */
export function framesPerSecond(rate: FrameRate): number {
  return rate.num / rate.den;
}

/** Start of a frame in seconds for a constant-rate stream whose first frame is at 0. */
export function frameStartSec(rate: FrameRate, frameIndex: number): number {
  return (frameIndex * rate.den) / rate.num;
}

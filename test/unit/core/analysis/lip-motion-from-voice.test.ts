import { describe, expect, it } from 'vitest';
import { lipMotionFrom } from '../../../../core/analysis/lip-motion-from-voice.ts';
import { correlationOf } from '../../../../core/tensor/correlation.ts';
import { aPersonShape, aVoicePrediction, makeNormal } from '../../../support/a-speaking-person.ts';

const person = aPersonShape();
const evenTimes = (count: number, fps: number) => Float64Array.from({ length: count }, (_, t) => t / fps);
const syllables = (t: number) => 1 + Math.sin(t * 0.7) + 0.3 * Math.sin(t * 0.23);

function motionOf(prediction: ReturnType<typeof aVoicePrediction>, frameTimesSec: Float64Array, more = {}) {
  return lipMotionFrom({ prediction, person, frameTimesSec, startFrame: 0, endFrame: frameTimesSec.length, ...more });
}

describe('lip motion from a voice', () => {
  it('neither lags nor leads the prediction', () => {
    const normal = makeNormal(2);
    let value = 0;
    const series = Array.from({ length: 400 }, () => (value = 0.7 * value + normal()));
    const { opening } = motionOf(aVoicePrediction(400, { opening: (t) => 2 + series[t] }), evenTimes(400, 25));
    const at = (lag: number) => correlationOf(opening.slice(20 + lag, 380 + lag), series.slice(20, 380));
    expect(at(0)).toBeGreaterThan(0.95);
    expect(at(0)).toBeGreaterThan(at(1) + 0.05);
    expect(at(0)).toBeGreaterThan(at(-1) + 0.05);
    expect(Math.abs(at(1) - at(-1))).toBeLessThan(0.02);
  });

  it('gives frames at the same time the same shape at any frame rate', () => {
    const prediction = aVoicePrediction(200, { opening: syllables });
    const [slow, fast] = [motionOf(prediction, evenTimes(200, 25)), motionOf(prediction, evenTimes(400, 50))];
    for (let t = 10; t < 190; t++) expect(fast.opening[2 * t]).toBeCloseTo(slow.opening[t], 6);
  });

  it('samples frames of uneven length at their own times', () => {
    const prediction = aVoicePrediction(250, { opening: syllables });
    const uneven = Float64Array.from({ length: 120 }, (_, t) => t * 0.08 - (t % 3 === 1 ? 0.04 : 0));
    const [made, even] = [motionOf(prediction, uneven), motionOf(prediction, evenTimes(250, 25))];
    uneven.forEach((timeSec, t) => expect(made.opening[t]).toBeCloseTo(even.opening[Math.round(timeSec * 25)], 6));
  });

  it('rests closed and still in a long silence, and opens before the voice is heard', () => {
    const isSpeech = (t: number) => t < 50 || t >= 125;
    const { opening, coefficients } = motionOf(
      aVoicePrediction(200, { opening: () => 1.2, isSpeech }),
      evenTimes(200, 25),
    );
    for (let t = 56; t < 119; t++) {
      expect(Math.abs(opening[t])).toBeLessThan(1e-6);
      expect(Math.abs(coefficients[t * 3])).toBeLessThan(1e-6);
    }
    expect(opening[124]).toBeGreaterThan(0.5 * opening[150]);
    expect(opening[150]).toBeGreaterThan(0.03);
  });

  it('does not shut the mouth in a pause of a quarter of a second, but holds it still in a longer one', () => {
    const flutter = (t: number) => 1 + 0.5 * Math.sin(t * 2);
    const short = motionOf(
      aVoicePrediction(200, { opening: flutter, isSpeech: (t) => t < 100 || t >= 105 }),
      evenTimes(200, 25),
    );
    const spoken = motionOf(aVoicePrediction(200, { opening: flutter }), evenTimes(200, 25));
    for (let t = 98; t < 108; t++) expect(Math.abs(short.opening[t] - spoken.opening[t])).toBeLessThan(0.01);
    const longer = motionOf(
      aVoicePrediction(200, { opening: flutter, isSpeech: (t) => t < 100 || t >= 115 }),
      evenTimes(200, 25),
    );
    for (let t = 104; t < 110; t++) expect(Math.abs(longer.opening[t] - longer.opening[t + 1])).toBeLessThan(1e-6);
  });

  it('presses the lips where they surely touch', () => {
    const prediction = aVoicePrediction(100, { opening: syllables, closed: (t) => (t === 40 || t === 41 ? 0.95 : 0) });
    const { opening, closedProbability } = motionOf(prediction, evenTimes(100, 25));
    expect(Math.abs(opening[40])).toBeLessThan(1e-6);
    expect(closedProbability[40]).toBeCloseTo(0.95, 5);
  });

  it('spreads a timid prediction to the way the person speaks, about its mean', () => {
    const { opening } = motionOf(
      aVoicePrediction(500, { opening: (t) => 1.5 + 0.8 * Math.sin(t * 0.15) }),
      evenTimes(500, 25),
    );
    const mean = opening.reduce((sum, value) => sum + value, 0) / opening.length;
    const deviation = Math.sqrt(opening.reduce((sum, value) => sum + (value - mean) ** 2, 0) / opening.length);
    expect(mean / person.articulationScale).toBeCloseTo(1.5, 1);
    expect(deviation / person.articulationScale).toBeGreaterThan(0.85);
    expect(deviation / person.articulationScale).toBeLessThan(1.05);
  });

  it('never leaves what the person can do', () => {
    const narrow = aPersonShape({
      largestOpening: 0.02,
      coefficientHigh: new Float32Array(3).fill(0.06),
      coefficientLow: new Float32Array(3),
    });
    const { opening, coefficients } = motionOf(
      aVoicePrediction(200, { opening: (t) => 4 * Math.sin(t) }),
      evenTimes(200, 25),
      { person: narrow },
    );
    for (const value of opening) expect(value).toBeLessThanOrEqual(3 * narrow.articulationScale);
    for (const value of opening) expect(value).toBeGreaterThanOrEqual(-narrow.restOpening);
    for (const value of coefficients) expect(value).toBeLessThanOrEqual(0.06 + 1e-6);
  });

  it('rests before and after the voice, and moves with its offset', () => {
    const prediction = aVoicePrediction(100, { opening: syllables });
    const moved = motionOf(prediction, evenTimes(250, 25), { voiceOffsetSec: 2 });
    const plain = motionOf(prediction, evenTimes(100, 25));
    for (let t = 0; t < 45; t++) expect(moved.opening[t]).toBe(0);
    for (let t = 155; t < 250; t++) expect(moved.opening[t]).toBe(0);
    for (let t = 0; t < 99; t++) expect(moved.opening[t + 50]).toBeCloseTo(plain.opening[t], 5);
  });

  it("carries the given strength, and lets the video's own mouth show in silence when asked to", () => {
    const strength = Float32Array.from({ length: 200 }, (_, t) => (t < 100 ? 1 : 0.5));
    const prediction = aVoicePrediction(200, { opening: syllables, isSpeech: (t) => t < 50 || t >= 150 });
    expect([...motionOf(prediction, evenTimes(200, 25), { strength }).strength]).toEqual([...strength]);
    const original = motionOf(prediction, evenTimes(200, 25), { silencePolicy: 'original' });
    expect(original.strength[100]).toBe(0);
    for (let t = 1; t < 200; t++)
      expect(Math.abs(original.strength[t] - original.strength[t - 1])).toBeLessThanOrEqual(0.2501);
  });

  it('gives a part of the video what the whole gives there', () => {
    const prediction = aVoicePrediction(200, { opening: syllables });
    const times = evenTimes(200, 25);
    const whole = motionOf(prediction, times);
    const part = lipMotionFrom({ prediction, person, frameTimesSec: times, startFrame: 60, endFrame: 90 });
    expect([...part.opening]).toEqual([...whole.opening.subarray(60, 90)]);
  });
});

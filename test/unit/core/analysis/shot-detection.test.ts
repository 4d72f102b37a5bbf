import { describe, expect, test } from 'vitest';
import { thumbnailHeight, thumbnailWidth } from '../../../../core/analysis/luma-thumbnail.ts';
import { ShotDetector } from '../../../../core/analysis/shot-detection.ts';
import { makeRandom } from '../../../support/a-speaking-person.ts';

const cells = thumbnailWidth * thumbnailHeight;

/** A picture of smooth blobs; each seed is another place. */
function aScene(seed: number): Float32Array {
  const random = makeRandom(seed);
  const waves = Array.from({ length: 6 }, () => [random() * 0.5, random() * 0.5, random() * 6, random() * 30]);
  return Float32Array.from({ length: cells }, (_, i) => {
    const x = i % thumbnailWidth;
    const y = Math.floor(i / thumbnailWidth);
    return waves.reduce((sum, [a, b, phase, size]) => sum + size * Math.sin(a * x + b * y + phase), 110);
  });
}

/** The scene with sensor noise and a moving bright spot. */
function aFrame(scene: Float32Array, t: number, random: () => number): Float32Array {
  return scene.map((value, i) => {
    const distance = Math.hypot((i % thumbnailWidth) - 16 - 6 * Math.sin(t / 7), Math.floor(i / thumbnailWidth) - 9);
    return value + (random() - 0.5) * 2 + (distance < 3 ? 40 : 0);
  });
}

function cutsOf(frames: readonly Float32Array[]): number[] {
  const detector = new ShotDetector();
  for (const frame of frames) detector.push(frame);
  const shots = detector.finish();
  expect(shots[0].startFrame).toBe(0);
  expect(shots.at(-1)?.endFrame).toBe(frames.length);
  return shots.slice(1).map(({ startFrame }) => startFrame);
}

function framesOf(scene: Float32Array, count: number, seed: number): Float32Array[] {
  const random = makeRandom(seed);
  return Array.from({ length: count }, (_, t) => aFrame(scene, t, random));
}

describe('the shot detector', () => {
  test('finds every cut at its frame, also close to one another and near the ends', () => {
    const frames = [7, 40, 12, 9, 3].flatMap((count, i) => framesOf(aScene(i + 1), count, i));
    expect(cutsOf(frames)).toEqual([7, 47, 59, 68]);
  });

  test('takes neither a flash of one to three frames nor its end for a cut', () => {
    for (const length of [1, 2, 3]) {
      const flash = framesOf(aScene(9), length, 5).map((frame) => frame.map((value) => Math.min(255, value + 120)));
      const frames = framesOf(aScene(1), 60, 4);
      frames.splice(30, length, ...flash);
      expect(cutsOf(frames)).toEqual([]);
    }
  });

  test('does not take a fade to black and back for a cut', () => {
    const frames = framesOf(aScene(2), 80, 6).map((frame, t) => {
      const gain = Math.min(1, Math.abs(t - 40) / 15);
      return frame.map((value) => 16 + gain * (value - 16));
    });
    expect(cutsOf(frames)).toEqual([]);
  });

  test('does not take a fast pan for cuts', () => {
    const wide = aScene(3);
    const frames = Array.from({ length: 60 }, (_, t) => {
      const shift = t < 20 ? 0 : Math.min(30, (t - 20) * 2);
      return Float32Array.from({ length: cells }, (_, i) => {
        const x = (i % thumbnailWidth) + shift;
        return 110 + 60 * Math.sin(x * 0.4) + (wide[i] - 110) * 0.1;
      });
    });
    expect(cutsOf(frames)).toEqual([]);
  });

  test('says at once that a frame may follow a cut, so that faces are looked for in it', () => {
    const detector = new ShotDetector();
    const frames = [...framesOf(aScene(1), 20, 1), ...framesOf(aScene(2), 20, 2)];
    const likely = frames.map((frame) => detector.push(frame));
    expect(likely.indexOf(true)).toBe(20);
  });

  test('covers a video of one frame, and has no shot for none', () => {
    expect(cutsOf([aScene(1)])).toEqual([]);
    expect(new ShotDetector().finish()).toEqual([]);
  });
});

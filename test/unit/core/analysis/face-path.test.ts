import { describe, expect, test } from 'vitest';
import { drivableFrames, largestDrivableYaw, leastDrivableIodPx } from '../../../../core/analysis/face-drivability.ts';
import { splitPaths, type FacePath } from '../../../../core/analysis/face-path.ts';
import { matchPersons, type PersonSight } from '../../../../core/analysis/person-matching.ts';
import { makeNormal } from '../../../support/a-speaking-person.ts';

function aPath(pathId: number, frames: readonly number[]): FacePath {
  const none = frames.map(() => 0);
  return {
    pathId,
    frames,
    records: none,
    presenceLogits: none,
    brightness: none,
    detail: none,
    coverSignatures: [],
    skinTones: [],
  };
}

const from = (start: number, end: number) => Array.from({ length: end - start }, (_, i) => start + i);

describe('splitting paths at cuts', () => {
  const shots = [
    { shotIndex: 0, startFrame: 0, endFrame: 20 },
    { shotIndex: 1, startFrame: 20, endFrame: 23 },
    { shotIndex: 2, startFrame: 23, endFrame: 60 },
  ];

  test('gives each shot its own part of a path that goes on through the cut', () => {
    const parts = splitPaths([aPath(0, from(4, 40))], shots);
    expect(parts.map(({ shotIndex, first, last }) => [shotIndex, first, last])).toEqual([
      [0, 0, 16],
      [1, 16, 19],
      [2, 19, 36],
    ]);
  });

  test('drops glimpses, but keeps a face that fills a short shot', () => {
    expect(splitPaths([aPath(0, from(5, 8))], shots)).toEqual([]);
    expect(splitPaths([aPath(0, from(20, 23))], shots)).toHaveLength(1);
  });
});

describe('the gate for re-driving', () => {
  const frames = (yaws: readonly number[], scale = 100) =>
    Float32Array.from(yaws.flatMap((yaw) => [yaw, 0, 0, 0, 0, scale]));

  test('is closed for faces that are away, too small or turned too far', () => {
    const yaws = [0, 0.3, -0.3, 0.9, -0.9, 0];
    expect([...drivableFrames(Uint8Array.of(1, 1, 1, 1, 1, 0), frames(yaws))]).toEqual([1, 1, 1, 0, 0, 0]);
    expect([...drivableFrames(Uint8Array.of(1), frames([0], leastDrivableIodPx - 1))]).toEqual([0]);
  });

  test('does not flicker at a head that trembles at the limit', () => {
    const yaws = Array.from({ length: 40 }, (_, t) => largestDrivableYaw + (t % 2 === 0 ? 0.02 : -0.02));
    const gate = drivableFrames(new Uint8Array(40).fill(1), frames(yaws));
    expect(new Set(gate).size).toBe(1);
  });
});

describe('matching persons', () => {
  const normal = makeNormal(4);
  const shapeOf = (spread: number) => Float32Array.from({ length: 96 }, () => normal() * spread);
  const [anna, ben] = [shapeOf(0.2), shapeOf(0.2)];
  const aSight = (shape: Float32Array, startFrame: number, changes: Partial<PersonSight> = {}): PersonSight => ({
    startFrame,
    endFrame: startFrame + 50,
    shape: shape.map((value) => value + normal() * 0.004),
    box: { x: 100, y: 100, widthPx: 100, heightPx: 120 },
    tone: [0.3, -0.1],
    ...changes,
  });

  test('follows two people through shot and counter-shot', () => {
    const sights = [aSight(anna, 0), aSight(ben, 50), aSight(anna, 100), aSight(ben, 150)];
    expect(matchPersons(sights)).toEqual([0, 1, 0, 1]);
  });

  test('never joins two faces that are in view together, however alike', () => {
    expect(matchPersons([aSight(anna, 0), aSight(anna, 20)])).toEqual([0, 1]);
  });

  test('keeps people of the same shape but another skin apart', () => {
    expect(matchPersons([aSight(anna, 0), aSight(anna, 100, { tone: [0.5, -0.3] })])).toEqual([0, 1]);
  });

  test('allows a little more difference in the same place of the picture', () => {
    const changed = anna.map((value, i) => value + (i % 2 === 0 ? 0.0128 : -0.0128));
    const elsewhere = { box: { x: 700, y: 100, widthPx: 100, heightPx: 120 } };
    expect(matchPersons([aSight(anna, 0), aSight(changed, 100)])).toEqual([0, 0]);
    expect(matchPersons([aSight(anna, 0), aSight(changed, 100, elsewhere)])).toEqual([0, 1]);
  });
});

import { describe, expect, it } from 'vitest';
import { speechGate } from '../../../../../core/analysis/voice/speech-gate.ts';
import { detectSpeech, speechAtSteps } from '../../../../../core/analysis/voice/voice-activity.ts';
import { makeNormal } from '../../../../support/a-speaking-person.ts';

/** Levels of hops: `[level dB, hops]` one after the other, with a little seeded unrest. */
function levelsOf(...parts: readonly (readonly [number, number])[]): Float32Array {
  const normal = makeNormal(4);
  return Float32Array.from(
    parts.flatMap(([level, hops]) => Array.from({ length: hops }, () => level + 1.5 * normal())),
  );
}

const shareOf = (flags: Uint8Array, from: number, to: number) =>
  flags.subarray(from, to).reduce((sum, flag) => sum + flag, 0) / (to - from);

describe('the speech gate', () => {
  it('tells speech from silence', () => {
    const flags = detectSpeech(levelsOf([-75, 100], [-25, 200], [-75, 100]));
    expect(shareOf(flags, 0, 95)).toBe(0);
    expect(shareOf(flags, 105, 295)).toBe(1);
    expect(shareOf(flags, 305, 400)).toBe(0);
  });

  it('counts a pause under 200 ms as speech and a longer one as a pause', () => {
    const flags = detectSpeech(levelsOf([-70, 50], [-25, 80], [-70, 14], [-25, 80], [-70, 40], [-25, 80]));
    expect(shareOf(flags, 130, 144)).toBe(1);
    expect(shareOf(flags, 232, 258)).toBe(0);
  });

  it('decides the same for the same voice 15 dB quieter', () => {
    const loud = levelsOf([-70, 60], [-22, 90], [-65, 60], [-30, 90]);
    expect([...detectSpeech(loud.map((level) => level - 6))]).toEqual([...detectSpeech(loud)]);
  });

  it('finds speech over a loud steady noise', () => {
    const flags = detectSpeech(levelsOf([-42, 150], [-24, 150], [-42, 150]));
    expect(shareOf(flags, 0, 140)).toBe(0);
    expect(shareOf(flags, 160, 290)).toBe(1);
  });

  it('leaves out a click', () => {
    expect(shareOf(detectSpeech(levelsOf([-75, 100], [-20, 1], [-75, 100], [-25, 200])), 0, 195)).toBe(0);
  });

  it('brings decisions to the rate of the lips without moving them', () => {
    const flags = new Uint8Array(200).fill(1, 80, 120);
    const steps = speechAtSteps(flags, 25, 0, 50);
    expect(steps.indexOf(1)).toBe(20);
    expect(steps.lastIndexOf(1)).toBe(30);
  });
});

describe('the way into and out of rest', () => {
  it('is open while somebody speaks, at rest in the middle of a pause, and continuous', () => {
    const isSpeech = Uint8Array.from({ length: 200 }, (_, t) => (t < 50 || t >= 100 ? 1 : 0));
    const gate = speechGate(isSpeech, 100);
    expect(Math.min(...gate.subarray(0, 50))).toBe(1);
    expect(gate[75]).toBe(0);
    for (let t = 1; t < gate.length; t++) expect(Math.abs(gate[t] - gate[t - 1])).toBeLessThan(0.2);
  });

  it('opens ahead of the sound', () => {
    const gate = speechGate(
      Uint8Array.from({ length: 100 }, (_, t) => (t >= 50 ? 1 : 0)),
      100,
    );
    expect(gate[48]).toBeGreaterThan(0.9);
    expect(gate[30]).toBe(0);
  });
});

import { describe, expect, it } from 'vitest';
import type { MediaReader } from '../../../core/ports/media.ts';
import type { VoiceArchive } from '../../../core/ports/voice-archive.ts';
import type { PlacedVoice } from '../../../core/project/scene.ts';
import { segmentsOf } from '../../../main/services/scene/scene-export.ts';
import { makePassageHearing, passagesOf } from '../../../main/services/scene/scene-voices.ts';
import { aVoicePrediction } from '../../support/a-speaking-person.ts';

function aVoice(startSec: number, durationSec: number, changes: Partial<PlacedVoice> = {}): PlacedVoice {
  return { file: { path: '/v.wav', contentKey: 'v' }, startSec, durationSec, sourceStartSec: 0, gainDb: 0, ...changes };
}

describe('passages', () => {
  it('join voices that follow each other closely, and keep those apart that do not hear each other', () => {
    const passages = passagesOf([aVoice(10, 2), aVoice(0, 2), aVoice(3, 1)], 60);
    expect(passages.map(({ startSec, endSec, voices }) => [startSec, endSec, voices.length])).toEqual([
      [0, 4, 2],
      [10, 12, 1],
    ]);
  });

  it('are cut to the picture, and voices outside of it are left out', () => {
    const passages = passagesOf([aVoice(-1, 2), aVoice(58, 9), aVoice(70, 1), aVoice(-9, 2)], 60);
    expect(passages.map(({ startSec, endSec }) => [startSec, endSec])).toEqual([
      [0, 1],
      [58, 60],
    ]);
  });
});

describe('hearing a passage', () => {
  const asked: string[] = [];
  const archive: VoiceArchive = {
    async open({ key, samples }) {
      asked.push(key);
      let count = 0;
      for await (const chunk of samples()) count += chunk.length;
      return aVoicePrediction(Math.round(count / 640));
    },
  };
  const reader = {
    async *audio() {
      yield new Float32Array(32_000).fill(0.1);
    },
  } as unknown as MediaReader;
  const openReader = async (): Promise<MediaReader> => reader;
  const keyOf = async (...voices: PlacedVoice[]): Promise<string> => {
    for (const passage of passagesOf(voices, 60)) await makePassageHearing(openReader, archive).hear(passage);
    return asked.splice(0).join('|');
  };

  it('hears as many samples as the passage is long', async () => {
    const [passage] = passagesOf([aVoice(1, 2)], 60);
    expect((await makePassageHearing(openReader, archive).hear(passage))?.prediction.stepCount).toBe(50);
    asked.splice(0);
  });

  it('gives a passage that is moved as a whole the same key, and any other change another one', async () => {
    const key = await keyOf(aVoice(1, 2), aVoice(4, 1));
    expect(await keyOf(aVoice(11, 2), aVoice(14, 1))).toBe(key);
    expect(await keyOf(aVoice(1, 2), aVoice(4.1, 1))).not.toBe(key);
    expect(await keyOf(aVoice(1, 2), aVoice(4, 1, { gainDb: 3 }))).not.toBe(key);
    expect(await keyOf(aVoice(1, 2), aVoice(4, 1, { sourceStartSec: 0.5 }))).not.toBe(key);
    expect(await keyOf(aVoice(1, 2), aVoice(4, 1, { file: { path: '/v.wav', contentKey: 'w' } }))).not.toBe(key);
  });

  it('asks the archive once for what it heard lately, wherever the passage was moved', async () => {
    const hearing = makePassageHearing(openReader, archive);
    const [first] = passagesOf([aVoice(1, 2)], 60);
    const [moved] = passagesOf([aVoice(9, 2)], 60);
    const before = await hearing.hear(first);
    const after = await hearing.hear(moved);
    expect(asked.splice(0)).toHaveLength(1);
    expect(after?.prediction).toBe(before?.prediction);
    expect([before?.startSec, after?.startSec]).toEqual([1, 9]);
  });

  it('does not look at where the file lies', async () => {
    const key = await keyOf(aVoice(1, 2));
    expect(await keyOf(aVoice(1, 2, { file: { path: '/moved.wav', contentKey: 'v' } }))).toBe(key);
  });
});

describe('segments', () => {
  it('cover every frame once, about 20 s each', () => {
    expect(segmentsOf(1100, 25)).toEqual([
      { startFrame: 0, endFrame: 500 },
      { startFrame: 500, endFrame: 1000 },
      { startFrame: 1000, endFrame: 1100 },
    ]);
    expect(segmentsOf(3, 29.97)).toEqual([{ startFrame: 0, endFrame: 3 }]);
    expect(segmentsOf(500, 25)).toEqual([{ startFrame: 0, endFrame: 500 }]);
  });

  it('leave no rest so short that an encoder counts its times otherwise', () => {
    expect(segmentsOf(1001, 25)).toEqual([
      { startFrame: 0, endFrame: 500 },
      { startFrame: 500, endFrame: 1001 },
    ]);
    expect(segmentsOf(515, 25)).toHaveLength(1);
    expect(segmentsOf(516, 25)).toEqual([
      { startFrame: 0, endFrame: 500 },
      { startFrame: 500, endFrame: 516 },
    ]);
  });
});

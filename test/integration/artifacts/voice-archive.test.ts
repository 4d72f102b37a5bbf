import { mkdtempSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ArtifactCache } from '../../../core/ports/artifact-cache.ts';
import type { VoiceArchive } from '../../../core/ports/voice-archive.ts';
import { artifactKey } from '../../../main/engine/artifacts/artifact-key.ts';
import { createVoiceArchive } from '../../../main/engine/artifacts/voice-archive.ts';
import { createAdapters } from '../../../main/adapters.ts';
import { createArtifactCache } from '../../../main/storage/artifact-cache.ts';

let folder: string;
let cache: ArtifactCache;
let archive: VoiceArchive;
let packKey = 'pack 1';
const { openVoice } = createAdapters({ env: {}, executionProvider: 'cpu' });

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'facet-voices-'));
  cache = createArtifactCache(folder);
  archive = createVoiceArchive({
    cache,
    packKey: async () => packKey,
    openPredictor: async () => (await openVoice()).predictor,
  });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A buzz that swells and fades, and how often it was listened to. */
function aSound(amplitude: number) {
  const sound = {
    readings: 0,
    async *samples() {
      sound.readings++;
      for (let second = 0; second < 3; second++) {
        yield Float32Array.from({ length: 16_000 }, (_, i) => {
          const t = second + i / 16_000;
          return amplitude * Math.sin(2 * Math.PI * 3 * t) * Math.sign(Math.sin(2 * Math.PI * 140 * t));
        });
      }
    },
  };
  return sound;
}

it('gives back exactly what the network said, and does not listen again', async () => {
  const sound = aSound(0.3);
  const { predictor } = await openVoice();
  const said = await predictor.predict(() => aSound(0.3).samples());
  await predictor.close();
  expect(await archive.open({ key: 'buzz', samples: sound.samples })).toEqual(said);
  expect(sound.readings).toBe(2);
  expect(await archive.open({ key: 'buzz', samples: sound.samples })).toEqual(said);
  expect(sound.readings).toBe(2);
});

it('keeps in mind that a sound is silent', async () => {
  const sound = aSound(0.0001);
  expect(await archive.open({ key: 'hush', samples: sound.samples })).toBeNull();
  const readings = sound.readings;
  expect(await archive.open({ key: 'hush', samples: sound.samples })).toBeNull();
  expect(sound.readings).toBe(readings);
});

it('listens again with another pack, and when a file was cut off', async () => {
  const sound = aSound(0.3);
  packKey = 'pack 2';
  const voice = await archive.open({ key: 'buzz', samples: sound.samples });
  expect(sound.readings).toBe(2);
  for (const name of ['steps.f32', 'voice.json']) {
    const readings = sound.readings;
    const folderOfVoice = await cache.find(artifactKey('voice-1', 'pack 2', 'buzz'));
    truncateSync(join(folderOfVoice ?? 'nowhere', name), 10);
    expect(await archive.open({ key: 'buzz', samples: sound.samples })).toEqual(voice);
    expect(sound.readings).toBe(readings + 2);
  }
});

it('is cancelled with a code, and passes on what the sound throws', async () => {
  const controller = new AbortController();
  async function* cancelling() {
    controller.abort();
    yield* aSound(0.3).samples();
  }
  const cancelled = archive.open({ key: 'cut', samples: cancelling }, { signal: controller.signal });
  await expect(cancelled).rejects.toMatchObject({ code: 'job.cancelled' });
  async function* broken(): AsyncGenerator<Float32Array> {
    throw new Error('the disk is gone');
  }
  await expect(archive.open({ key: 'broken', samples: broken })).rejects.toThrow('the disk is gone');
});

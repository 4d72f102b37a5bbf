import { describe, expect, it } from 'vitest';
import { readMelWindow } from '../../../core/analysis/voice/pdfgc-front-end.ts';
import { streamMelRows } from '../../../core/analysis/voice/pdfgc-mel.ts';
import { makeMelArchive, type LipSound } from '../../../main/services/generated/mel-archive.ts';
import { aFakePack } from '../../support/fake-face-networks.ts';
import { fakeSound, makeFakeSceneWorld } from '../../support/fake-face-networks-scene.ts';

// A coarser front end makes the rows of two minutes cheap.
const { audio } = aFakePack();
const frontEnd = {
  ...audio,
  sampleRateHz: 1600,
  windowSamples: 128,
  hopSamples: 16,
  fftSize: 128,
  leadSamples: 112,
  maxHz: 760,
};

/** 65 s: rows of two files. */
const sound = fakeSound(6.5);

function aSound(): LipSound & { opened: number } {
  return {
    opened: 0,
    key: 'sound',
    async *samples() {
      this.opened++;
      for (let at = 0; at < sound.length; at += 3000) yield sound.subarray(at, at + 3000);
    },
  };
}

async function directWindow(firstRow: number): Promise<number[]> {
  const rows: number[] = [];
  await streamMelRows(
    () => aSound().samples(1600),
    frontEnd,
    (row) => rows.push(...row),
  );
  const window = new Float32Array(frontEnd.melBins * frontEnd.windowRows);
  readMelWindow(Float32Array.from(rows), firstRow, frontEnd, window);
  return [...window];
}

describe('the archive of sound rows', () => {
  it('gives the windows that the whole sound gives, also across its files and at both ends', async () => {
    const { ports } = makeFakeSceneWorld({}, null);
    const rows = await makeMelArchive(ports.artifacts).open(aSound(), frontEnd);
    expect(rows.rowCount).toBeGreaterThan(6010);
    for (const firstRow of [-8, 0, 777, 5990, rows.rowCount - 7, rows.rowCount + 30]) {
      const window = new Float32Array(frontEnd.melBins * frontEnd.windowRows);
      await rows.readWindow(firstRow, window, 0);
      expect([...window], `row ${firstRow}`).toEqual(await directWindow(firstRow));
    }
  });

  it('reads a sound once for ever, and once for two who ask at a time', async () => {
    const { ports } = makeFakeSceneWorld({}, null);
    const one = aSound();
    const archive = makeMelArchive(ports.artifacts);
    await Promise.all([archive.open(one, frontEnd), archive.open(one, frontEnd)]);
    // Its loudness first, then its rows.
    expect(one.opened).toBe(2);
    await makeMelArchive(ports.artifacts).open(one, frontEnd);
    expect(one.opened).toBe(2);
  });

  it('makes the rows again when somebody made room in the cache', async () => {
    const { ports, artifacts } = makeFakeSceneWorld({}, null);
    const one = aSound();
    const rows = await makeMelArchive(ports.artifacts).open(one, frontEnd);
    artifacts.clear();
    const window = new Float32Array(frontEnd.melBins * frontEnd.windowRows);
    await rows.readWindow(100, window, 0);
    expect([...window]).toEqual(await directWindow(100));
    expect(one.opened).toBe(4);
  });
});

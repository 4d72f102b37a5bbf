import { describe, expect, it } from 'vitest';
import { officialFrontEnd } from '../../../../support/a-pdfgc-pack.ts';
import { melRowCount, melWindowRow, readMelWindow } from '../../../../../core/analysis/voice/pdfgc-front-end.ts';
import { createMelRowStream, makeMelTaper, streamMelRows } from '../../../../../core/analysis/voice/pdfgc-mel.ts';

async function rowsOf(sound: Float32Array, chunkSamples = sound.length): Promise<Float32Array[]> {
  const rows: Float32Array[] = [];
  const chunks = async function* () {
    for (let at = 0; at < sound.length; at += chunkSamples) yield sound.subarray(at, at + chunkSamples);
  };
  await streamMelRows(chunks, officialFrontEnd, (row) => rows.push(Float32Array.from(row)));
  return rows;
}

const oneSecond = (valueAt: (n: number) => number) => Float32Array.from({ length: 16_000 }, (_, n) => valueAt(n));
const tone = oneSecond((n) => Math.sin((2 * Math.PI * 440 * n) / 16_000));
const chirp = oneSecond((n) => {
  const t = n / 16_000;
  return Math.sin(2 * Math.PI * (200 * t + 1400 * t * t));
});
const meanOf = (values: Float32Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
const meanOfAll = (rows: readonly Float32Array[]) => meanOf(Float32Array.from(rows.flatMap((row) => [...row])));
const peakOf = (row: Float32Array) => row.indexOf(Math.max(...row));

describe('mel rows of a sound', () => {
  // Numbers of the specification, A.3, measured with librosa's basis.
  it('show a tone of 440 Hz as librosa and lws do', async () => {
    const rows = await rowsOf(tone);
    expect(rows).toHaveLength(107);
    expect(peakOf(rows[50])).toBe(8);
    [0.450866, 0.653036, 0.811155, 0.650292, 0.443829].forEach((value, i) =>
      expect(rows[50][6 + i]).toBeCloseTo(value, 5),
    );
    expect(meanOf(rows[50])).toBeCloseTo(0.095477, 5);
    expect(meanOfAll(rows)).toBeCloseTo(0.115552, 5);
    expect(Math.max(...rows[0])).toBeCloseTo(0.585753, 5);
  });

  it('follow a rising tone', async () => {
    const rows = await rowsOf(chirp);
    expect([10, 30, 50, 70, 90].map((m) => peakOf(rows[m]))).toEqual([7, 23, 35, 44, 51]);
    expect(meanOfAll(rows)).toBeCloseTo(0.114889, 5);
  });

  it('of silence are all 0', async () => {
    const rows = await rowsOf(new Float32Array(16_000));
    expect(rows).toHaveLength(107);
    expect(meanOfAll(rows)).toBe(0);
  });

  it.each([1, 7, 159, 160, 1281, 5000])('do not depend on chunks of %i samples', async (chunkSamples) => {
    const sound = chirp.subarray(0, 3001);
    expect(await rowsOf(sound, chunkSamples)).toEqual(await rowsOf(sound));
  });

  it.each([0, 1, 159, 160, 161, 12_345])('of %i samples are as many as the official program makes', async (count) => {
    const rows = await rowsOf(new Float32Array(count));
    expect(rows).toHaveLength(Math.ceil(count / 160) + 7);
    expect(melRowCount(count, officialFrontEnd)).toBe(rows.length);
  });

  it('do not change with the level of the sound, until it is too quiet to raise', async () => {
    const quieter = await rowsOf(tone.map((value) => value / 64));
    const rows = await rowsOf(tone);
    rows.forEach((row, m) => row.forEach((value, bin) => expect(quieter[m][bin]).toBeCloseTo(value, 4)));
    const tooQuiet = await rowsOf(tone.map((value) => value * 1e-6));
    expect(meanOfAll(tooQuiet)).toBeLessThan(meanOfAll(rows) / 2);
  });

  it('are the same array each time, so that memory does not grow', () => {
    const arrays = new Set<Float32Array>();
    const stream = createMelRowStream(officialFrontEnd, 1, (row) => arrays.add(row));
    stream.push(tone);
    stream.finish();
    expect(arrays.size).toBe(1);
  });

  it('stop when the work is cancelled', async () => {
    const signal = { aborted: true } as AbortSignal;
    const failure = await streamMelRows(
      async function* () {
        yield tone;
      },
      officialFrontEnd,
      () => undefined,
      signal,
    ).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'job.cancelled' });
  });
});

describe('the taper of the windows', () => {
  it('has the height and the sum of the official one', () => {
    const taper = makeMelTaper(officialFrontEnd);
    expect(Math.max(...taper)).toBeCloseTo(0.4999996, 7);
    expect(taper.reduce((sum, value) => sum + value, 0)).toBeCloseTo(407.4368, 4);
  });
});

describe('windows of the lip encoder', () => {
  const rows = Float32Array.from({ length: 30 * 80 }, (_, i) => Math.floor(i / 80) + (i % 80) / 100);

  it('lie where the official program has the window of each frame of 25 a second', () => {
    for (const n of [0, 2, 3, 50]) expect(melWindowRow(n / 25, officialFrontEnd)).toBe(4 * (n - 2));
  });

  it('begin at any row of 10 ms', () => {
    expect(melWindowRow(1 / 30, officialFrontEnd)).toBe(3 - 8);
    expect(melWindowRow(1.006, officialFrontEnd)).toBe(101 - 8);
  });

  it('hold bins first, then rows', () => {
    const out = new Float32Array(80 * 20);
    readMelWindow(rows, 5, officialFrontEnd, out);
    expect(out[0]).toBeCloseTo(5);
    expect(out[19]).toBeCloseTo(24);
    expect(out[3 * 20 + 2]).toBeCloseTo(7.03);
  });

  it('are silent outside the sound and leave the rest of the batch alone', () => {
    const out = new Float32Array(3 * 80 * 20).fill(9);
    readMelWindow(rows, -3, officialFrontEnd, out, 80 * 20);
    expect([...out.subarray(1600, 1605)]).toEqual([0, 0, 0, 0, 1]);
    expect(out[1599]).toBe(9);
    expect(out[3200]).toBe(9);
    readMelWindow(rows, 25, officialFrontEnd, out, 3200);
    expect([...out.subarray(3200, 3220)]).toEqual([25, 26, 27, 28, 29, ...new Array<number>(15).fill(0)]);
    readMelWindow(rows, 100, officialFrontEnd, out, 0);
    expect(out.subarray(0, 1600).every((value) => value === 0)).toBe(true);
  });
});

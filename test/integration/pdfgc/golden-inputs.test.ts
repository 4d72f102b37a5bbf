import { describe, expect, it } from 'vitest';
import { officialFrontEnd } from '../../support/a-pdfgc-pack.ts';
import { melWindowRow, readMelWindow } from '../../../core/analysis/voice/pdfgc-front-end.ts';
import { makeMelTaper, makeSlaneyFilters, streamMelRows } from '../../../core/analysis/voice/pdfgc-mel.ts';
import { pictureFromCanvas } from '../../../core/analysis/aligned-picture.ts';
import { officialImageIndex } from '../../../core/synthesis/conditioning-official.ts';
import {
  goldenImage,
  goldenMelWindow,
  goldenSignal,
  goldenSignals,
  inputDigest,
  maxDifference,
  noGolden,
  noteParity,
  readGolden,
  readGoldenManifest,
  samplesOf,
} from '../../support/pdfgc-golden.ts';

async function melOf(samples: Float32Array): Promise<Float32Array> {
  const rows: number[] = [];
  const chunks = async function* () {
    yield samples;
  };
  await streamMelRows(chunks, officialFrontEnd, (row) => rows.push(...row));
  return Float32Array.from(rows);
}

describe.skipIf(noGolden)(
  `before the networks, golden numbers of the paper's program${noGolden ? ` (${noGolden})` : ''}`,
  () => {
    const golden = noGolden ? null : readGoldenManifest();
    const seed = golden?.seed ?? 0;
    const expectGolden = (array: string, found: ArrayLike<number>, expected: ArrayLike<number>) => {
      const tolerance = golden?.arrays[array]?.tolerance ?? NaN;
      const difference = maxDifference(found, expected);
      noteParity(array, difference, tolerance);
      expect(difference, array).toBeLessThanOrEqual(tolerance);
    };

    it('start from inputs that are made alike', () => {
      const sums: Record<string, string> = {
        portrait0: inputDigest('portrait0', [224, 224, 3], goldenImage(seed, 'portrait', 0)),
        crop_150x201: inputDigest('crop_150x201', [150, 201, 3], goldenImage(seed, 'eye', 5, 150, 201)),
      };
      for (const name of goldenSignals) {
        const signal = goldenSignal(seed, name);
        sums[`signal_${name}`] = inputDigest(`signal_${name}`, [signal.length], new Uint8Array(signal.buffer));
      }
      const windows = Float32Array.from([0, 1, 2].flatMap((i) => [...goldenMelWindow(seed, i)]));
      sums.mel_windows = inputDigest('mel_windows', [3, 1, 80, 20], new Uint8Array(windows.buffer));
      for (const [name, sum] of Object.entries(sums)) expect(sum, name).toBe(golden?.inputs_sha256[name]);
    });

    it.each(goldenSignals)('have the same mel rows of the sound "%s"', async (name) => {
      const expected = (await readGolden('mel'))[`mel_${name}`];
      const found = await melOf(samplesOf(goldenSignal(seed, name)));
      expect(found.length / 80).toBe(expected.shape[0]);
      expectGolden(`mel/mel_${name}`, found, expected.data);
    });

    it('have the same mel basis and window', async () => {
      const { basis, window } = await readGolden('mel');
      const found = new Float64Array(80 * 641);
      makeSlaneyFilters(officialFrontEnd).forEach(({ firstBin, weights }, m) => found.set(weights, m * 641 + firstBin));
      expectGolden('mel/basis', found, basis.data);
      expectGolden('mel/window', makeMelTaper(officialFrontEnd), window.data);
    });

    it('cut the same windows for the frames of a sequence', async () => {
      const expected = (await readGolden('mel')).windows_sequence;
      const rows = await melOf(samplesOf(goldenSignal(seed, 'sequence')));
      const found = new Float32Array(6 * 1600);
      // The program's outputs begin at frame 2.
      for (let j = 0; j < 6; j++)
        readMelWindow(rows, melWindowRow((j + 2) / 25, officialFrontEnd), officialFrontEnd, found, j * 1600);
      expectGolden('mel/windows_sequence', found, expected.data);
    });

    it.each([
      ['320x300', 'portrait', 3],
      ['224x224', 'pose', 4],
      ['150x201', 'eye', 5],
    ] as const)('cut a picture of %s as OpenCV does, within two levels', async (size, stream, frame) => {
      const [heightPx, widthPx] = size.split('x').map(Number);
      const expected = (await readGolden('crop'))[`crop_${size}`].data;
      const image = { data: goldenImage(seed, stream, frame, heightPx, widthPx), widthPx, heightPx };
      const picture = pictureFromCanvas(image, 224, { xPx: 16, yPx: 0, sizePx: 192 }, 224);
      const levels = Float32Array.from(expected, (_, i) => {
        const pixel = Math.floor(i / 3);
        return ((picture[(i % 3) * 224 * 224 + pixel] + 1) / 2) * 255;
      });
      expect(maxDifference(levels, expected)).toBeLessThanOrEqual(2);
    });

    it('show the same image of a driving stream in each output', async () => {
      const tables = await readGolden('index');
      expect(Object.keys(tables)).toHaveLength(4);
      for (const [name, { data }] of Object.entries(tables)) {
        const images = Number(/images(\d+)/.exec(name)?.[1]);
        expect([...data], name).toEqual(Array.from({ length: data.length }, (_, j) => officialImageIndex(j, images)));
      }
    });
  },
);

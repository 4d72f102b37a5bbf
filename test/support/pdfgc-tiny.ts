import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { GenerativePack } from '../../core/ports/face-networks.ts';
import { importCheckpoints } from './pdfgc-official.ts';

/** Small networks with the paper's layers and made-up weights; written by training/, with what torch makes of known inputs. */
export const tinyFolder = resolve(import.meta.dirname, '../fixtures/pdfgc-tiny');

/** Numbers of one output: row-major in `shape`. */
interface ExpectedOutput {
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

/** What torch makes of the inputs below. */
export interface TinyExpectations {
  readonly samples: number;
  readonly signalSamples: number;
  /** Pictures list every so many pixels of rows and columns. */
  readonly pictureStep: number;
  readonly tolerance: Readonly<Record<'fp32' | 'fp16', number>>;
  readonly outputs: {
    readonly appearance: Readonly<Record<'id_vector' | 'id_map', ExpectedOutput>>;
    readonly motion: Readonly<Record<'head_pose' | 'eye' | 'expression' | 'lip', ExpectedOutput>>;
    readonly audio: Readonly<Record<'feature' | 'embedding', ExpectedOutput>>;
    readonly generator: Readonly<Record<'image', ExpectedOutput>>;
    readonly sound: Readonly<Record<'mel_rows', ExpectedOutput>>;
  };
}

/** Reads the expectations. */
export function readTinyExpectations(): TinyExpectations {
  return JSON.parse(readFileSync(join(tinyFolder, 'expected.json'), 'utf8')) as TinyExpectations;
}

/** Makes a pack of the small networks as the program does from official files. */
export function importTinyPack(packFolder: string, precision: 'fp32' | 'fp16' = 'fp32'): Promise<void> {
  const templateFolder = join(tinyFolder, 'template');
  return importCheckpoints(join(tinyFolder, 'checkpoints'), packFolder, { templateFolder, precision });
}

/** The formulas of expected.json. */
const wave = (t: number) => Math.abs((t % 512) - 256) / 128 - 1;

/** Pictures [N, 3, S, S]. */
export function tinyPictures(count: number, sizePx: number): Float32Array {
  const plane = sizePx * sizePx;
  return Float32Array.from({ length: count * 3 * plane }, (_, index) => {
    const i = Math.floor(index / (3 * plane));
    const c = Math.floor(index / plane) % 3;
    const y = Math.floor((index % plane) / sizePx);
    const x = index % sizePx;
    return (wave(9 * x + 13 * y + 151 * c + 97 * i) + wave(Math.floor((x * y) / 2) + 61 * i * (c + 1))) / 2;
  });
}

/** Mel windows [N, melBins, windowRows]. */
export function tinyMelWindows(count: number, { melBins, windowRows }: GenerativePack['audio']): Float32Array {
  return Float32Array.from({ length: count * melBins * windowRows }, (_, index) => {
    const i = Math.floor(index / (melBins * windowRows));
    const m = Math.floor(index / windowRows) % melBins;
    const r = index % windowRows;
    return ((7 * m + 13 * r + 31 * i + m * r) % 65) / 64;
  });
}

/** A person: vector, and a map [C, 7, 7]. */
export function tinyPerson(idWidth: number, mapChannels: number): { idVector: Float32Array; idMap: Float32Array } {
  return {
    idVector: Float32Array.from({ length: idWidth }, (_, k) => (wave(53 * k) + 1) / 2),
    idMap: Float32Array.from({ length: mapChannels * 49 }, (_, index) => {
      const c = Math.floor(index / 49);
      return 1.5 * wave(71 * c + 29 * (Math.floor(index / 7) % 7) + 17 * (index % 7));
    }),
  };
}

/** Motion codes [N, width]. */
export function tinyMotion(count: number, width: number): Float32Array {
  return Float32Array.from({ length: count * width }, (_, index) =>
    wave(37 * (index % width) + 101 * Math.floor(index / width)),
  );
}

/** A sound at 16 kHz. */
export function tinySound(sampleCount: number): Float32Array {
  return Float32Array.from({ length: sampleCount }, (_, n) => wave(5 * n + Math.floor((n * n) / 400)) / 4);
}

/** Every so manyth pixel of pictures [N, 3, S, S], both ways. */
export function everyPixel(pictures: Float32Array, sizePx: number, step: number): Float32Array {
  const rows = Math.ceil(sizePx / step);
  const planes = pictures.length / (sizePx * sizePx);
  return Float32Array.from({ length: planes * rows * rows }, (_, index) => {
    const plane = Math.floor(index / (rows * rows));
    const row = Math.floor(index / rows) % rows;
    return pictures[(plane * sizePx + row * step) * sizePx + (index % rows) * step];
  });
}

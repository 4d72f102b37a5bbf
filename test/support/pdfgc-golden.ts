import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readNpz, type NpyArray } from './npz.ts';

/** Folder of the numbers that the official networks gave, beside the checkout; it is not part of the repository. */
export const goldenFolder = resolve(import.meta.dirname, '../../../shared/golden/pdfgc');

/** Why a test on golden numbers is skipped here, or false when it can run. */
export const noGolden: string | false = existsSync(goldenFolder)
  ? false
  : "the folder ../shared with the paper's golden numbers is not here";

/** What the golden numbers say of themselves. */
interface GoldenManifest {
  readonly seed: number;
  readonly inputs_sha256: Readonly<Record<string, string>>;
  readonly arrays: Readonly<Record<string, { readonly tolerance?: number }>>;
}

/** The manifest of the golden numbers of seed A. */
export function readGoldenManifest(): GoldenManifest {
  return JSON.parse(readFileSync(join(goldenFolder, 'A', 'manifest.json'), 'utf8')) as GoldenManifest;
}

/** The arrays of one file of seed A, such as `mel`. */
export function readGolden(name: string): Promise<Readonly<Record<string, NpyArray>>> {
  return readNpz(join(goldenFolder, 'A', `${name}.npz`));
}

/** Greatest distance of two arrays of equal length; NaN anywhere makes it NaN. */
export function maxDifference(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (found.length !== expected.length) throw new Error(`${found.length} numbers against ${expected.length}`);
  let worst = 0;
  for (let i = 0; i < found.length; i++) {
    const distance = Math.abs(found[i] - expected[i]);
    if (!(distance <= worst)) worst = distance;
  }
  return worst;
}

/** Writes a difference down for docs/pdfgc-parity.md, when FACET_PARITY names a file. */
export function noteParity(array: string, difference: number, tolerance: number): void {
  const path = process.env.FACET_PARITY;
  if (path !== undefined && path !== '') appendFileSync(path, `${array} ${difference.toExponential(1)} ${tolerance}\n`);
}

const streams = ['portrait', 'pose', 'expression', 'eye'] as const;

/** One of the picture streams of the golden inputs. */
export type GoldenStream = (typeof streams)[number];

/** RGB picture [H, W, 3] of a stream: waves, a moving blob and stripes. @source recipe.py, image_u8 */
export function goldenImage(
  seed: number,
  stream: GoldenStream,
  frame: number,
  heightPx = 224,
  widthPx = 224,
): Uint8Array {
  const k = streams.indexOf(stream);
  const p = 0.37 * (seed % 101) + 1.9 * k;
  const t = 0.55 * frame;
  const cx = 0.5 + 0.3 * Math.cos(p + t);
  const cy = 0.5 + 0.3 * Math.sin(1.3 * p + 0.8 * t);
  const turn = 2 * Math.PI;
  const out = new Uint8Array(heightPx * widthPx * 3);
  for (let row = 0; row < heightPx; row++) {
    for (let column = 0; column < widthPx; column++) {
      const x = (column + 0.5) / widthPx;
      const y = (row + 0.5) / heightPx;
      for (let c = 0; c < 3; c++) {
        let v = 0.35 * Math.sin(turn * ((1.3 + 0.4 * k) * x + (0.7 + 0.5 * c) * y) + p + 1.1 * t + c);
        v += 0.25 * Math.sin(turn * (5 * x - (4 + k) * y) + 2 * p - 1.7 * t + 2.3 * c);
        v += 0.15 * Math.sin(turn * (17 + 3 * c) * (x * Math.cos(p + t) + y * Math.sin(p + t)));
        v += (1.1 - 0.5 * c) * Math.exp(-((x - cx) ** 2 + (y - cy) ** 2) / 0.02);
        v -= 0.6 * Math.exp(-((x - cy) ** 2 + (y - cx) ** 2) / (0.01 + 0.01 * c));
        out[(row * widthPx + column) * 3 + c] = Math.min(255, Math.max(0, Math.floor(127.5 * (v + 1) + 0.5)));
      }
    }
  }
  return out;
}

/** RGB bytes [H, W, 3] as the networks' input [3, H, W] in [-1, 1]. */
export function networkPicture(rgb: Uint8Array): Float32Array {
  const plane = rgb.length / 3;
  return Float32Array.from(
    { length: rgb.length },
    (_, i) => Math.fround(rgb[(i % plane) * 3 + Math.floor(i / plane)] / 255) * 2 - 1,
  );
}

/** Pictures one after the other, [N, 3, H, W]. */
export function picturesOf(pictures: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(pictures.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const picture of pictures) {
    all.set(picture, at);
    at += picture.length;
  }
  return all;
}

/** A mel window [80, 20] in [0, 1] on a grid. @source recipe.py, mel_window */
export function goldenMelWindow(seed: number, i: number): Float32Array {
  const p = 0.61 * (seed % 89) + 2.1 * i;
  return Float32Array.from({ length: 1600 }, (_, index) => {
    const m = Math.floor(index / 20);
    const t = index % 20;
    let v = 0.45 + 0.35 * Math.sin(0.21 * m * (1 + 0.1 * i) + p + 0.3 * t);
    v += 0.3 * Math.sin(0.9 * t - 0.05 * m + 2 * p) + 0.2 * Math.sin(1.7 * m + 0.5 * t + 3 * p) - 0.004 * m;
    return Math.floor(256 * Math.min(1, Math.max(0, v)) + 0.5) / 256;
  });
}

/** The sounds of the golden inputs. */
export const goldenSignals = ['voice', 'chirp', 'quiet', 'sequence'] as const;

/** One of {@link goldenSignals}. */
export type GoldenSignal = (typeof goldenSignals)[number];

/** 16-bit samples at 16 kHz. @source recipe.py, signal_i16 */
export function goldenSignal(seed: number, name: GoldenSignal): Int16Array {
  const q = (seed % 83) / 83;
  const turn = 2 * Math.PI;
  const { sin, cos, abs } = Math;
  const valueAt: Readonly<Record<GoldenSignal, (i: number) => number>> = {
    voice: (i) => {
      const n = i / 16_000;
      let v = 0;
      for (let k = 1; k < 25; k++) v += sin(turn * (110 + 40 * q) * k * n + 0.7 * k * k) / k;
      return 0.18 * v * (0.5 - 0.5 * cos(turn * 3 * n)) * (n < 0.55 || n > 0.7 ? 1 : 0);
    },
    chirp: (i) => 0.6 * sin(turn * ((150 + 100 * q) * (i / 16_000) + 2200 * (i / 16_000) ** 2)),
    quiet: (i) => (((i * 7919) % 4001 < 20 ? 2 : 0) / 32768) * (i % 2 === 1 ? 1 : -1),
    sequence: (i) => {
      const n = i / 16_000;
      return (
        0.4 * sin(turn * (180 + 60 * q) * n) * (0.3 + 0.7 * abs(sin(turn * 4 * n + q))) +
        0.2 * sin(turn * (900 * n + 1500 * n * n)) +
        0.1 * sin(turn * 3111 * n + 5 * sin(40 * n))
      );
    },
  };
  const lengths = { voice: 16_000, chirp: 12_345, quiet: 8000, sequence: 5400 };
  return Int16Array.from({ length: lengths[name] }, (_, i) =>
    Math.min(32767, Math.max(-32768, Math.floor(32768 * valueAt[name](i) + 0.5))),
  );
}

/** Full scale = 1. */
export function samplesOf(signal: Int16Array): Float32Array {
  return Float32Array.from(signal, (value) => value / 32768);
}

/** The sum by which the manifest knows an input. @source recipe.py, digest */
export function inputDigest(name: string, shape: readonly number[], bytes: Uint8Array): string {
  return createHash('sha256')
    .update(name)
    .update(`[${shape.join(', ')}]`)
    .update(bytes)
    .digest('hex');
}

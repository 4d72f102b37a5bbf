import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Folder of the shipped atlas pack. */
export const atlasFolder = fileURLToPath(new URL('../../../resources/models/atlas', import.meta.url));

/** One golden file of the shipped pack, as written by training/export. */
export function readGolden<T>(name: string): T {
  return JSON.parse(readFileSync(`${atlasFolder}/golden/${name}`, 'utf8')) as T;
}

/** The golden waveform, made by the recipe in golden/audio-features.json. */
export function goldenWaveform(sampleCount: number): Float32Array {
  let state = 1;
  return Float32Array.from({ length: sampleCount }, (_, n) => {
    const t = n / 16_000;
    let harmonics = 0;
    for (let k = 1; k <= 12; k++) harmonics += Math.sin(2 * Math.PI * 120 * k * t) / k;
    const voiced = Math.max(0, Math.sin(2 * Math.PI * 2.1 * t)) * harmonics;
    state = (Math.imul(1664525, state) + 1013904223) >>> 0;
    return 0.05 * voiced + 0.002 * (state / 2 ** 31 - 1);
  });
}

/** The sound in chunks of uneven length, as a decoder would hand it out. */
export function inChunks(samples: Float32Array, chunkLength = 1000): () => AsyncIterable<Float32Array> {
  return async function* () {
    for (
      let start = 0, length = chunkLength;
      start < samples.length;
      start += length, length = ((length * 7 + 13) % 4801) + 1
    ) {
      yield samples.subarray(start, Math.min(samples.length, start + length));
    }
  };
}

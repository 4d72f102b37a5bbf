import { melWindowRow } from '../../../core/analysis/voice/pdfgc-front-end.ts';
import type { AbortSignalLike } from '../../../core/errors.ts';
import type { LipSound, MelArchive, MelRows } from './mel-archive.ts';
import type { SharedNetworks } from './network-queue.ts';

/** Codes kept in memory for one sound: two kilobytes each with the official width. */
const keptCodes = 2000;

/** Windows that go into the encoder with one call. */
const callWindows = 32;

/** The lip codes that a sound asks for, at any of its times. */
export interface SoundCodes {
  /** Names sound and pack. */
  readonly key: string;
  /**
   * @param timesSec from the sound's start; outside of it is silence
   * @returns [N, lip], without gain and smoothing; belongs to the caller
   * @throws 'media.*' | 'models.*' | 'export.disk-full' | 'job.cancelled'
   */
  read(timesSec: readonly number[], signal?: AbortSignalLike): Promise<Float32Array>;
}

/** Makes {@link SoundCodes}; the sound is read when the first code is asked for. */
export function makeSoundCodes(networks: SharedNetworks, archive: MelArchive, sound: LipSound): SoundCodes {
  const { audio, widths, key } = networks.pack;
  /** By the first row of the window; the least recently used first. */
  const known = new Map<number, Float32Array>();

  async function encode(rows: MelRows, missing: readonly number[], signal: AbortSignalLike | undefined): Promise<void> {
    const size = audio.melBins * audio.windowRows;
    for (let from = 0; from < missing.length; from += callWindows) {
      const part = missing.slice(from, from + callWindows);
      const windows = new Float32Array(part.length * size);
      for (const [n, row] of part.entries()) await rows.readWindow(row, windows, n * size);
      const codes = await networks.run((open) => open.encodeLips(windows, signal), signal);
      part.forEach((row, n) => known.set(row, codes.slice(n * widths.lip, (n + 1) * widths.lip)));
    }
  }

  return {
    key: `${sound.key} ${key}`,
    async read(timesSec, signal) {
      const rowsOfTimes = timesSec.map((timeSec) => melWindowRow(timeSec, audio));
      const wanted = [...new Set(rowsOfTimes)];
      // What is used again is young again, so that it is not pushed out by what this call adds.
      for (const row of wanted) {
        const code = known.get(row);
        if (code === undefined) continue;
        known.delete(row);
        known.set(row, code);
      }
      const missing = wanted.filter((row) => !known.has(row));
      if (missing.length > 0) await encode(await archive.open(sound, audio, signal), missing, signal);
      const answer = new Float32Array(timesSec.length * widths.lip);
      rowsOfTimes.forEach((row, n) => {
        const code = known.get(row);
        if (code) answer.set(code, n * widths.lip);
      });
      for (const oldest of known.keys()) {
        if (known.size <= Math.max(keptCodes, wanted.length)) break;
        known.delete(oldest);
      }
      return answer;
    },
  };
}

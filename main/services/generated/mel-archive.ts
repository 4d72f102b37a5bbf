import { readMelWindow, type MelFrontEnd } from '../../../core/analysis/voice/pdfgc-front-end.ts';
import { streamMelRows } from '../../../core/analysis/voice/pdfgc-mel.ts';
import type { AbortSignalLike } from '../../../core/errors.ts';
import type { ArtifactFiles, ArtifactFolder } from '../../../core/ports/artifact-files.ts';
import { hashOf } from '../content-hash.ts';
import { makeLingeringWork } from '../lingering-work.ts';
import { nextTurn } from '../next-turn.ts';

/** Part of every artifact's key; raised when the same sound gives other rows. */
const archiveVersion = 1;

/** Rows of one file: a minute of 100 rows a second, 2 MB of 80 numbers each. */
const fileRows = 6000;

/** Files kept in memory. */
const keptFiles = 8;

const lengthFile = 'length.json';

/** A sound that lips may follow. */
export interface LipSound {
  /** Names everything that the samples depend on. */
  readonly key: string;
  /** Mono float32 at the rate asked for, in chunks of any length. */
  samples(rateHz: number, signal?: AbortSignalLike): AsyncIterable<Float32Array>;
}

/** The rows of one sound, most of them on disk. */
export interface MelRows {
  readonly rowCount: number;
  /** Writes the window of the lip encoder that begins at a row: [melBins, windowRows] at `at`. Rows outside the sound are silence. */
  readWindow(firstRow: number, out: Float32Array, at: number): Promise<void>;
}

/** Rows of sounds, made once for each sound and front end and kept as artifacts; memory does not grow with the sounds. */
export interface MelArchive {
  /** @throws 'media.*' | 'export.disk-full' | 'export.not-writable' | 'job.cancelled' */
  open(sound: LipSound, frontEnd: MelFrontEnd, signal?: AbortSignalLike): Promise<MelRows>;
}

/** Makes {@link MelArchive}. */
export function makeMelArchive(artifacts: ArtifactFiles): MelArchive {
  const making = makeLingeringWork<number>();
  /** The least recently used first. */
  const files = new Map<string, Float32Array>();

  async function fileOf(key: string, index: number, make: () => Promise<number>): Promise<Float32Array> {
    const name = `${key} ${index}`;
    let rows = files.get(name);
    while (rows === undefined) {
      const bytes = await artifacts.read(key, rowsFile(index));
      if (bytes !== null) rows = new Float32Array(bytes.slice().buffer);
      // Somebody made room in the cache.
      else await make();
    }
    files.delete(name);
    files.set(name, rows);
    if (files.size > keptFiles) files.delete(files.keys().next().value as string);
    return rows;
  }

  return {
    async open(sound, frontEnd, signal) {
      const key = `mel-${await hashOf([archiveVersion, JSON.stringify(frontEnd), sound.key])}`;
      const make = (waiting?: AbortSignalLike): Promise<number> =>
        making.join(key, (own) => makeRows(artifacts, key, sound, frontEnd, own), waiting);
      const rowCount = (await lengthOf(artifacts, key)) ?? (await make(signal));
      const { melBins, windowRows } = frontEnd;
      return {
        rowCount,
        async readWindow(firstRow, out, at) {
          const window = new Float32Array(windowRows * melBins);
          for (let r = 0; r < windowRows; r++) {
            const row = firstRow + r;
            if (row < 0 || row >= rowCount) continue;
            const rows = await fileOf(key, Math.floor(row / fileRows), make);
            const o = (row % fileRows) * melBins;
            window.set(rows.subarray(o, o + melBins), r * melBins);
          }
          readMelWindow(window, 0, frontEnd, out, at);
        },
      };
    },
  };
}

const rowsFile = (index: number): string => `rows-${index}.f32`;

async function lengthOf(artifacts: ArtifactFiles, key: string): Promise<number | null> {
  const bytes = await artifacts.read(key, lengthFile);
  return bytes && (JSON.parse(new TextDecoder().decode(bytes)) as { rowCount: number }).rowCount;
}

async function makeRows(
  artifacts: ArtifactFiles,
  key: string,
  sound: LipSound,
  frontEnd: MelFrontEnd,
  signal: AbortSignalLike,
): Promise<number> {
  await artifacts.make(key, async (folder) => {
    const writer = new RowWriter(folder, frontEnd.melBins);
    // The source is asked for the next chunk when the rows of the one before are made: the moment to write what is full.
    const samples = async function* (): AsyncGenerator<Float32Array> {
      for await (const chunk of sound.samples(frontEnd.sampleRateHz, signal)) {
        yield chunk;
        await writer.flush();
        await nextTurn();
      }
    };
    await streamMelRows(samples, frontEnd, (row) => writer.push(row), signal);
    await writer.finish();
  });
  return (await lengthOf(artifacts, key)) ?? 0;
}

/** Collects rows to files. */
class RowWriter {
  readonly #folder: ArtifactFolder;
  readonly #melBins: number;
  #full: Float32Array[] = [];
  #filling: Float32Array;
  #filled = 0;
  #rowCount = 0;
  #fileCount = 0;

  constructor(folder: ArtifactFolder, melBins: number) {
    this.#folder = folder;
    this.#melBins = melBins;
    this.#filling = new Float32Array(fileRows * melBins);
  }

  push(row: Float32Array): void {
    this.#filling.set(row, this.#filled * this.#melBins);
    this.#rowCount++;
    if (++this.#filled < fileRows) return;
    this.#full.push(this.#filling);
    this.#filling = new Float32Array(fileRows * this.#melBins);
    this.#filled = 0;
  }

  async flush(): Promise<void> {
    const full = this.#full;
    this.#full = [];
    for (const rows of full)
      await this.#folder.write(
        rowsFile(this.#fileCount++),
        new Uint8Array(rows.buffer, rows.byteOffset, rows.byteLength),
      );
  }

  async finish(): Promise<void> {
    this.#full.push(this.#filling.slice(0, this.#filled * this.#melBins));
    await this.flush();
    const length = JSON.stringify({ rowCount: this.#rowCount });
    await this.#folder.write(lengthFile, new TextEncoder().encode(length));
  }
}

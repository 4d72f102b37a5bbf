import type { AbortSignalLike } from '../../../core/errors.ts';
import type { SampleSource } from '../../../core/export/fitted-voice.ts';
import type { PlacedVoice } from '../../../core/project/scene.ts';
import type { MediaRunner } from './media-runner.ts';
import { readStereo } from './stereo-sound.ts';
import { forwardSource } from './voice-samples.ts';

const channels = 2;

/** Files that stay open although no voice is being read from them, for the next voice from a later place in them. */
const mostIdle = 4;

/** A voice in samples: heard from `startSample` (may be negative) for `count`, from `sourceSample` of its file on. */
interface Part {
  readonly path: string;
  readonly startSample: number;
  readonly count: number;
  readonly sourceSample: number;
  readonly gain: number;
  reading: Reading | null;
}

/** A file that is read forward. */
interface Reading {
  readonly path: string;
  readonly chunks: AsyncGenerator<Float32Array>;
  readonly source: SampleSource;
  nextSample: number;
}

/** What is mixed, and how. */
export interface VoiceMixPlan {
  readonly voices: readonly PlacedVoice[];
  readonly durationSec: number;
  readonly rateHz: number;
}

/**
 * Voices on the picture's time, added up, in blocks of a second: interleaved [S, 2], exactly as long as the plan says, silence where
 * nobody speaks; what is louder than full scale is clipped. A file is decoded once as long as its voices come in its own order.
 *
 * @throws StudioError 'media.*' when a file cannot be read, 'job.cancelled'
 */
export async function* mixVoices(
  runner: MediaRunner,
  { voices, durationSec, rateHz }: VoiceMixPlan,
  signal?: AbortSignalLike,
): AsyncGenerator<Float32Array> {
  const total = Math.round(durationSec * rateHz);
  const parts = voices.map((voice) => partFrom(voice, rateHz)).sort((a, b) => a.startSample - b.startSample);
  const files = openFiles(runner, rateHz, signal);
  try {
    for (let from = 0; from < total; from += rateHz) {
      const block = new Float32Array(Math.min(rateHz, total - from) * channels);
      for (const part of parts) await addPart(block, from, part, files);
      for (let i = 0; i < block.length; i++) block[i] = Math.min(1, Math.max(-1, block[i]));
      yield block;
    }
  } finally {
    await files.close();
  }
}

function partFrom({ file, startSec, sourceStartSec, durationSec, gainDb }: PlacedVoice, rateHz: number): Part {
  return {
    path: file.path,
    startSample: Math.round(startSec * rateHz),
    count: Math.round(durationSec * rateHz),
    sourceSample: Math.round(sourceStartSec * rateHz),
    gain: 10 ** (gainDb / 20),
    reading: null,
  };
}

async function addPart(block: Float32Array, blockStart: number, part: Part, files: OpenFiles): Promise<void> {
  const from = Math.max(blockStart, part.startSample);
  const partEnd = part.startSample + part.count;
  const to = Math.min(blockStart + block.length / channels, partEnd);
  if (from >= to) return;
  const sourceFrom = part.sourceSample + from - part.startSample;
  part.reading ??= files.take(part.path, sourceFrom);
  const samples = await part.reading.source.read(sourceFrom, to - from);
  part.reading.nextSample = sourceFrom + to - from;
  const at = (from - blockStart) * channels;
  for (let i = 0; i < samples.length; i++) block[at + i] += samples[i] * part.gain;
  if (to < partEnd) return;
  await files.giveBack(part.reading);
  part.reading = null;
}

interface OpenFiles {
  /** A reading of the file that has not yet passed the sample. */
  take(path: string, sample: number): Reading;
  giveBack(reading: Reading): Promise<void>;
  close(): Promise<void>;
}

function openFiles(runner: MediaRunner, rateHz: number, signal: AbortSignalLike | undefined): OpenFiles {
  const open = new Set<Reading>();
  let idle: Reading[] = [];
  const end = async (reading: Reading) => {
    open.delete(reading);
    await reading.chunks.return(undefined);
  };
  return {
    take(path, sample) {
      const fitting = idle.filter((reading) => reading.path === path && reading.nextSample <= sample);
      const [nearest] = fitting.sort((a, b) => b.nextSample - a.nextSample);
      if (nearest !== undefined) {
        idle = idle.filter((reading) => reading !== nearest);
        return nearest;
      }
      const chunks = readStereo(runner, path, rateHz, signal);
      const reading = { path, chunks, source: forwardSource(chunks, { rateHz, channels }), nextSample: 0 };
      open.add(reading);
      return reading;
    },
    async giveBack(reading) {
      idle.push(reading);
      if (idle.length > mostIdle) await end(idle.shift() as Reading);
    },
    async close() {
      for (const reading of [...open]) await end(reading);
    },
  };
}

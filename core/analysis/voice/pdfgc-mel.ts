import { throwIfCancelled, type AbortSignalLike } from '../../errors.ts';
import { createRealFft } from '../../tensor/real-fft.ts';
import type { MelFrontEnd } from './pdfgc-front-end.ts';
import { melRowCount } from './pdfgc-front-end.ts';
import type { MelFrameSink, MelStream } from './mel.ts';
import { filteredSum, triangularFilters, type TriangularFilter } from './triangular-filters.ts';

/** Decibel of 1 under the zero of the features, and the range that is spread over [0, 1]. */
const referenceDb = 20;
const rangeDb = 100;

/** Magnitudes below this count as this. */
const leastMagnitude = 1e-5;

/** Below `breakHz` a mel is a fixed number of hertz, above it a fixed ratio. */
const breakHz = 1000;
const hzPerMel = 200 / 3;
const breakMel = breakHz / hzPerMel;
const logStep = Math.log(6.4) / 27;

/** Slaney's mel scale, as in his Auditory Toolbox. */
function melFromHz(hz: number): number {
  return hz < breakHz ? hz / hzPerMel : breakMel + Math.log(hz / breakHz) / logStep;
}

function hzFromMel(mel: number): number {
  return mel < breakMel ? mel * hzPerMel : breakHz * Math.exp(logStep * (mel - breakMel));
}

/**
 * Triangles on Slaney's mel scale, each of area 1 (in Hz, times 1), on FFT magnitudes. [melBins]
 *
 * @source spec A.3; pinned by shared/golden/pdfgc, mel.npz `basis`
 */
export function makeSlaneyFilters(frontEnd: MelFrontEnd): readonly TriangularFilter[] {
  const { sampleRateHz, fftSize, melBins, minHz, maxHz } = frontEnd;
  const low = melFromHz(minHz);
  const step = (melFromHz(maxHz) - low) / (melBins + 1);
  const edgesHz = Float64Array.from({ length: melBins + 2 }, (_, i) => hzFromMel(low + i * step));
  return triangularFilters(edgesHz, sampleRateHz / fftSize, fftSize / 2).map(({ firstBin, weights }, m) => {
    const scale = 2 / (edgesHz[m + 2] - edgesHz[m]);
    return { firstBin, weights: weights.map((weight) => weight * scale) };
  });
}

/**
 * The root of a Hann window with its samples between those of the usual one, scaled so that overlapping windows reconstruct the
 * sound: by 0.5 with the official sizes. [windowSamples]
 *
 * @source lws 1.2.8, window for perfect reconstruction; pinned by shared/golden/pdfgc, mel.npz `window`
 */
export function makeMelTaper({ windowSamples, hopSamples }: MelFrontEnd): Float64Array {
  const scale = Math.sqrt((2 * hopSamples) / windowSamples);
  return Float64Array.from(
    { length: windowSamples },
    (_, n) => scale * Math.sqrt(0.5 * (1 - Math.cos((2 * Math.PI * (n + 0.5)) / windowSamples))),
  );
}

/** Measures the root mean square of a sound as it arrives. */
export interface RmsMeter {
  push(samples: Float32Array): void;
  /** Of all samples so far; 0 for none. */
  rms(): number;
}

/** Makes a meter for one sound. */
export function createRmsMeter(): RmsMeter {
  let power = 0;
  let count = 0;
  return {
    push(samples) {
      for (const sample of samples) power += sample * sample;
      count += samples.length;
    },
    rms: () => (count === 0 ? 0 : Math.sqrt(power / count)),
  };
}

/** Factor on the samples that brings a whole sound to the front end's level. */
export function melGain(rms: number, { rmsTarget, rmsFloor }: MelFrontEnd): number {
  return rmsTarget / Math.max(rms, rmsFloor);
}

/**
 * Makes a stream from sound to rows: row m is of the samples from `m * hop - lead` on, zeros lie outside the sound, and a sound has
 * {@link melRowCount} rows of numbers in [0, 1]. Memory does not grow with the sound.
 *
 * @param gain factor on the samples, from {@link melGain}
 * @param emit called for each row [melBins], in order
 * @source spec A.3; pinned by shared/golden/pdfgc, mel.npz
 */
export function createMelRowStream(frontEnd: MelFrontEnd, gain: number, emit: MelFrameSink): MelStream {
  const { windowSamples, hopSamples, fftSize, leadSamples, melBins } = frontEnd;
  const fft = createRealFft(fftSize);
  const filters = makeSlaneyFilters(frontEnd);
  const taper = makeMelTaper(frontEnd);
  const tapered = new Float64Array(windowSamples);
  const magnitudes = new Float64Array(fftSize / 2 + 1);
  const row = new Float32Array(melBins);
  // The samples from the next row's window on; `held` of them are there. The first window starts `lead` before the sound.
  const pending = new Float32Array(Math.max(windowSamples, leadSamples) + 4096);
  let held = leadSamples;
  let receivedSamples = 0;
  let emittedRows = 0;

  function emitRow(offset: number): void {
    for (let i = 0; i < windowSamples; i++) tapered[i] = pending[offset + i] * taper[i];
    fft.magnitudes(tapered, magnitudes);
    for (let m = 0; m < melBins; m++) {
      const level = 20 * Math.log10(Math.max(leastMagnitude, filteredSum(filters[m], magnitudes))) - referenceDb;
      row[m] = Math.min(1, Math.max(0, (level + rangeDb) / rangeDb));
    }
    emittedRows++;
    emit(row);
  }

  function append(samples: Float32Array, scale: number, rowLimit: number): void {
    for (let start = 0; start < samples.length;) {
      const count = Math.min(samples.length - start, pending.length - held);
      for (let i = 0; i < count; i++) pending[held + i] = samples[start + i] * scale;
      held += count;
      start += count;
      let offset = 0;
      for (; offset + windowSamples <= held && emittedRows < rowLimit; offset += hopSamples) emitRow(offset);
      pending.copyWithin(0, offset, held);
      held -= offset;
    }
  }

  return {
    push(samples) {
      receivedSamples += samples.length;
      append(samples, gain, Infinity);
    },
    finish() {
      const rowCount = melRowCount(receivedSamples, frontEnd);
      while (emittedRows < rowCount) append(new Float32Array(windowSamples), 0, rowCount);
    },
  };
}

/**
 * Hands out all rows of a sound, which is read twice: its level comes first. How long others wait for their turn is up to `samples`.
 *
 * @param samples mono float32 at the front end's rate, full scale = 1, in chunks of any length
 * @param emit    called for each row [melBins], in order; the array is reused
 * @throws StudioError 'job.cancelled', and what `samples` throws
 */
export async function streamMelRows(
  samples: () => AsyncIterable<Float32Array>,
  frontEnd: MelFrontEnd,
  emit: MelFrameSink,
  signal?: AbortSignalLike,
): Promise<void> {
  const meter = createRmsMeter();
  for await (const chunk of samples()) {
    throwIfCancelled(signal);
    meter.push(chunk);
  }
  const stream = createMelRowStream(frontEnd, melGain(meter.rms(), frontEnd), emit);
  for await (const chunk of samples()) {
    throwIfCancelled(signal);
    stream.push(chunk);
  }
  stream.finish();
}

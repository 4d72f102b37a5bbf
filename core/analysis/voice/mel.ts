import { createRealFft } from '../../tensor/real-fft.ts';
import type { AudioFrontEnd } from './audio-front-end.ts';
import { filteredSum, triangularFilters, type TriangularFilter } from './triangular-filters.ts';

/** Receives one frame [M]; the array is reused for the next frame. */
export type MelFrameSink = (features: Float32Array) => void;

/** Turns sound into log-mel frames as it arrives. */
export interface MelStream {
  /** Takes samples (full scale = 1) and hands out every frame whose window is now complete. */
  push(samples: Float32Array): void;
  /** Hands out the last frames, whose windows reach past the end (zeros there). Call once. */
  finish(): void;
}

function melFromHz(hz: number): number {
  return 2595 * Math.log10(1 + hz / 700);
}

function hzFromMel(mel: number): number {
  return 700 * (Math.pow(10, mel / 2595) - 1);
}

/** Triangles of peak 1, equally spaced on the HTK mel scale, on FFT magnitudes. [M] */
export function makeMelFilters({
  sampleRateHz,
  fftSize,
  melBins,
  minHz,
  maxHz,
}: AudioFrontEnd): readonly TriangularFilter[] {
  const low = melFromHz(minHz);
  const step = (melFromHz(maxHz) - low) / (melBins + 1);
  const edges = Float64Array.from({ length: melBins + 2 }, (_, i) => hzFromMel(low + i * step));
  return triangularFilters(edges, sampleRateHz / fftSize, fftSize / 2);
}

/**
 * Makes a stream from sound to log-mel frames. Frame f is centred on sample f * hop, zeros lie outside the sound,
 * and a sound of S samples has ceil(S / hop) frames. Memory does not grow with the sound.
 *
 * @param gain factor on the samples, from {@link createLoudnessMeter}
 * @param emit called for each frame [M], in order
 * @source training/facet_training/data/audio_features.py; pinned by resources/models/atlas/golden/audio-features.json
 */
export function createMelStream(frontEnd: AudioFrontEnd, gain: number, emit: MelFrameSink): MelStream {
  const { windowSamples, hopSamples, fftSize, melBins, logFloor, logOffset, logScale } = frontEnd;
  const half = windowSamples >> 1;
  const fft = createRealFft(fftSize);
  const filters = makeMelFilters(frontEnd);
  const taper = Float64Array.from(
    { length: windowSamples },
    (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / windowSamples),
  );
  const tapered = new Float64Array(windowSamples);
  const spectrum = new Float64Array(fftSize / 2 + 1);
  const features = new Float32Array(melBins);
  // The samples from the next frame's window start on; `held` of them are there. The first window starts half before 0.
  const pending = new Float32Array(windowSamples + 4096);
  let held = half;
  let receivedSamples = 0;
  let emittedFrames = 0;

  function emitFrame(offset: number): void {
    for (let i = 0; i < windowSamples; i++) tapered[i] = pending[offset + i] * taper[i];
    fft.magnitudes(tapered, spectrum);
    for (let m = 0; m < melBins; m++) {
      const sum = filteredSum(filters[m], spectrum);
      features[m] = (Math.log(Math.max(sum, logFloor)) + logOffset) / logScale;
    }
    emittedFrames++;
    emit(features);
  }

  function drain(frameLimit: number): void {
    let offset = 0;
    while (offset + windowSamples <= held && emittedFrames < frameLimit) {
      emitFrame(offset);
      offset += hopSamples;
    }
    pending.copyWithin(0, offset, held);
    held -= offset;
  }

  function append(samples: Float32Array, scale: number, frameLimit: number): void {
    for (let start = 0; start < samples.length;) {
      const count = Math.min(samples.length - start, pending.length - held);
      for (let i = 0; i < count; i++) pending[held + i] = samples[start + i] * scale;
      held += count;
      start += count;
      drain(frameLimit);
    }
  }

  return {
    push(samples) {
      receivedSamples += samples.length;
      append(samples, gain, Infinity);
    },
    finish() {
      append(new Float32Array(windowSamples), 0, Math.ceil(receivedSamples / hopSamples));
    },
  };
}

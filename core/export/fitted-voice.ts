import { pieceSec, type SoundtrackFitPlan } from './soundtrack-fit.ts';

/** Decoded sound that can be read from any place. Samples are interleaved [S, C] float32 in [-1, 1]. */
export interface SampleSource {
  readonly rateHz: number;
  readonly channels: number;
  /**
   * Reads up to `count` samples (per channel) from `startSample`; fewer at the end of the sound.
   * The array belongs to the caller.
   */
  read(startSample: number, count: number): Promise<Float32Array>;
}

/** Samples per chunk (per channel): small enough for flat memory, large enough to be cheap. */
const chunkSamples = 16_384;

/**
 * The sound of the output, sample by sample, as the plan says. Both the muxed track and the samples that drive the lips come from
 * here, so the two can not disagree. Piece borders are rounded on the output's own clock, so that errors never add up.
 *
 * @returns chunks of interleaved samples [S, C] at the source's rate; their total length is round(plan.durationSec * rateHz)
 */
export async function* fittedVoice(plan: SoundtrackFitPlan, source: SampleSource): AsyncGenerator<Float32Array> {
  let elapsedSec = 0;
  for (const piece of plan.pieces) {
    const first = Math.round(elapsedSec * source.rateHz);
    elapsedSec += pieceSec(piece);
    const length = Math.round(elapsedSec * source.rateHz) - first;
    for (let done = 0; done < length; done += chunkSamples) {
      const count = Math.min(chunkSamples, length - done);
      if (piece.kind === 'silence') {
        yield new Float32Array(count * source.channels);
      } else if (piece.isReversed) {
        const end = Math.round(piece.endSec * source.rateHz) - done;
        yield reversed(await readWhole(source, end - count, count), source.channels);
      } else {
        yield await readWhole(source, Math.round(piece.startSec * source.rateHz) + done, count);
      }
    }
  }
}

/** Reads exactly `count` samples; what lies outside the sound is silent (borders may round by one sample). */
async function readWhole(source: SampleSource, startSample: number, count: number): Promise<Float32Array> {
  const whole = new Float32Array(count * source.channels);
  const before = Math.max(0, -startSample);
  if (before < count) whole.set(await source.read(startSample + before, count - before), before * source.channels);
  return whole;
}

function reversed(samples: Float32Array, channels: number): Float32Array {
  const turned = new Float32Array(samples.length);
  const count = samples.length / channels;
  for (let sample = 0; sample < count; sample += 1) {
    for (let channel = 0; channel < channels; channel += 1) {
      turned[sample * channels + channel] = samples[(count - 1 - sample) * channels + channel];
    }
  }
  return turned;
}

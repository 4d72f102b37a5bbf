import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLoudnessMeter } from '../../../core/analysis/voice/loudness.ts';
import { createMelStream } from '../../../core/analysis/voice/mel.ts';
import { isStudioError } from '../../../core/errors.ts';
import type { LipPredictor } from '../../../core/ports/voice.ts';
import { createLipPredictor } from '../../../main/engine/models/lip-predictor.ts';
import { loadModelPack, type AtlasPack } from '../../../main/engine/onnx/model-manifest.ts';
import { atlasFolder, goldenWaveform, inChunks, readGolden } from './atlas-voice.ts';

interface GoldenFeatures {
  readonly waveform: { readonly samples: number };
  readonly waveformProbe: Readonly<Record<string, number>>;
  readonly gain: number;
  readonly gainTolerance: number;
  readonly mel: readonly (readonly number[])[] | readonly number[];
  readonly melShape: readonly [number, number];
  readonly melTolerance: number;
}

interface GoldenPrediction {
  readonly coefficients: readonly (readonly number[])[];
  readonly opening: readonly number[];
  readonly closed_logit: readonly number[];
  readonly hiddenFirstFrame: readonly number[];
  readonly tolerance: number;
}

const features = readGolden<GoldenFeatures>('audio-features.json');
const wanted = readGolden<GoldenPrediction>('lip-predictor.json');
const waveform = goldenWaveform(features.waveform.samples);

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  let most = 0;
  for (let i = 0; i < a.length; i++) most = Math.max(most, Math.abs(a[i] - b[i]));
  return most;
}

describe('the sound front end', () => {
  let pack: AtlasPack;
  beforeAll(async () => {
    pack = await loadModelPack(atlasFolder);
  });

  it('makes the golden waveform of the recipe', () => {
    for (const [place, value] of Object.entries(features.waveformProbe))
      expect(waveform[Number(place)]).toBeCloseTo(value, 8);
  });

  it('measures the same gain as training', () => {
    const meter = createLoudnessMeter(pack.frontEnd);
    meter.push(waveform);
    expect(Math.abs(meter.finish().gain - features.gain)).toBeLessThan(features.gain * features.gainTolerance);
  });

  it('makes the same log-mel frames as training, however the sound is cut', async () => {
    const rows: Float32Array[] = [];
    const stream = createMelStream(pack.frontEnd, features.gain, (frame) => rows.push(frame.slice()));
    for await (const chunk of inChunks(waveform)()) stream.push(chunk);
    stream.finish();
    const [bins, frames] = features.melShape;
    expect(rows.length).toBe(frames);
    const made = Array.from({ length: bins * frames }, (_, i) => rows[i % frames][Math.floor(i / frames)]);
    expect(largestDifference(made, features.mel.flat())).toBeLessThan(features.melTolerance);
  });
});

describe('the lip predictor', () => {
  let pack: AtlasPack;
  let predictor: LipPredictor;
  beforeAll(async () => {
    pack = await loadModelPack(atlasFolder);
    predictor = await createLipPredictor({ pack });
  });
  afterAll(() => predictor.close());

  it('predicts what the exported graph predicts for the golden sound', async () => {
    const made = await predictor.predict(inChunks(waveform));
    expect(made.stepCount).toBe(wanted.opening.length);
    expect(largestDifference(made.coefficients, wanted.coefficients.flat())).toBeLessThan(wanted.tolerance);
    expect(largestDifference(made.opening, wanted.opening)).toBeLessThan(wanted.tolerance);
    expect(largestDifference(made.hidden.subarray(0, made.hiddenSize), wanted.hiddenFirstFrame)).toBeLessThan(
      wanted.tolerance,
    );
    const probabilities = wanted.closed_logit.map((logit) => 1 / (1 + Math.exp(-logit)));
    expect(largestDifference(made.closedProbability, probabilities)).toBeLessThan(wanted.tolerance);
  });

  it('predicts the same in short chunks as in one piece', async () => {
    const long = goldenWaveform(16_000 * 7 + 77);
    const chunked = await createLipPredictor({ pack, chunkSteps: 21 });
    const [inPieces, whole] = [
      await chunked.predict(inChunks(long, 333)),
      await predictor.predict(inChunks(long, long.length)),
    ];
    await chunked.close();
    expect(inPieces.stepCount).toBe(176);
    expect(largestDifference(inPieces.coefficients, whole.coefficients)).toBeLessThan(1e-4);
    expect(largestDifference(inPieces.opening, whole.opening)).toBeLessThan(1e-4);
    expect(largestDifference(inPieces.hidden, whole.hidden)).toBeLessThan(1e-3);
  });

  it('predicts the same for a voice 12 dB quieter', async () => {
    const long = goldenWaveform(16_000 * 4);
    const loud = await predictor.predict(inChunks(long));
    const quiet = await predictor.predict(inChunks(long.map((sample) => sample / 4)));
    expect(largestDifference(loud.opening, quiet.opening)).toBeLessThan(1e-3);
    expect([...quiet.isSpeech]).toEqual([...loud.isSpeech]);
  });

  it('refuses a silent voice in words that say what to do', async () => {
    const silent = new Float32Array(32_000).fill(1e-4);
    const failure = await predictor.predict(inChunks(silent)).catch((error: unknown) => error);
    expect(isStudioError(failure, 'media.silent-voice')).toBe(true);
    const nothing = await predictor.predict(inChunks(new Float32Array(0))).catch((error: unknown) => error);
    expect(isStudioError(nothing, 'media.silent-voice')).toBe(true);
  });

  it('warns of a clipped voice and uses it all the same', async () => {
    const clipped = goldenWaveform(32_000).map((sample) => Math.max(-1, Math.min(1, sample * 40)));
    const made = await predictor.predict(inChunks(clipped));
    expect(made.warnings.map(({ code }) => code)).toContain('voice.clipped');
    const clean = await predictor.predict(inChunks(goldenWaveform(32_000)));
    expect(clean.warnings.map(({ code }) => code)).not.toContain('voice.clipped');
  });

  it('stops when cancelled between chunks', async () => {
    const controller = new AbortController();
    const long = goldenWaveform(16_000 * 30);
    let reads = 0;
    const counted = () => {
      reads++;
      if (reads === 2) controller.abort();
      return inChunks(long)();
    };
    const failure = await predictor.predict(counted, controller.signal).catch((error: unknown) => error);
    expect(isStudioError(failure, 'job.cancelled')).toBe(true);
  });
});

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { sayingOf } from '../../../core/saying.ts';
import { createLoudnessMeter, silentDbfs, type Loudness } from '../../../core/analysis/voice/loudness.ts';
import { createMelStream } from '../../../core/analysis/voice/mel.ts';
import { detectSpeech, speechAtSteps } from '../../../core/analysis/voice/voice-activity.ts';
import { StudioError, throwIfCancelled, type AbortSignalLike } from '../../../core/errors.ts';
import type { LipPredictor, VoicePrediction, VoiceWarning } from '../../../core/ports/voice.ts';
import type { AtlasPack } from '../onnx/model-manifest.ts';
import { openModelSession, type ExecutionProvider, type ModelOutput, type ModelSession } from '../onnx/session.ts';

/** What {@link createLipPredictor} needs. */
export interface LipPredictorOptions {
  readonly pack: AtlasPack;
  /** Default 'cpu'. */
  readonly provider?: ExecutionProvider;
  /** Steps predicted at once, without the context; default 250 (10 s). Any length gives the same result. */
  readonly chunkSteps?: number;
}

/** Share of clipped samples in the active part from which on the sound is harmed. */
const clippedShareLimit = 0.002;

/** Below this loudest level a voice is so quiet that its noise is amplified along with it. */
const quietDbfs = -40;

/** A sound in memory never waits for anything: others get a turn after so many samples (30 s). */
const longestTurnSamples = 480_000;

/** Result arrays of one prediction. */
interface PredictionRows {
  readonly coefficients: Float32Array;
  readonly opening: Float32Array;
  readonly closedProbability: Float32Array;
  readonly hidden: Float32Array;
}

/**
 * Opens the lip predictor of a pack: log-mel, network, speech gate. The sound is read twice (loudness first), the
 * network sees it in chunks with its whole context, so the result does not depend on the chunk length.
 * The caller closes it; predictions run one at a time.
 *
 * @throws StudioError 'models.damaged'
 * @source manifest `audio`, `lip`, `graphs.lipPredictor`; pinned by golden/lip-predictor.json
 */
export async function createLipPredictor(options: LipPredictorOptions): Promise<LipPredictor> {
  const { pack, chunkSteps = 250, provider } = options;
  const file = join(pack.folder, pack.manifest.graphs.lipPredictor.file);
  // As bytes: in a packaged application the file may lie in an archive that only Node can look into.
  const session = await openModelSession(await readModel(file), provider === undefined ? {} : { provider });
  return {
    async predict(samples, signal) {
      const loudness = await measureLoudness(samples, pack, signal);
      refuseSilence(loudness);
      const { rows, stepCount, hiddenSize } = await predictSteps({
        samples,
        pack,
        session,
        chunkSteps,
        loudness,
        signal,
      });
      const { frameRateHz, outputTimeOffsetSec, components } = pack.manifest.lip;
      const isSpeech = speechAtSteps(
        detectSpeech(loudness.speechLevelsDb),
        frameRateHz,
        outputTimeOffsetSec,
        stepCount,
      );
      return {
        rateHz: frameRateHz,
        startSec: outputTimeOffsetSec,
        stepCount,
        componentCount: components,
        hiddenSize,
        ...rows,
        isSpeech,
        durationSec: loudness.sampleCount / pack.frontEnd.sampleRateHz,
        warnings: warningsFor(loudness, isSpeech),
      } satisfies VoicePrediction;
    },
    close: () => session.close(),
  };
}

async function readModel(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (cause) {
    throw new StudioError(
      'models.damaged',
      `The model ${file} cannot be read. Install the model pack again.`,
      { file },
      cause,
    );
  }
}

async function measureLoudness(
  samples: () => AsyncIterable<Float32Array>,
  pack: AtlasPack,
  signal: AbortSignalLike | undefined,
): Promise<Loudness> {
  const meter = createLoudnessMeter(pack.frontEnd);
  let sinceTurn = 0;
  for await (const chunk of samples()) {
    throwIfCancelled(signal);
    meter.push(chunk);
    sinceTurn += chunk.length;
    if (sinceTurn < longestTurnSamples) continue;
    sinceTurn = 0;
    await nextTurn();
  }
  return meter.finish();
}

function refuseSilence({ loudestDbfs, sampleCount }: Loudness): void {
  if (loudestDbfs > silentDbfs) return;
  const found = sampleCount === 0 ? 'it holds no samples' : `its loudest moment is at ${loudestDbfs.toFixed(0)} dBFS`;
  throw new StudioError(
    'media.silent-voice',
    `The voice is silent (${found}). Choose the right track, or raise its level above ${silentDbfs} dBFS.`,
    {
      loudestDbfs,
      sampleCount,
    },
  );
}

function warningsFor({ clippedShare, loudestDbfs }: Loudness, isSpeech: Uint8Array): readonly VoiceWarning[] {
  const warnings: VoiceWarning[] = [];
  if (clippedShare > clippedShareLimit) {
    const percent = (clippedShare * 100).toFixed(1);
    warnings.push({
      code: 'voice.clipped',
      sentence: `The voice is clipped (${percent} % of its loud samples): lips may follow it less well. Export it again with a lower level.`,
      saying: sayingOf('voice.clipped', { percent: Number(percent) }),
    });
  }
  if (loudestDbfs < quietDbfs) {
    warnings.push({
      code: 'voice.quiet',
      sentence: `The voice is very quiet (${loudestDbfs.toFixed(0)} dBFS at its loudest): its noise is raised along with it.`,
      saying: sayingOf('voice.quiet', { loudestDbfs }),
    });
  }
  if (!isSpeech.includes(1))
    warnings.push({
      code: 'voice.no-speech',
      sentence: 'No speech was found in the voice: the lips will rest.',
      saying: sayingOf('voice.no-speech', {}),
    });
  return warnings;
}

/** Input of {@link predictSteps}. */
interface StepJob {
  readonly samples: () => AsyncIterable<Float32Array>;
  readonly pack: AtlasPack;
  readonly session: ModelSession;
  readonly chunkSteps: number;
  readonly loudness: Loudness;
  readonly signal: AbortSignalLike | undefined;
}

/** Mel frames of the sound that are still needed: a sliding window of chunk plus context. */
class MelWindow {
  readonly bins: number;
  firstFrame = 0;
  frameCount = 0;
  #frames: Float32Array;

  constructor(bins: number, capacity: number) {
    this.bins = bins;
    this.#frames = new Float32Array(bins * capacity);
  }

  get endFrame(): number {
    return this.firstFrame + this.frameCount;
  }

  push(features: Float32Array): void {
    const at = this.frameCount * this.bins;
    if (at + this.bins > this.#frames.length) {
      const larger = new Float32Array(this.#frames.length * 2);
      larger.set(this.#frames);
      this.#frames = larger;
    }
    this.#frames.set(features, at);
    this.frameCount++;
  }

  /** Forgets the frames before `frame`. */
  dropBefore(frame: number): void {
    const dropped = Math.min(this.frameCount, Math.max(0, frame - this.firstFrame));
    this.#frames.copyWithin(0, dropped * this.bins, this.frameCount * this.bins);
    this.firstFrame += dropped;
    this.frameCount -= dropped;
  }

  /** Frames [from, to) as [M, F], the network's layout. */
  read(from: number, to: number): Float32Array {
    const count = to - from;
    const out = new Float32Array(this.bins * count);
    for (let f = 0; f < count; f++) {
      const at = (from - this.firstFrame + f) * this.bins;
      for (let m = 0; m < this.bins; m++) out[m * count + f] = this.#frames[at + m];
    }
    return out;
  }
}

async function predictSteps(job: StepJob): Promise<{ rows: PredictionRows; stepCount: number; hiddenSize: number }> {
  const { pack, session, chunkSteps, loudness, signal } = job;
  const { hopSamples, melBins } = pack.frontEnd;
  const { contextFrames, melFramesPerOutput: framesPerStep, components } = pack.manifest.lip;
  const frameTotal = Math.ceil(loudness.sampleCount / hopSamples);
  const stepCount = Math.ceil(frameTotal / framesPerStep);
  const hiddenSize = hiddenSizeOf(pack);
  const rows: PredictionRows = {
    coefficients: new Float32Array(stepCount * components),
    opening: new Float32Array(stepCount),
    closedProbability: new Float32Array(stepCount),
    hidden: new Float32Array(stepCount * hiddenSize),
  };
  const window = new MelWindow(melBins, (chunkSteps + 2 * contextFrames + 4) * framesPerStep);
  const stream = createMelStream(pack.frontEnd, loudness.gain, (features) => window.push(features));
  let doneSteps = 0;

  async function predictReady(isLast: boolean): Promise<void> {
    while (doneSteps < stepCount) {
      const endStep = Math.min(stepCount, doneSteps + chunkSteps);
      const endFrame = Math.min(frameTotal, (endStep + contextFrames) * framesPerStep);
      if (!isLast && window.endFrame < endFrame) return;
      throwIfCancelled(signal);
      const firstStep = Math.max(0, doneSteps - contextFrames);
      const mel = window.read(firstStep * framesPerStep, endFrame);
      const outputs = await session.run({ mel: { data: mel, shape: [1, melBins, mel.length / melBins] } });
      copyRows(outputs, rows, {
        skip: doneSteps - firstStep,
        at: doneSteps,
        count: endStep - doneSteps,
        components,
        hiddenSize,
      });
      doneSteps = endStep;
      window.dropBefore((doneSteps - contextFrames) * framesPerStep);
      await nextTurn();
    }
  }

  for await (const chunk of job.samples()) {
    throwIfCancelled(signal);
    // A chunk may be the whole sound: its frames are taken out second by second.
    for (let start = 0; start < chunk.length; start += pack.frontEnd.sampleRateHz) {
      stream.push(chunk.subarray(start, start + pack.frontEnd.sampleRateHz));
      await predictReady(false);
    }
  }
  stream.finish();
  await predictReady(true);
  return { rows, stepCount, hiddenSize };
}

function hiddenSizeOf({ manifest, folder }: AtlasPack): number {
  const size = manifest.graphs.lipPredictor.outputs.find(({ name }) => name === 'hidden')?.shape.at(-1);
  if (typeof size === 'number') return size;
  throw new StudioError(
    'models.damaged',
    `The model pack in ${folder} does not say how many features its predictor has. Install it again.`,
    { folder },
  );
}

/** Which rows of a chunk's outputs go where. */
interface RowSpan {
  readonly skip: number;
  readonly at: number;
  readonly count: number;
  readonly components: number;
  readonly hiddenSize: number;
}

function copyRows(
  outputs: Readonly<Record<string, ModelOutput>>,
  rows: PredictionRows,
  { skip, at, count, components, hiddenSize }: RowSpan,
): void {
  const copy = (from: Float32Array, to: Float32Array, width: number) =>
    to.set(from.subarray(skip * width, (skip + count) * width), at * width);
  const { coefficients, opening, hidden, closed_logit: closedLogit } = outputs;
  copy(coefficients.data, rows.coefficients, components);
  copy(opening.data, rows.opening, 1);
  copy(hidden.data, rows.hidden, hiddenSize);
  for (let t = 0; t < count; t++) rows.closedProbability[at + t] = 1 / (1 + Math.exp(-closedLogit.data[skip + t]));
}

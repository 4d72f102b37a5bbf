import { percentileOf } from '../../tensor/order-statistics.ts';
import type { AudioFrontEnd } from './audio-front-end.ts';

/** What one pass over a sound tells before the network hears it. */
export interface Loudness {
  readonly sampleCount: number;
  /** Level of each whole 10 ms hop, dB full scale, at least -120. [S / hop] */
  readonly levelsDb: Float32Array;
  /** The same without the rumble below speech (200 Hz high-pass): what tells speech from noise. [S / hop] */
  readonly speechLevelsDb: Float32Array;
  /** Factor that brings the active part to the target level. */
  readonly gain: number;
  /** Level of the loudest hop, dB full scale; -120 for no sound. */
  readonly loudestDbfs: number;
  /** Samples in flat runs at full scale, as a share of all samples in active hops, 0 to 1. */
  readonly clippedShare: number;
}

/** Measures loudness as the sound arrives; memory grows by 8 bytes a hop. */
export interface LoudnessMeter {
  push(samples: Float32Array): void;
  finish(): Loudness;
}

/** A sound whose loudest moment is not above this is nobody's voice, dB full scale. */
export const silentDbfs = -55;

/** At and above this a converter has nothing left; three samples in a row there are a flat top, not a peak. */
const fullScale = 0.999;
const flatRunSamples = 3;

const quietestDb = -120;

/** Rooms, hands and mains hum below this; speech has most of what tells it apart above. */
const rumbleHz = 200;

/** Second-order Butterworth high-pass for a stream of samples. */
function makeHighPass(cutoffHz: number, sampleRateHz: number): (sample: number) => number {
  const w = Math.tan((Math.PI * cutoffHz) / sampleRateHz);
  const scale = 1 / (1 + Math.SQRT2 * w + w * w);
  const a1 = 2 * (w * w - 1) * scale;
  const a2 = (1 - Math.SQRT2 * w + w * w) * scale;
  let x1 = 0;
  let x2 = 0;
  let y1 = 0;
  let y2 = 0;
  return (sample) => {
    const out = scale * (sample - 2 * x1 + x2) - a1 * y1 - a2 * y2;
    x2 = x1;
    x1 = sample;
    y2 = y1;
    y1 = out;
    return out;
  };
}

/** Levels that grow hop by hop. */
class LevelList {
  #levels = new Float32Array(1024);
  #count = 0;

  /** Takes a hop's mean power. */
  push(power: number): void {
    if (this.#count === this.#levels.length) {
      const larger = new Float32Array(this.#levels.length * 2);
      larger.set(this.#levels);
      this.#levels = larger;
    }
    this.#levels[this.#count++] = 10 * Math.log10(Math.max(power, 1e-12));
  }

  get values(): Float32Array {
    return this.#levels.subarray(0, this.#count);
  }
}

/**
 * Makes a meter for one sound.
 * @source training/facet_training/data/audio_features.py (hop_levels_db, speech_gain); pinned by golden/audio-features.json
 */
export function createLoudnessMeter(frontEnd: AudioFrontEnd): LoudnessMeter {
  const { hopSamples } = frontEnd;
  const levels = new LevelList();
  const speechLevels = new LevelList();
  const highPass = makeHighPass(rumbleHz, frontEnd.sampleRateHz);
  let power = 0;
  let speechPower = 0;
  let inHop = 0;
  let sampleCount = 0;
  let flatRun = 0;
  let clipped = 0;

  function closeHop(): void {
    levels.push(power / hopSamples);
    speechLevels.push(speechPower / hopSamples);
    power = 0;
    speechPower = 0;
    inHop = 0;
  }

  return {
    push(samples) {
      for (const sample of samples) {
        power += sample * sample;
        speechPower += highPass(sample) ** 2;
        flatRun = Math.abs(sample) >= fullScale ? flatRun + 1 : 0;
        if (flatRun === flatRunSamples) clipped += flatRunSamples;
        else if (flatRun > flatRunSamples) clipped++;
        if (++inHop === hopSamples) closeHop();
      }
      sampleCount += samples.length;
    },
    finish() {
      const levelsDb = levels.values;
      const { gain, activeHops } = speechGain(levelsDb, frontEnd);
      const loudestDbfs = levelsDb.reduce((most, level) => Math.max(most, level), quietestDb);
      const clippedShare = activeHops === 0 ? 0 : Math.min(1, clipped / (activeHops * hopSamples));
      return { sampleCount, levelsDb, speechLevelsDb: speechLevels.values, gain, loudestDbfs, clippedShare };
    },
  };
}

function speechGain(
  levelsDb: Float32Array,
  { rmsTarget, loudness: rule }: AudioFrontEnd,
): { gain: number; activeHops: number } {
  const reference = percentileOf(levelsDb, rule.percentile / 100);
  const least = Math.max(reference - rule.activeRangeDb, rule.activeMinimumDbfs);
  let activeHops = 0;
  let power = 0;
  for (const level of levelsDb) {
    if (!(level >= least)) continue;
    activeHops++;
    power += Math.pow(10, level / 10);
  }
  if (activeHops < rule.minimumActiveHops) return { gain: 1, activeHops };
  const most = Math.pow(10, rule.maximumGainDb / 20);
  return { gain: Math.min(rmsTarget / Math.sqrt(power / activeHops), most), activeHops };
}

import { percentileOf } from '../../tensor/order-statistics.ts';

/** Hops (10 ms) of a second. */
const hopsPerSecond = 100;

/** Levels are averaged over this many hops, so that single glottal pulses and clicks do not switch the gate. */
const smoothingHops = 5;

/** The floor is the quietest stretch of this length: the dips of unsteady noise lie far below it. */
const floorSmoothingHops = 15;

/** The noise floor is looked for within this distance on each side: long enough to meet a gap between words. */
const floorReachHops = 3 * hopsPerSecond;

/** Speech has to rise above the noise floor by this much to begin, and to stay above it to go on. */
const onsetAboveFloorDb = 9;
const holdAboveFloorDb = 6;

/** Speech spans about 30 dB from open vowels to weak fricatives; what lies farther below the loud parts is not speech. */
const speechRangeDb = 34;

/** The gate never asks for more than this below the loud parts, however loud the noise floor is. */
const leastRangeDb = 15;

/** Nothing quieter is speech, whatever the rest of the recording is. */
const leastSpeechDbfs = -70;

/** Shorter pauses belong to speech: plosives are silent for up to 150 ms while the mouth is already moving on. */
const shortestPauseHops = 20;

/** Shorter bursts with silence around them are clicks and breaths. */
const shortestBurstHops = 6;

/**
 * Decides for every 10 ms hop whether somebody speaks, from the levels alone: a gate above a noise floor that follows
 * the recording, with hysteresis. Pauses under 200 ms count as speech.
 *
 * It cannot tell speech from music or other sound of the same level.
 *
 * @param levelsDb [hops] dB full scale without rumble, `speechLevelsDb` of {@link createLoudnessMeter}
 * @returns [hops] 1 where somebody speaks
 */
export function detectSpeech(levelsDb: Float32Array): Uint8Array {
  const isSpeech = new Uint8Array(levelsDb.length);
  if (levelsDb.length === 0) return isSpeech;
  const smooth = smoothLevels(levelsDb, smoothingHops);
  const loud = percentileOf(smooth, 0.95);
  const floor = slidingMinimum(smoothLevels(smooth, floorSmoothingHops), floorReachHops);
  let isOn = false;
  for (let t = 0; t < smooth.length; t++) {
    const above = isOn ? holdAboveFloorDb : onsetAboveFloorDb;
    const threshold = Math.max(Math.min(floor[t] + above, loud - leastRangeDb), loud - speechRangeDb, leastSpeechDbfs);
    isOn = smooth[t] > threshold;
    isSpeech[t] = isOn ? 1 : 0;
  }
  fillRuns(isSpeech, 0, shortestPauseHops, 1);
  fillRuns(isSpeech, 1, shortestBurstHops, 0);
  return isSpeech;
}

/** Mean power over `hops` around each hop, back in dB. */
function smoothLevels(levelsDb: Float32Array, hops: number): Float32Array {
  const half = hops >> 1;
  return levelsDb.map((_, t) => {
    let power = 0;
    let count = 0;
    for (let i = Math.max(0, t - half); i <= Math.min(levelsDb.length - 1, t + half); i++, count++)
      power += Math.pow(10, levelsDb[i] / 10);
    return 10 * Math.log10(power / count);
  });
}

/** Least value within `reach` on each side of every place (monotone queue, linear time). */
function slidingMinimum(values: Float32Array, reach: number): Float32Array {
  const out = new Float32Array(values.length);
  const queue = new Int32Array(values.length);
  let head = 0;
  let tail = 0;
  for (let end = 0, t = 0; t < values.length; t++) {
    for (; end < values.length && end <= t + reach; end++) {
      while (tail > head && values[queue[tail - 1]] >= values[end]) tail--;
      queue[tail++] = end;
    }
    while (queue[head] < t - reach) head++;
    out[t] = values[queue[head]];
  }
  return out;
}

/** Overwrites runs of `value` shorter than `shortest` with `replacement`; runs at the ends are left as they are. */
function fillRuns(flags: Uint8Array, value: 0 | 1, shortest: number, replacement: 0 | 1): void {
  for (let start = 0; start < flags.length;) {
    let end = start;
    while (end < flags.length && flags[end] === value) end++;
    const isInside = start > 0 && end < flags.length;
    if (end > start && end - start < shortest && isInside) flags.fill(replacement, start, end);
    start = Math.max(end, start + 1);
  }
}

/**
 * Brings the decisions to another rate: a step is speech when any hop within half a step of its centre is.
 *
 * @param isSpeech  [hops] at 100 Hz, hop h spans h to h + 1 hundredths of a second
 * @param rateHz    steps a second
 * @param startSec  centre of step 0
 * @returns [stepCount]
 */
export function speechAtSteps(isSpeech: Uint8Array, rateHz: number, startSec: number, stepCount: number): Uint8Array {
  return Uint8Array.from({ length: stepCount }, (_, t) => {
    const first = Math.floor((startSec + (t - 0.5) / rateHz) * hopsPerSecond);
    const end = Math.ceil((startSec + (t + 0.5) / rateHz) * hopsPerSecond);
    for (let hop = Math.max(0, first); hop < Math.min(end, isSpeech.length); hop++) if (isSpeech[hop] === 1) return 1;
    return 0;
  });
}

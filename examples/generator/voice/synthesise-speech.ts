import { gaussian, makeRandom } from '../seeded-random.ts';
import { makeAntiResonator, makeBandPass, makeResonator } from './resonator.ts';
import { makeCycleNoise, pitchOf, spansOf, type SpeechSpan } from './speech-tracks.ts';
import type { SpeakerVoice, Utterance } from './utterance.ts';

/** Samples per second of the synthesised speech. */
export const speechRateHz = 24000;

/** The tract is retuned once per this many samples (2 ms). */
const blockLength = 48;
const formantBandwidths = [70, 95, 140, 240, 300];
const bandCount = 2;
/** Level of the loudest tenth of a second after normalisation, RMS. */
const wantedLevel = 0.16;

interface TractState {
  formants: [number, number, number];
  voicing: number;
  breath: number;
  turbulence: number;
  nasality: number;
  bands: [number, number, number][];
}

/**
 * Speaks an utterance with a formant synthesiser: a glottal pulse train and noise through a cascade of resonances,
 * turbulence through parallel bands.
 *
 * @returns mono samples in [-1, 1] at {@link speechRateHz}, sample 0 at the utterance's time 0
 * @source Klatt, "Software for a cascade/parallel formant synthesizer", 1980
 */
export function synthesiseSpeech(utterance: Utterance, voice: SpeakerVoice): Float32Array {
  const spans = spansOf(utterance);
  const pitch = pitchOf(utterance, voice);
  const out = new Float32Array(Math.ceil(utterance.durationSec * speechRateHz));
  const tract = makeTract(voice);
  const glottis = makeGlottis(voice);
  const random = makeRandom(voice.seed + 11);
  const state: TractState = {
    formants: [500, 1500, 2500],
    voicing: 0,
    breath: 0,
    turbulence: 0,
    nasality: 0,
    bands: [
      [1000, 1000, 0],
      [5000, 1000, 0],
    ],
  };
  for (let start = 0; start < out.length; start += blockLength) {
    const timeSec = (start + blockLength / 2) / speechRateHz;
    blendState(spans, timeSec, state);
    tract.tune(state);
    const hz = pitch(timeSec);
    for (let i = start; i < Math.min(out.length, start + blockLength); i++) {
      const noise = gaussian(random);
      const { flow, openness } = glottis(hz);
      const source = state.voicing * (flow + voice.breathiness * 0.05 * noise * openness) + state.breath * 0.11 * noise;
      out[i] = tract.step(source, state.turbulence * noise * (state.voicing > 0.15 ? 0.4 + 0.6 * openness : 1));
    }
  }
  return finish(out, random);
}

/** Weighted mean of the spans about a moment: formants change softly, sources quickly. */
function blendState(spans: readonly SpeechSpan[], timeSec: number, state: TractState): void {
  const formants: [number, number, number] = [0, 0, 0];
  const strength = { voicing: 0, breath: 0, turbulence: 0, nasality: 0 };
  const bands = state.bands.map((): [number, number, number] => [0, 0, 0]);
  spans.forEach((span, i) => {
    if (timeSec < span.startSec - 0.3 || timeSec > span.endSec + 0.3) return;
    const next = spans[i + 1];
    const slow =
      ramp((timeSec - span.startSec) / span.glideSec) - ramp((timeSec - span.endSec) / (next?.glideSec ?? 0.02));
    const edge = edgeSec(span);
    const fast = ramp((timeSec - span.startSec) / edge) - ramp((timeSec - span.endSec) / edgeSec(next));
    for (let k = 0; k < 3; k++) formants[k] += slow * span.formants[k];
    strength.voicing += fast * span.voicing;
    strength.breath += fast * span.breath;
    strength.turbulence += fast * span.turbulence;
    strength.nasality += fast * span.nasality;
    for (let k = 0; k < bandCount; k++) {
      const [centre, width, gain] = span.bands[k] ?? span.bands[0] ?? [3000, 2000, 0];
      bands[k][0] += fast * centre;
      bands[k][1] += fast * width;
      bands[k][2] += fast * (k < span.bands.length ? gain : 0);
    }
  });
  Object.assign(state, strength, { formants, bands });
}

/** How quickly a span's sources set in: bursts at once, all else over some milliseconds. */
function edgeSec(span: SpeechSpan | undefined): number {
  return span && span.turbulence > 1 ? 0.0015 : 0.009;
}

function makeTract(voice: SpeakerVoice): {
  tune: (state: TractState) => void;
  step: (source: number, turbulence: number) => number;
} {
  const cascade = formantBandwidths.map(() => makeResonator(speechRateHz));
  const nasalPole = makeResonator(speechRateHz);
  const nasalZero = makeAntiResonator(speechRateHz);
  const bands = Array.from({ length: bandCount }, () => makeBandPass(speechRateHz));
  let gains = [0, 0];
  let previous = 0;
  return {
    tune(state) {
      const frequencies = [...state.formants, 3500, 4500].map((hz) => hz * voice.tractScale);
      cascade.forEach((resonator, k) =>
        resonator.tune(
          Math.max(150, frequencies[k]),
          formantBandwidths[k] * (1 + 0.9 * state.nasality) * (1 + 0.8 * state.breath),
        ),
      );
      nasalPole.tune(270, 100);
      nasalZero.tune(270 + 190 * state.nasality, 100);
      bands.forEach((band, k) =>
        band.tune(state.bands[k][0] * (0.6 + 0.4 * voice.tractScale), Math.max(100, state.bands[k][1])),
      );
      gains = state.bands.map((band) => band[2]);
    },
    step(source, turbulence) {
      let sound = nasalZero.step(nasalPole.step(source));
      for (const resonator of cascade) sound = resonator.step(sound);
      bands.forEach((band, k) => (sound += 0.5 * gains[k] * band.step(turbulence)));
      // Lips radiate changes, not steady flow.
      const radiated = sound - 0.55 * previous;
      previous = sound;
      return radiated;
    },
  };
}

/** Derivative of the glottal flow, one value per sample, and how open the glottis is (0 to 1). */
function makeGlottis(voice: SpeakerVoice): (pitchHz: number) => { flow: number; openness: number } {
  const cycle = makeCycleNoise(voice.seed + 5);
  const openPart = 0.52 + 0.2 * voice.breathiness;
  let phase = 0;
  let irregular = cycle();
  let smooth = 0;
  return (pitchHz) => {
    phase += pitchHz / irregular.period / speechRateHz;
    if (phase >= 1) {
      phase -= 1;
      irregular = cycle();
    }
    const t = phase / openPart;
    const pulse = t < 1 ? irregular.strength * (2 * t - 3 * t * t) : 0;
    smooth += (pulse - smooth) * (0.85 - 0.3 * voice.breathiness);
    return { flow: smooth, openness: t < 1 ? 4 * t * (1 - t) : 0 };
  };
}

/** Brings speech to a usual level over a trace of room noise. */
function finish(samples: Float32Array, random: () => number): Float32Array {
  const window = Math.round(speechRateHz / 10);
  let loudest = 1e-9;
  for (let start = 0; start + window <= samples.length; start += window) {
    let energy = 0;
    for (let i = start; i < start + window; i++) energy += samples[i] * samples[i];
    loudest = Math.max(loudest, Math.sqrt(energy / window));
  }
  const gain = wantedLevel / loudest;
  return samples.map((value) => 0.98 * Math.tanh(gain * value) + 0.00025 * gaussian(random));
}

function ramp(x: number): number {
  return x > 12 ? 1 : x < -12 ? 0 : 1 / (1 + Math.exp(-2 * x));
}

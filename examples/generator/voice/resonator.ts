/** A second-order resonance whose frequency may change while it runs. */
export interface Resonator {
  /** Sets frequency and bandwidth in Hz. */
  tune(frequencyHz: number, bandwidthHz: number): void;
  step(input: number): number;
}

/** A resonator with gain 1 at 0 Hz, as a vocal tract in cascade needs it (Klatt 1980). */
export function makeResonator(sampleRateHz: number): Resonator {
  let [a, b, c, y1, y2] = [1, 0, 0, 0, 0];
  return {
    tune(frequencyHz, bandwidthHz) {
      const r = Math.exp((-Math.PI * bandwidthHz) / sampleRateHz);
      c = -r * r;
      b = 2 * r * Math.cos((2 * Math.PI * frequencyHz) / sampleRateHz);
      a = 1 - b - c;
    },
    step(input) {
      const y = a * input + b * y1 + c * y2;
      y2 = y1;
      y1 = y;
      return y;
    },
  };
}

/** The inverse of {@link makeResonator}: a dip, for the side branch of a nasal sound. */
export function makeAntiResonator(sampleRateHz: number): Resonator {
  let [a, b, c, x1, x2] = [1, 0, 0, 0, 0];
  return {
    tune(frequencyHz, bandwidthHz) {
      const r = Math.exp((-Math.PI * bandwidthHz) / sampleRateHz);
      const cosine = 2 * r * Math.cos((2 * Math.PI * frequencyHz) / sampleRateHz);
      a = 1 / (1 - cosine + r * r);
      b = -cosine * a;
      c = r * r * a;
    },
    step(input) {
      const y = a * input + b * x1 + c * x2;
      x2 = x1;
      x1 = input;
      return y;
    },
  };
}

/** A band-pass with gain near 1 at its centre, for turbulence. */
export function makeBandPass(sampleRateHz: number): Resonator {
  let [gain, b, c, y1, y2, x1, x2] = [0, 0, 0, 0, 0, 0, 0];
  return {
    tune(frequencyHz, bandwidthHz) {
      const r = Math.exp((-Math.PI * bandwidthHz) / sampleRateHz);
      gain = (1 - r * r) / 2;
      b = 2 * r * Math.cos((2 * Math.PI * Math.min(frequencyHz, sampleRateHz * 0.46)) / sampleRateHz);
      c = -r * r;
    },
    step(input) {
      const y = gain * (input - x2) + b * y1 + c * y2;
      x2 = x1;
      x1 = input;
      y2 = y1;
      y1 = y;
      return y;
    },
  };
}

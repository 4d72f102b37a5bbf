/** When a 10 ms hop counts as speech for the loudness, and how far the gain may go. */
export interface LoudnessRule {
  /** Share (percent) of the hop levels below the loud reference level. */
  readonly percentile: number;
  /** A hop is active within this distance below the reference, dB. */
  readonly activeRangeDb: number;
  /** A quieter hop is never active, dB full scale. */
  readonly activeMinimumDbfs: number;
  /** With fewer active hops the gain is 1. */
  readonly minimumActiveHops: number;
  readonly maximumGainDb: number;
}

/** How sound becomes the network's input; every number comes from the model pack's manifest (`audio`). */
export interface AudioFrontEnd {
  readonly sampleRateHz: number;
  readonly windowSamples: number;
  readonly hopSamples: number;
  readonly fftSize: number;
  readonly melBins: number;
  readonly minHz: number;
  readonly maxHz: number;
  /** Feature = (ln(max(magnitude, logFloor)) + logOffset) / logScale. */
  readonly logFloor: number;
  readonly logOffset: number;
  readonly logScale: number;
  /** Root mean square of the active hops after normalisation, full scale = 1. */
  readonly rmsTarget: number;
  readonly loudness: LoudnessRule;
}

/** How sound becomes the input of a generative pack's lip encoder: log-mel rows of magnitude spectra; the numbers come from its manifest. */
export interface MelFrontEnd {
  readonly sampleRateHz: number;
  /** The whole sound is scaled to this RMS; an RMS below `rmsFloor` counts as `rmsFloor`. */
  readonly rmsTarget: number;
  readonly rmsFloor: number;
  readonly windowSamples: number;
  readonly hopSamples: number;
  readonly fftSize: number;
  /** Zeros before the first sample: row m is centred on sample `m * hop - lead + window / 2`. */
  readonly leadSamples: number;
  readonly melBins: number;
  readonly minHz: number;
  readonly maxHz: number;
  /** Rows of one window of the lip encoder, and rows from one picture of the pack's own rate to the next. */
  readonly windowRows: number;
  readonly rowsPerFrame: number;
}

/** Rows of a sound: row m is centred on sample `m * hop - lead + window / 2`; the last window still holds a sample of it. */
export function melRowCount(sampleCount: number, frontEnd: MelFrontEnd): number {
  const { windowSamples, hopSamples, leadSamples } = frontEnd;
  // As many zeros as before the sound count behind it.
  return Math.max(0, Math.ceil((sampleCount + 2 * leadSamples - windowSamples) / hopSamples) + 1);
}

/**
 * First row of the window that tells the lips at a moment: the official program gives frame n of its own rate the rows from
 * `rowsPerFrame * (n - 2)` on, whose mean centre lies 15 ms before the frame starts. Negative near the sound's start.
 *
 * @param timeSec from the sound's first sample
 */
export function melWindowRow(timeSec: number, frontEnd: MelFrontEnd): number {
  const { sampleRateHz, hopSamples, windowRows, rowsPerFrame } = frontEnd;
  return Math.round((timeSec * sampleRateHz) / hopSamples) - Math.floor((windowRows - rowsPerFrame) / 2);
}

/**
 * Writes one window of the lip encoder.
 *
 * @param rows     [M, melBins] in [0, 1]; rows outside are silence, 0
 * @param firstRow row of `rows` at which the window begins; may lie outside
 * @param out      receives [melBins, windowRows] at `at`
 */
export function readMelWindow(
  rows: Float32Array,
  firstRow: number,
  frontEnd: MelFrontEnd,
  out: Float32Array,
  at: number = 0,
): void {
  const { melBins, windowRows } = frontEnd;
  const rowCount = rows.length / melBins;
  for (let r = 0; r < windowRows; r++) {
    const row = firstRow + r;
    const isInside = row >= 0 && row < rowCount;
    for (let bin = 0; bin < melBins; bin++) out[at + bin * windowRows + r] = isInside ? rows[row * melBins + bin] : 0;
  }
}

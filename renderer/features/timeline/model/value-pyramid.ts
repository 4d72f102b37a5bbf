/** Smallest and largest value of each run of `step` values; NaN where a run has none. */
export interface PyramidLevel {
  readonly step: number;
  readonly least: Float32Array;
  readonly most: Float32Array;
}

/** A curve at several levels of detail; the first level is the curve itself. */
export interface ValuePyramid {
  readonly values: Float32Array;
  readonly levels: readonly PyramidLevel[];
}

/** Values of the next level that one of this level sums up. */
const fold = 4;

/** Makes the levels up to about a hundred values. Peaks survive at every level: a blink of two frames is seen in an hour. */
export function makePyramid(values: Float32Array): ValuePyramid {
  const levels: PyramidLevel[] = [{ step: 1, least: values, most: values }];
  while (levels[levels.length - 1].least.length > 128) levels.push(nextLevel(levels[levels.length - 1]));
  return { values, levels };
}

function nextLevel({ step, least, most }: PyramidLevel): PyramidLevel {
  const length = Math.ceil(least.length / fold);
  const next = {
    step: step * fold,
    least: new Float32Array(length).fill(Number.NaN),
    most: new Float32Array(length).fill(Number.NaN),
  };
  for (let at = 0; at < least.length; at++) {
    const to = Math.floor(at / fold);
    // A comparison with NaN is false, so the first number takes the place and a gap inside a run does not matter.
    if (!(next.least[to] <= least[at]) && !Number.isNaN(least[at])) next.least[to] = least[at];
    if (!(next.most[to] >= most[at]) && !Number.isNaN(most[at])) next.most[to] = most[at];
  }
  return next;
}

/** The coarsest level that still has at least one value a pixel. */
export function levelFor({ levels }: ValuePyramid, valuesPerPx: number): PyramidLevel {
  let chosen = levels[0];
  for (const level of levels) if (level.step <= valuesPerPx) chosen = level;
  return chosen;
}

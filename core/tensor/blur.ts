/** One running-mean pass along rows or columns; edges repeat the border value. */
function boxPass(
  from: Float32Array,
  to: Float32Array,
  count: number,
  lines: number,
  step: number,
  lineStep: number,
  radius: number,
): void {
  const scale = 1 / (2 * radius + 1);
  const last = (count - 1) * step;
  for (let line = 0; line < lines; line++) {
    const o = line * lineStep;
    let sum = from[o] * (radius + 1);
    for (let k = 1; k <= radius; k++) sum += from[o + Math.min(k * step, last)];
    for (let i = 0; i < count; i++) {
      to[o + i * step] = sum * scale;
      sum += from[o + Math.min((i + radius + 1) * step, last)] - from[o + Math.max((i - radius) * step, 0)];
    }
  }
}

/**
 * Blurs a plane in place with repeated box filters; three passes are near a Gaussian of {@link gaussianBoxRadius}.
 * Costs the same for every radius. Edges repeat the border value.
 *
 * @param plane   [H, W]; changed
 * @param scratch at least H * W values; overwritten
 * @param radius  whole pixels; 0 leaves the plane as it is
 */
export function boxBlur(
  plane: Float32Array,
  scratch: Float32Array,
  widthPx: number,
  heightPx: number,
  radius: number,
  passes: number,
): void {
  if (radius < 1 || widthPx < 1 || heightPx < 1) return;
  for (let pass = 0; pass < passes; pass++) {
    boxPass(plane, scratch, widthPx, heightPx, 1, widthPx, radius);
    boxPass(scratch, plane, heightPx, widthPx, widthPx, 1, radius);
  }
}

/** Radius of the box whose three-fold repetition has the given standard deviation (px). At least 1. */
export function gaussianBoxRadius(sigmaPx: number): number {
  return Math.max(1, Math.round((Math.sqrt(4 * sigmaPx * sigmaPx + 1) - 1) / 2));
}

/**
 * Weights of a Gaussian over whole steps -radius to radius, summing to 1.
 *
 * @param sigma standard deviation in steps, > 0
 */
export function gaussianKernel(sigma: number, radius: number): Float64Array {
  const weights = new Float64Array(2 * radius + 1);
  let sum = 0;
  for (let k = -radius; k <= radius; k++) sum += weights[k + radius] = Math.exp((-k * k) / (2 * sigma * sigma));
  for (let k = 0; k < weights.length; k++) weights[k] /= sum;
  return weights;
}

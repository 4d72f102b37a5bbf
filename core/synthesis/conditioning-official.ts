import type { CodeTrack } from '../analysis/code-track.ts';
import type { FactorName } from '../analysis/factor.ts';
import { assembleMotion, type ConditioningRecipe, type MotionConditioning } from './conditioning.ts';

/** The first pictures of a driving stream, and the first frames of the sound, that the official program never shows. */
const droppedFrames = 2;

/**
 * Frames of the sound that the official program makes pictures of.
 *
 * @param melRowCount rows M of the whole sound
 * @returns n = 2 .. floor(M / rows a frame) - 3; output j shows frame j + 2 (its film plays them from time 0, 80 ms early)
 */
export function officialAudioFrames(melRowCount: number, rowsPerFrame: number): readonly number[] {
  const count = Math.max(0, Math.floor(melRowCount / rowsPerFrame) - 4);
  return Array.from({ length: count }, (_, j) => j + droppedFrames);
}

/**
 * The image of a driving stream that the official program uses for output `output`: it starts again where the stream ends.
 *
 * @param imageCount images of the stream, at least 3
 */
export function officialImageIndex(output: number, imageCount: number): number {
  return droppedFrames + (output % (imageCount - droppedFrames));
}

/**
 * The official program's own conditioning, for checks against it: the lips' smoothing sees zeros beyond both ends, so that the first and
 * last frame come out weaker; the head pose's ends are means of two.
 *
 * @param codes a row for each output, without gain and smoothing: [N, width of the factor]
 */
export function officialConditioning(
  codes: Readonly<Record<FactorName, Float32Array>>,
  widths: Readonly<Record<FactorName, number>>,
  recipe: ConditioningRecipe,
): MotionConditioning {
  const count = codes.headPose.length / widths.headPose;
  const block = { startFrame: 0, endFrame: count };
  const padded = (factor: FactorName, values: Float32Array): CodeTrack => {
    const width = widths[factor];
    const rows = new Float32Array((count + 2) * width);
    rows.set(values, width);
    return { factor, width, startFrame: -1, values: rows };
  };
  const poses = padded('headPose', codes.headPose);
  padMeansOfTwo(poses.values, widths.headPose);
  const tracks = {
    lip: padded('lip', codes.lip),
    headPose: poses,
    eye: padded('eye', codes.eye),
    expression: padded('expression', codes.expression),
  };
  return assembleMotion(tracks, recipe, block);
}

/** Rows beyond both ends such that a mean of three there is the mean of the two rows that exist: (x + a + b) / 3 = (a + b) / 2. */
function padMeansOfTwo(rows: Float32Array, width: number): void {
  const count = rows.length / width;
  for (let d = 0; d < width; d++) {
    rows[d] = (rows[width + d] + rows[Math.min(2, count - 2) * width + d]) / 2;
    rows[(count - 1) * width + d] = (rows[(count - 2) * width + d] + rows[Math.max(1, count - 3) * width + d]) / 2;
  }
}

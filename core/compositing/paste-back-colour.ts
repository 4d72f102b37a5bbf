import type { PlaneAffine } from '../geometry/plane-affine.ts';
import { medianOf } from '../tensor/order-statistics.ts';
import type { FaceMatte } from './face-matte.ts';
import { planeValueAt, type PicturePlane, type PicturePlanes } from './paste-back-planes.ts';
import type { Region } from './region.ts';

/** How a plane of the picture becomes one of the frame: `value * gain + shift + slopeX * x + slopeY * y`, x and y from -1 to 1 over the matte's part. */
export interface PlaneMatch {
  readonly gain: number;
  readonly shift: number;
  readonly slopeX: number;
  readonly slopeY: number;
}

/** A picture's match with the frame. */
export interface ColourMatch {
  readonly y: PlaneMatch;
  readonly u: PlaneMatch;
  readonly v: PlaneMatch;
}

/** A plane that is taken as it is. */
export const noMatch: PlaneMatch = { gain: 1, shift: 0, slopeX: 0, slopeY: 0 };

/** Cells that are compared, at most: enough for a mean, few enough to cost nothing. */
const mostSamples = 1500;

/** Fewer than this say nothing. */
const leastSamples = 24;

/** Least weight of a cell that is compared. */
const leastWeight = 0.25;

/** Largest change of a plane's mean, and of its mean from the middle to a side, grey levels. */
const largestShift = 40;
const largestSlope = 16;

/** Bounds of the gain: what differs more in contrast is another picture, not another light. */
const gainRange = [0.8, 1.25] as const;

/** Standard deviations that count as no contrast at all, grey levels: luma, chroma. */
const flatSpread = { luma: 4, chroma: 1.5 } as const;

/** Differences farther from the median than this many of their median distances are another thing (hair, a hand), not another light. */
const outlier = 4;

/** The places that are compared, from -1 to 1 over the matte's part and as cells of it. */
interface Places {
  readonly cells: Uint32Array;
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/** One plane at the compared places. */
interface Samples extends Places {
  readonly frame: Float64Array;
  readonly picture: Float64Array;
}

const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));

/** Cells to compare, spread evenly over all of them. */
function comparedPlaces({ width, height, compared }: FaceMatte): Places {
  let total = 0;
  for (let o = 0; o < width * height; o++) if (compared[o] >= leastWeight) total++;
  const count = Math.min(total, mostSamples);
  const cells = new Uint32Array(count);
  for (let o = 0, met = 0, kept = 0; kept < count; o++) {
    if (compared[o] < leastWeight) continue;
    if (met++ * count >= kept * total) cells[kept++] = o;
  }
  const x = Float64Array.from(cells, (o) => (2 * (o % width)) / Math.max(1, width - 1) - 1);
  const y = Float64Array.from(cells, (o) => (2 * Math.floor(o / width)) / Math.max(1, height - 1) - 1);
  return { cells, x, y };
}

function samplesOf(
  places: Places,
  { rect, width }: FaceMatte,
  { a, b, c, d, e, f }: PlaneAffine,
  plane: PicturePlane,
  frameAt: (o: number) => number,
): Samples {
  const frame = new Float64Array(places.cells.length);
  const picture = new Float64Array(places.cells.length);
  places.cells.forEach((o, k) => {
    const x = rect.x + 2 * (o % width) + 0.5;
    const y = rect.y + 2 * Math.floor(o / width) + 0.5;
    frame[k] = frameAt(o);
    picture[k] = planeValueAt(plane, a * x + b * y + c, d * x + e * y + f);
  });
  return { ...places, frame, picture };
}

function meanOf(values: ArrayLike<number>, kept: readonly number[]): number {
  let sum = 0;
  for (const k of kept) sum += values[k];
  return sum / kept.length;
}

/** Contrast of the frame over that of the picture, as far as both show the same: unlike pictures say nothing of the light. */
function gainOf(
  { frame, picture }: Samples,
  kept: readonly number[],
  frameMean: number,
  pictureMean: number,
  flat: number,
): number {
  let [ff, pp, fp] = [0, 0, 0];
  for (const k of kept) {
    const [f, p] = [frame[k] - frameMean, picture[k] - pictureMean];
    ff += f * f;
    pp += p * p;
    fp += f * p;
  }
  const likeness = ff > 0 && pp > 0 ? Math.max(0, fp / Math.sqrt(ff * pp)) ** 4 : 0;
  const [frameSpread, pictureSpread] = [Math.sqrt(ff / kept.length), Math.sqrt(pp / kept.length)];
  const ratio = clamp((frameSpread + flat) / (pictureSpread + flat), gainRange[0], gainRange[1]);
  return 1 + likeness * (ratio - 1);
}

/** Samples whose difference is like that of most others. */
function alike({ frame, picture }: Samples): number[] {
  const differences = frame.map((value, k) => value - picture[k]);
  const middle = medianOf(differences);
  const reach = outlier * Math.max(1.5, medianOf(differences.map((value) => Math.abs(value - middle))));
  return [...differences.keys()].filter((k) => Math.abs(differences[k] - middle) <= reach);
}

/** Slopes of what is left over, drawn toward 0 where the samples do not spread. */
function slopesOf(samples: Samples, kept: readonly number[], gain: number, shift: number): [number, number] {
  const ridge = 0.1 * kept.length;
  const [mx, my] = [meanOf(samples.x, kept), meanOf(samples.y, kept)];
  let [xx, xy, yy, xr, yr] = [ridge, 0, ridge, 0, 0];
  for (const k of kept) {
    const [x, y] = [samples.x[k] - mx, samples.y[k] - my];
    const rest = samples.frame[k] - gain * samples.picture[k] - shift;
    xx += x * x;
    xy += x * y;
    yy += y * y;
    xr += x * rest;
    yr += y * rest;
  }
  const area = xx * yy - xy * xy;
  const slopeX = clamp((xr * yy - yr * xy) / area, -largestSlope, largestSlope);
  const slopeY = clamp((yr * xx - xr * xy) / area, -largestSlope, largestSlope);
  return [slopeX, slopeY];
}

function matchPlane(samples: Samples, flat: number): PlaneMatch {
  const kept = alike(samples);
  if (kept.length < leastSamples) return noMatch;
  const frameMean = meanOf(samples.frame, kept);
  const pictureMean = meanOf(samples.picture, kept);
  const gain = gainOf(samples, kept, frameMean, pictureMean, flat);
  const change = clamp(frameMean - pictureMean, -largestShift, largestShift);
  const shift = pictureMean + change - gain * pictureMean;
  const [slopeX, slopeY] = slopesOf(samples, kept, gain, shift);
  const [mx, my] = [meanOf(samples.x, kept), meanOf(samples.y, kept)];
  return { gain, shift: shift - slopeX * mx - slopeY * my, slopeX, slopeY };
}

/**
 * Compares the picture with the frame where the matte says: mean and contrast of luma and chroma, and how they change
 * across the face. What differs by much more than the rest is left out; every number has a bound.
 *
 * @param region the frame's part that the matte covers
 */
export function matchColours(
  region: Region,
  matte: FaceMatte,
  affine: PlaneAffine,
  planes: PicturePlanes,
): ColourMatch {
  const places = comparedPlaces(matte);
  if (places.cells.length < leastSamples) return { y: noMatch, u: noMatch, v: noMatch };
  const { widthPx, heightPx } = region.rect;
  const lumaAt = (o: number): number => {
    const [i, j] = [2 * (o % matte.width), 2 * Math.floor(o / matte.width)];
    const [right, below] = [Math.min(widthPx - 1, i + 1), Math.min(heightPx - 1, j + 1)];
    const { y } = region;
    return (y[j * widthPx + i] + y[j * widthPx + right] + y[below * widthPx + i] + y[below * widthPx + right]) / 4;
  };
  return {
    y: matchPlane(samplesOf(places, matte, affine, planes.y, lumaAt), flatSpread.luma),
    u: matchPlane(
      samplesOf(places, matte, affine, planes.u, (o) => region.u[o]),
      flatSpread.chroma,
    ),
    v: matchPlane(
      samplesOf(places, matte, affine, planes.v, (o) => region.v[o]),
      flatSpread.chroma,
    ),
  };
}

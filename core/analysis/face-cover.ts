import { medianOf } from '../tensor/order-statistics.ts';

/**
 * Skin places that tell whether something covers the lower face: four around the mouth (above and below the lips, and beside the corners),
 * then three for comparison (nose bridge and both cheeks under the eyes), as landmark numbers.
 */
export const coverPlaces = { lower: [164, 200, 212, 432], upper: [6, 117, 346] } as const;

/** Numbers of one frame's cover signature: log red, green, blue of each lower place relative to the upper places. */
export const coverValues = coverPlaces.lower.length * 3;

/**
 * How unlike its own usual look each frame's lower face is: for the most changed place, the root mean square over red, green and blue of the
 * change of log colour against the track's median. Light moves it by 0.1 or 0.2; a dark or coloured thing before the mouth by far more.
 * A hand of the same skin is not seen.
 *
 * @param signatures [T, coverValues]; NaN rows where the face was not seen
 * @returns          [T]; NaN where not seen
 */
export function coverOf(signatures: Float32Array): Float32Array {
  const frameCount = signatures.length / coverValues;
  const usual = Array.from({ length: coverValues }, (_, v) => {
    const column: number[] = [];
    for (let t = 0; t < frameCount; t++) {
      const value = signatures[t * coverValues + v];
      if (!Number.isNaN(value)) column.push(value);
    }
    return medianOf(column);
  });
  return Float32Array.from({ length: frameCount }, (_, t) => {
    let most = 0;
    for (let place = 0; place < coverPlaces.lower.length; place++) {
      let sum = 0;
      for (let c = 0; c < 3; c++) sum += (signatures[t * coverValues + place * 3 + c] - usual[place * 3 + c]) ** 2;
      // Not Math.max: it would hide a NaN row behind 0.
      const change = Math.sqrt(sum / 3);
      if (!(change <= most)) most = change;
    }
    return most;
  });
}

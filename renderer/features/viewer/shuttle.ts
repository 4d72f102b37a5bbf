/** Speeds of J and L, pressed again and again. */
const speeds = [1, 2, 4, 8] as const;

/** Fastest speed at which browsers still play sound; above it the picture runs alone. */
export const fastestWithSound = 4;

/** The speed after L (1) or J (-1); 0 stands still. The other key first slows down, then turns round. */
export function shuttled(rate: number, direction: 1 | -1): number {
  const along = rate * direction;
  if (along < 0) {
    const slower = speeds.findLast((speed) => speed < -along);
    return slower === undefined ? 0 : -direction * slower;
  }
  const faster = speeds.find((speed) => speed > along) ?? speeds[speeds.length - 1];
  return direction * faster;
}

/** The frame after stepping backward at a speed for a while, in a picture whose frames are at these times. */
export function frameAfterReverse(
  frameTimesSec: Float64Array,
  fromSec: number,
  speed: number,
  elapsedSec: number,
): number {
  const wanted = Math.max(0, fromSec - speed * elapsedSec);
  let low = 0;
  let high = frameTimesSec.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (frameTimesSec[middle] <= wanted + 1e-9) low = middle;
    else high = middle - 1;
  }
  return low;
}

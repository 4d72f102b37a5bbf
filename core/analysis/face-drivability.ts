/** Least size at which a mouth can be re-driven, px between the outer eye corners. */
export const leastDrivableIodPx = 24;
/** Largest turn away from the camera at which a mouth can be re-driven, rad. */
export const largestDrivableYaw = 0.6;

/** The gate opens a little below the limit and closes a little above it, so that a head at the limit does not flicker in and out. */
const yawHysteresis = 0.03;

/**
 * Marks the frames whose mouth can be re-driven.
 *
 * @param isPresent [T] 1 where there is a face
 * @param pose      [T, 6] yaw first, scale last
 * @returns         [T] 1 where present, large enough and turned by no more than the limit
 */
export function drivableFrames(isPresent: Uint8Array, pose: Float32Array): Uint8Array {
  const isDrivable = new Uint8Array(isPresent.length);
  let isOpen = true;
  for (let t = 0; t < isPresent.length; t++) {
    if (isPresent[t] === 0) {
      isOpen = true;
      continue;
    }
    const turn = Math.abs(pose[t * 6]);
    isOpen = turn <= largestDrivableYaw + (isOpen ? yawHysteresis : -yawHysteresis);
    if (isOpen && pose[t * 6 + 5] >= leastDrivableIodPx) isDrivable[t] = 1;
  }
  return isDrivable;
}

/**
 * What the factors beside the lips should do differently from the original, per frame of one face track.
 * Handles and units are those of `factorHandles` in the analysis; all zeros leave the frame untouched.
 */
export interface FaceEditMotion {
  readonly startFrame: number;
  readonly frameCount: number;
  /** Change of blinkLeft, blinkRight (ratio; the original plus the change is held within 0 to 1), gazeYaw, gazePitch (rad). [T, 4] */
  readonly eye: Float32Array;
  /** Change of yaw, pitch, roll (rad), x, y (px), scale (px per iod). [T, 6] */
  readonly headPose: Float32Array;
  /** Change of browRaise, browFurrow, smileFrown, cheek (iod). [T, 4] */
  readonly expression: Float32Array;
}

/** Numbers of one frame's eye change. */
export const eyeChangeCount = 4;

/** Numbers of one frame's head pose change. */
export const poseChangeCount = 6;

/** Numbers of one frame's expression change. */
export const expressionChangeCount = 4;

/** Makes a motion that changes nothing; fill its arrays. */
export function makeFaceEditMotion(startFrame: number, frameCount: number): FaceEditMotion {
  return {
    startFrame,
    frameCount,
    eye: new Float32Array(frameCount * eyeChangeCount),
    headPose: new Float32Array(frameCount * poseChangeCount),
    expression: new Float32Array(frameCount * expressionChangeCount),
  };
}

/** True when any of `count` numbers from `offset` on asks for a change; NaN (a frame without a face) asks for none. */
export function isChanging(values: Float32Array, offset: number, count: number): boolean {
  for (let k = offset; k < offset + count; k++) if (Math.abs(values[k]) > 0) return true;
  return false;
}

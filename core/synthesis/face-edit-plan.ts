import type { FaceTrack } from '../analysis/face-track.ts';
import type { CanonicalFace } from '../geometry/canonical-face.ts';
import type { FaceEditAtlas } from './eye-atlas.ts';
import { limitFaceEdits, type FaceEditLimit } from './face-edit-limits.ts';
import type { FaceEditMotion } from './face-edit-motion.ts';

/** What to change in each frame of a face track beside the lips. Keeps the atlas and the track's landmarks alive. */
export interface FaceEditPlan {
  readonly track: FaceTrack;
  readonly face: CanonicalFace;
  readonly atlas: FaceEditAtlas | null;
  /** The changes that are made: what was asked for, within its limits. */
  readonly motion: FaceEditMotion;
  /** Handles that were asked for more than can be shown believably; empty when all is done as asked. */
  readonly limits: readonly FaceEditLimit[];
}

/**
 * Plans the edits of one face track: holds them to what a warped picture can show.
 *
 * @param atlas  collected (all of `wantedFrames` passed to `collect`); null or empty when the plan needed no frame, then the
 *               frames' own pixels are stretched
 * @param motion frames outside of the face track, or in which the face was not seen, are left as they are
 */
export function planFaceEdits(
  atlas: FaceEditAtlas | null,
  track: FaceTrack,
  face: CanonicalFace,
  motion: FaceEditMotion,
): FaceEditPlan {
  return { track, face, atlas, ...limitFaceEdits(track, motion) };
}

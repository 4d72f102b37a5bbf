/**
 * What the lips of one face track should do, from the voice: everything in units of the person.
 * Displacement of a lower-face point from the person's rest shape (lips closed, relaxed) in canonical space is
 * `sum over k of coefficients[t, k] * basis[k, point]` (iod: the articulation scale is already multiplied in).
 */
export interface LipMotion {
  readonly startFrame: number;
  readonly frameCount: number;
  readonly componentCount: number;
  /** [T, K] iod */
  readonly coefficients: Float32Array;
  /** [T] wanted mouth opening above the rest shape's, iod; corrects what the components lose. */
  readonly opening: Float32Array;
  /** [T] probability in [0, 1] that the lips touch. */
  readonly closedProbability: Float32Array;
  /** [T] 0 = keep the original mouth, 1 = the dub's; ramps of at least 4 frames at its edges. */
  readonly strength: Float32Array;
}

/** The shared vocabulary of lower-face shapes, from the model pack. */
export interface LipBasis {
  /** Landmark indices of the lower-face points. [N] */
  readonly pointIndices: readonly number[];
  /** [K, N, 3], per unit coefficient. */
  readonly basis: Float32Array;
  readonly componentCount: number;
  /** How much each point counts when shapes are compared or projected (lips 3, cheeks and jaw 1). [N] */
  readonly pointWeights: Float32Array;
}

/** What the app learned of one person's mouth from the video itself. Lower-face arrays follow {@link LipBasis.pointIndices}. */
export interface PersonShape {
  /** Lower-face points at rest (lips closed, relaxed) in the person's mean pose, canonical, iod. [N, 3] */
  readonly restShape: Float32Array;
  /** How the measured rest shape drifts with head pose: ridge on yaw, pitch, roll, yaw^2, pitch^2 (rad). [5, N, 3] */
  readonly poseDrift: Float32Array;
  /** What the drift is centred on: the mean of yaw, pitch, roll, yaw^2, pitch^2 over the frames learned from. [5] */
  readonly poseMean: Float32Array;
  /** Mean change of the lower face per iod of opening. [N, 3] */
  readonly openingDirection: Float32Array;
  /** Mouth opening (iod) of the rest shape. */
  readonly restOpening: number;
  /** Standard deviation of the opening in this person's speech, iod; the pack's default where the video has none. */
  readonly articulationScale: number;
  /** 1st and 99th percentile of each coefficient that the person showed. [K] each; wide defaults where little was seen. */
  readonly coefficientLow: Float32Array;
  readonly coefficientHigh: Float32Array;
  /** Largest opening seen, iod above rest. */
  readonly largestOpening: number;
  /** True when the mouth opens enough in the video to show its inside. */
  readonly hasOpenMouth: boolean;
}

/**
 * What one frame of the procedural face does. Units and signs are those of `core/analysis/factor.ts`,
 * so a measurement of the picture can be held against these numbers directly.
 */
export interface SampleFactors {
  /** Mean distance of the inner-lip pairs, iod; 0 = lips touch. */
  readonly open: number;
  /** Mouth width minus its rest width, iod; negative is round. */
  readonly wideRound: number;
  /** Lips pushed forward, 0 to 1. */
  readonly protrude: number;
  /** Lips rolled in and pressed, 0 to 1. */
  readonly press: number;
  /** Chin below its rest place, iod. */
  readonly jaw: number;
  /** Height of the tongue's tip, 0 (on the floor) to 1 (behind the upper teeth). */
  readonly tongue: number;
  readonly blinkLeft: number;
  readonly blinkRight: number;
  /** rad; > 0 looks to image right. */
  readonly gazeYaw: number;
  /** rad; > 0 looks down. */
  readonly gazePitch: number;
  /** rad; > 0 turns to image right. */
  readonly yaw: number;
  /** rad; > 0 looks down. */
  readonly pitch: number;
  /** rad; > 0 leans clockwise in the picture. */
  readonly roll: number;
  /** Nose bridge in the frame, px. */
  readonly x: number;
  readonly y: number;
  /** px per iod at the nose bridge. */
  readonly scale: number;
  /** iod */
  readonly browRaise: number;
  /** iod; brows drawn together and down. */
  readonly browFurrow: number;
  /** iod; mouth corners up. */
  readonly smileFrown: number;
}

/** A relaxed face that looks into the camera, in the middle of a frame. */
export function relaxedFactors(widthPx: number, heightPx: number): SampleFactors {
  return {
    open: 0,
    wideRound: 0,
    protrude: 0,
    press: 0,
    jaw: 0,
    tongue: 0,
    blinkLeft: 0,
    blinkRight: 0,
    gazeYaw: 0,
    gazePitch: 0,
    yaw: 0,
    pitch: 0,
    roll: 0,
    x: widthPx / 2,
    y: heightPx * 0.42,
    scale: Math.min(heightPx * 0.2, widthPx * 0.25),
    browRaise: 0,
    browFurrow: 0,
    smileFrown: 0,
  };
}

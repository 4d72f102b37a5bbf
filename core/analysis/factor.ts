/** The four disentangled motion factors of PD-FGC. */
export const factorNames = ['lip', 'eye', 'headPose', 'expression'] as const;

/** One of the four factors. */
export type FactorName = (typeof factorNames)[number];

/** A handle: one named, editable number of a factor. */
export interface FactorHandle {
  readonly name: string;
  /** 'iod' (outer-eye-corner distances), 'rad', 'ratio' (0 to 1) or 'px'. */
  readonly unit: 'iod' | 'rad' | 'ratio' | 'px';
  /** The value of a relaxed, frontal face. */
  readonly neutral: number;
}

/**
 * Handles of the geometric factors that the landmark mesh gives.
 * lip: open = inner-lip gap, wideRound = mouth width minus its rest width, press = lips pressed together, jaw = chin below its rest place.
 * eye: blink 0 open to 1 shut (subject's own left and right), gaze as rotation of the irises; headPose: rotation, then place of the head
 * (nose bridge) in the frame and its scale in px per iod. expression: brows, furrow, mouth corners up, cheeks up.
 */
export const factorHandles: Readonly<Record<FactorName, readonly FactorHandle[]>> = {
  lip: [
    { name: 'open', unit: 'iod', neutral: 0 },
    { name: 'wideRound', unit: 'iod', neutral: 0 },
    { name: 'press', unit: 'ratio', neutral: 0 },
    { name: 'jaw', unit: 'iod', neutral: 0 },
  ],
  eye: [
    { name: 'blinkLeft', unit: 'ratio', neutral: 0 },
    { name: 'blinkRight', unit: 'ratio', neutral: 0 },
    { name: 'gazeYaw', unit: 'rad', neutral: 0 },
    { name: 'gazePitch', unit: 'rad', neutral: 0 },
  ],
  headPose: [
    { name: 'yaw', unit: 'rad', neutral: 0 },
    { name: 'pitch', unit: 'rad', neutral: 0 },
    { name: 'roll', unit: 'rad', neutral: 0 },
    { name: 'x', unit: 'px', neutral: 0 },
    { name: 'y', unit: 'px', neutral: 0 },
    { name: 'scale', unit: 'px', neutral: 0 },
  ],
  expression: [
    { name: 'browRaise', unit: 'iod', neutral: 0 },
    { name: 'browFurrow', unit: 'iod', neutral: 0 },
    { name: 'smileFrown', unit: 'iod', neutral: 0 },
    { name: 'cheek', unit: 'iod', neutral: 0 },
  ],
};

/** One factor per frame of a face track: values is [T, D] in the order of `handles`; NaN where the face was not seen. */
export interface FactorTrack {
  readonly factor: FactorName;
  readonly handles: readonly FactorHandle[];
  readonly startFrame: number;
  readonly values: Float32Array;
}

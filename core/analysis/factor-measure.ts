import { landmarkDistance, mouthCorners, mouthOpening } from '../geometry/landmarks.ts';

/**
 * What is read off one canonical mesh before anything is known of the person: plain distances and heights (iod), eye openness as a ratio.
 * y is down, so a raised brow has a smaller y.
 */
export const measureNames = [
  'opening',
  'mouthWidth',
  'lipThickness',
  'chinY',
  'eyeOpenLeft',
  'eyeOpenRight',
  'irisX',
  'irisY',
  'browY',
  'browGap',
  'cornerY',
  'cheekY',
] as const;

/** One of {@link measureNames}. */
export type MeasureName = (typeof measureNames)[number];

/** Numbers of one frame's measures. */
export const measureCount = measureNames.length;

/** Place of a measure in a frame's numbers. */
export function measureIndex(name: MeasureName): number {
  return measureNames.indexOf(name);
}

interface EyePoints {
  readonly corners: readonly [number, number];
  /** Upper and lower lid points above one another. */
  readonly lids: readonly (readonly [number, number])[];
  readonly iris: number;
}

const rightEye: EyePoints = {
  corners: [33, 133],
  lids: [
    [160, 144],
    [159, 145],
    [158, 153],
  ],
  iris: 468,
};
const leftEye: EyePoints = {
  corners: [263, 362],
  lids: [
    [387, 373],
    [386, 374],
    [385, 380],
  ],
  iris: 473,
};

const browPoints = [70, 63, 105, 66, 107, 300, 293, 334, 296, 336] as const;
const innerBrows = [55, 285] as const;
const cheekPoints = [50, 280, 205, 425] as const;
const eyeCornerPoints = [33, 133, 263, 362] as const;
const noseBase = 2;
const chin = 152;
/** Outer and inner edge of the upper and lower lip at three places; twice their mean distance is the lips' thickness. */
export const lipEdgePairs = [
  [0, 13],
  [37, 82],
  [267, 312],
  [14, 17],
  [87, 84],
  [317, 314],
] as const;

function meanY(points: Float32Array, indices: readonly number[]): number {
  let sum = 0;
  for (const index of indices) sum += points[index * 3 + 1];
  return sum / indices.length;
}

function eyeOpenness(points: Float32Array, eye: EyePoints): number {
  let lids = 0;
  for (const [upper, lower] of eye.lids) lids += landmarkDistance(points, upper, lower) / eye.lids.length;
  return lids / landmarkDistance(points, eye.corners[0], eye.corners[1]);
}

/** Offset of the iris from the middle of the eye's corners along an axis (0 = x, 1 = y). */
function irisOffset(points: Float32Array, eye: EyePoints, axis: 0 | 1): number {
  return points[eye.iris * 3 + axis] - (points[eye.corners[0] * 3 + axis] + points[eye.corners[1] * 3 + axis]) / 2;
}

/**
 * Measures one frame.
 *
 * @param canonical [N=478, 3] iod
 * @param out       receives {@link measureCount} numbers from `offset` on
 */
export function measureFace(canonical: Float32Array, out: Float32Array, offset: number): void {
  let lipThickness = 0;
  for (const [outer, inner] of lipEdgePairs)
    lipThickness += (2 * landmarkDistance(canonical, outer, inner)) / lipEdgePairs.length;
  const values: Readonly<Record<MeasureName, number>> = {
    opening: mouthOpening(canonical),
    mouthWidth: landmarkDistance(canonical, mouthCorners[0], mouthCorners[1]),
    lipThickness,
    chinY: canonical[chin * 3 + 1],
    eyeOpenLeft: eyeOpenness(canonical, leftEye),
    eyeOpenRight: eyeOpenness(canonical, rightEye),
    irisX: (irisOffset(canonical, leftEye, 0) + irisOffset(canonical, rightEye, 0)) / 2,
    irisY: (irisOffset(canonical, leftEye, 1) + irisOffset(canonical, rightEye, 1)) / 2,
    browY: meanY(canonical, browPoints) - meanY(canonical, eyeCornerPoints),
    browGap: landmarkDistance(canonical, innerBrows[0], innerBrows[1]),
    cornerY: meanY(canonical, mouthCorners) - canonical[noseBase * 3 + 1],
    cheekY: meanY(canonical, cheekPoints) - meanY(canonical, eyeCornerPoints),
  };
  measureNames.forEach((name, i) => (out[offset + i] = values[name]));
}

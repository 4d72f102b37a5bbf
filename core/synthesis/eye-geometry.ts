/** Landmarks of one eye; lids run from the corner at image left (of a frontal face) to the one at image right. */
export interface EyeLandmarks {
  readonly upper: readonly number[];
  readonly lower: readonly number[];
  /** Iris centre, then four points of its border. */
  readonly iris: readonly number[];
  readonly brow: readonly number[];
}

/** The subject's left eye, then the right one: the order of the blink handles. */
export const eyes: readonly [EyeLandmarks, EyeLandmarks] = [
  {
    upper: [362, 398, 384, 385, 386, 387, 388, 466, 263],
    lower: [362, 382, 381, 380, 374, 373, 390, 249, 263],
    iris: [473, 474, 475, 476, 477],
    brow: [285, 295, 282, 283, 276],
  },
  {
    upper: [33, 246, 161, 160, 159, 158, 157, 173, 133],
    lower: [33, 7, 163, 144, 145, 153, 154, 155, 133],
    iris: [468, 469, 470, 471, 472],
    brow: [55, 65, 52, 53, 46],
  },
];

/** Samples of a lid curve between the corners. */
export const lidSamples = 33;

/** The share of the mesh's gap between the lids that is left when the eye is shut: the analysis uses the same. */
const shutShare = 0.3;

/** Eyes less shut than this show an edge of the upper lid that can be found in the picture. */
export const openLidBlink = 0.6;

/** Where the lids meet: this share of the gap below the upper lid. */
const meetingShare = 0.8;

/**
 * One eye in the picture, in its own axes: `along` runs from corner to corner (-1 to 1 times `halfPx`), `down` is across it
 * (times `iodPx`). Lid curves are where the lids are seen, which for a half-shut eye is closer than the mesh has them.
 */
export interface EyeGeometry {
  cx: number;
  cy: number;
  ux: number;
  uy: number;
  halfPx: number;
  iodPx: number;
  /** Heights of the lids and of the line where they meet, iod, at equal steps from -1 to 1. [lidSamples] */
  readonly upper: Float32Array;
  readonly lower: Float32Array;
  readonly meeting: Float32Array;
  /** Iris centre (px along and down the axes) and radius, px. */
  irisX: number;
  irisY: number;
  irisRadius: number;
  /** Distance from the upper lid to the brow, iod. */
  browReach: number;
}

/** Empty storage for one eye. */
export function makeEyeGeometry(): EyeGeometry {
  return {
    cx: 0,
    cy: 0,
    ux: 1,
    uy: 0,
    halfPx: 1,
    iodPx: 1,
    upper: new Float32Array(lidSamples),
    lower: new Float32Array(lidSamples),
    meeting: new Float32Array(lidSamples),
    irisX: 0,
    irisY: 0,
    irisRadius: 1,
    browReach: 0,
  };
}

const smoothing = new Float32Array(lidSamples);

/** Draws a lid through its landmarks; the corners are heights of 0. */
function traceLid(landmarks: Float32Array, points: readonly number[], eye: EyeGeometry, out: Float32Array): void {
  const places = points.map((p) => {
    const [x, y] = [landmarks[p * 3] - eye.cx, landmarks[p * 3 + 1] - eye.cy];
    return [(x * eye.ux + y * eye.uy) / eye.halfPx, (y * eye.ux - x * eye.uy) / eye.iodPx] as const;
  });
  for (let i = 0; i < lidSamples; i++) {
    const along = -1 + (2 * i) / (lidSamples - 1);
    let k = 1;
    while (k < places.length - 1 && places[k][0] < along) k++;
    const [x0, y0] = places[k - 1];
    const [x1, y1] = places[k];
    const share = x1 > x0 ? Math.min(1, Math.max(0, (along - x0) / (x1 - x0))) : 1;
    out[i] = y0 + share * (y1 - y0);
  }
  for (let pass = 0; pass < 2; pass++) {
    smoothing.set(out);
    for (let i = 1; i + 1 < lidSamples; i++)
      out[i] = 0.25 * smoothing[i - 1] + 0.5 * smoothing[i] + 0.25 * smoothing[i + 1];
  }
}

/**
 * Reads one eye off a frame's landmarks.
 *
 * @param landmarks [478, 3] px
 * @param iodPx     px per iod
 * @param blink     0 open to 1 shut, as the analysis measured it in this frame
 * @param out       filled
 */
export function readEye(
  landmarks: Float32Array,
  points: EyeLandmarks,
  iodPx: number,
  blink: number,
  out: EyeGeometry,
): void {
  const [a, b] = [points.upper[0] * 3, points.upper[points.upper.length - 1] * 3];
  const [dx, dy] = [landmarks[b] - landmarks[a], landmarks[b + 1] - landmarks[a + 1]];
  const length = Math.hypot(dx, dy) || 1;
  out.ux = dx / length;
  out.uy = dy / length;
  out.cx = (landmarks[a] + landmarks[b]) / 2;
  out.cy = (landmarks[a + 1] + landmarks[b + 1]) / 2;
  out.halfPx = Math.max(1, length / 2);
  out.iodPx = iodPx;
  traceLid(landmarks, points.upper, out, out.upper);
  traceLid(landmarks, points.lower, out, out.lower);
  const seen = (1 - blink) / (1 - (1 - shutShare) * blink);
  for (let i = 0; i < lidSamples; i++) {
    const gap = Math.max(0, out.lower[i] - out.upper[i]);
    const meeting = out.upper[i] + meetingShare * gap;
    out.meeting[i] = meeting;
    out.upper[i] = meeting - seen * meetingShare * gap;
    out.lower[i] = meeting + seen * (1 - meetingShare) * gap;
  }
  const [centre, ...border] = points.iris;
  const [x, y] = [landmarks[centre * 3] - out.cx, landmarks[centre * 3 + 1] - out.cy];
  out.irisX = x * out.ux + y * out.uy;
  out.irisY = y * out.ux - x * out.uy;
  out.irisRadius = 0;
  for (const p of border) {
    out.irisRadius +=
      Math.hypot(landmarks[p * 3] - landmarks[centre * 3], landmarks[p * 3 + 1] - landmarks[centre * 3 + 1]) /
      border.length;
  }
  let brow = 0;
  for (const p of points.brow) {
    const [px, py] = [landmarks[p * 3] - out.cx, landmarks[p * 3 + 1] - out.cy];
    brow += (py * out.ux - px * out.uy) / iodPx / points.brow.length;
  }
  out.browReach = Math.max(0.08, out.upper[(lidSamples - 1) / 2] - brow);
}

/** Height of a lid curve at a place between the corners; beyond them the corner's. */
export function lidHeight(curve: Float32Array, along: number): number {
  const place = ((along + 1) / 2) * (lidSamples - 1);
  if (place <= 0) return curve[0];
  if (place >= lidSamples - 1) return curve[lidSamples - 1];
  const i = place | 0;
  return curve[i] + (place - i) * (curve[i + 1] - curve[i]);
}

/**
 * The lids after a change of the blink: the seen gap shrinks or grows about the line where the lids meet.
 *
 * @param ratio seen gap wanted over the seen gap of `eye`, >= 0
 * @param upper, lower [lidSamples] iod, filled
 */
export function moveLids(eye: EyeGeometry, ratio: number, upper: Float32Array, lower: Float32Array): void {
  for (let i = 0; i < lidSamples; i++) {
    upper[i] = eye.meeting[i] + ratio * (eye.upper[i] - eye.meeting[i]);
    lower[i] = eye.meeting[i] + ratio * (eye.lower[i] - eye.meeting[i]);
  }
}

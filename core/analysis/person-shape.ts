import { StudioError } from '../errors.ts';
import type { CanonicalFace } from '../geometry/canonical-face.ts';
import type { FaceTrack } from './face-track.ts';
import { projectToBasis } from './lip-basis.ts';
import type { LipBasis, PersonShape } from './lip-motion.ts';
import { lowerFaceOpening } from './person-shape-measure.ts';
import { fitPoseDrift, removePoseDrift } from './person-shape-drift.ts';
import { sampleLowerFace, type LowerFaceSamples } from './person-shape-samples.ts';
import { openingDirectionOf } from './person-shape-opening.ts';
import { medianOf, percentileOf } from '../tensor/order-statistics.ts';

/** What stands in where the video says too little of a person; from the model pack. */
export interface PersonShapeDefaults {
  /** Median standard deviation of the opening over the people of the training data, iod. */
  readonly articulationScale: number;
  /** Share of the frames with the lowest opening that may show the rest shape. */
  readonly restShare: number;
}

/** Input of {@link learnPersonShape}. */
export interface PersonShapeInput {
  /** One or more tracks of the same person (all shots in which the face appears). */
  readonly tracks: readonly FaceTrack[];
  readonly face: CanonicalFace;
  readonly basis: LipBasis;
  readonly defaults: PersonShapeDefaults;
  /** True for frames (of the video) in which this person is heard speaking; left out when nothing is known. */
  readonly isSpeechAtFrame?: (frameIndex: number) => boolean;
}

/** Frames of own speech from which on the person's own articulation counts in full (about 6 s at 25 fps). */
const fullTrustFrames = 150;

/** A person's scale is looked for within these factors of the pack's default: beyond lies a wrong measurement. */
const scaleBounds = { least: 0.4, most: 2.5 };

/** Coefficients have a root mean square of 1 articulation scale over the training people; 3 covers 99 % of them. */
const defaultCoefficientReach = 3;

/** Room beyond what was seen, as a share of the range: a dub may ask for a little more than the video shows. */
const coefficientMargin = 0.15;

/** Opening (iod, about 4 mm on a grown face) from which on teeth or the dark of the mouth can be seen. */
const openMouthIod = 0.05;

/**
 * Learns from a video how one person's mouth rests and moves: rest shape, its drift with head pose, opening direction,
 * articulation scale and the range of every component. At most about 1500 frames are looked at, spread evenly.
 *
 * @throws 'analysis.no-face' when no frame of the tracks shows the face
 * @source rest and scale as in training/facet_training/data/lip_shape.py (describe_person), after removal of pose drift
 */
export function learnPersonShape(input: PersonShapeInput): PersonShape {
  const samples = sampleLowerFace(input);
  if (samples.count === 0) {
    throw new StudioError(
      'analysis.no-face',
      'The chosen face is not seen in any frame of the video. Choose another face.',
    );
  }
  const drift = fitPoseDrift(samples);
  removePoseDrift(samples, drift);
  const restShape = restShapeOf(samples, input.defaults.restShare);
  const restOpening = lowerFaceOpening(restShape, input.basis.pointIndices);
  const scale = articulationScaleOf(samples, input.defaults.articulationScale, input.isSpeechAtFrame !== undefined);
  const largestOpening = Math.max(0, percentileOf(samples.openings, 0.995) - restOpening);
  return {
    restShape,
    poseDrift: drift.drift,
    poseMean: drift.mean,
    openingDirection: openingDirectionOf(samples, input.basis),
    restOpening,
    articulationScale: scale.value,
    ...coefficientRangesOf(samples, restShape, input.basis, scale),
    largestOpening,
    hasOpenMouth: largestOpening >= openMouthIod,
  };
}

/** Mean of the calmer half of the least open frames: the others of them are grimaces, blinks and landmark slips. */
function restShapeOf({ count, size, shapes, openings }: LowerFaceSamples, restShare: number): Float32Array {
  const order = Array.from({ length: count }, (_, t) => t).sort((a, b) => openings[a] - openings[b]);
  const low = order.slice(0, Math.min(count, Math.max(4, Math.round(restShare * count))));
  const centre = new Float64Array(size);
  const column = new Float64Array(low.length);
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < low.length; k++) column[k] = shapes[low[k] * size + i];
    centre[i] = medianOf(column);
  }
  const distance = new Map(low.map((t) => [t, meanPointDistance(shapes, t * size, centre)]));
  const calm = [...low].sort((a, b) => distance.get(a)! - distance.get(b)!).slice(0, Math.max(2, low.length >> 1));
  const rest = new Float32Array(size);
  for (let i = 0; i < size; i++) {
    let sum = 0;
    for (const t of calm) sum += shapes[t * size + i];
    rest[i] = sum / calm.length;
  }
  return rest;
}

function meanPointDistance(shapes: Float32Array, offset: number, centre: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < centre.length; i += 3) {
    const o = offset + i;
    sum += Math.hypot(shapes[o] - centre[i], shapes[o + 1] - centre[i + 1], shapes[o + 2] - centre[i + 2]);
  }
  return (sum * 3) / centre.length;
}

/** An articulation scale and how much of it was seen rather than assumed, 0 to 1. */
interface TrustedScale {
  readonly value: number;
  readonly trust: number;
}

/**
 * Where speech is known only its frames count. Where nothing is known, a video that moves less than the default is
 * taken for a silent one: its small motion would make every dub mumble.
 */
function articulationScaleOf(samples: LowerFaceSamples, defaultScale: number, isSpeechKnown: boolean): TrustedScale {
  const chosen = samples.openings.filter((_, t) => !isSpeechKnown || samples.isSpeech[t] === 1);
  if (chosen.length < 10) return { value: defaultScale, trust: 0 };
  const least = percentileOf(chosen, 0.01);
  const most = percentileOf(chosen, 0.99);
  let sum = 0;
  let square = 0;
  for (const value of chosen) {
    const kept = Math.min(most, Math.max(least, value));
    sum += kept;
    square += kept * kept;
  }
  const mean = sum / chosen.length;
  const deviation = Math.sqrt(Math.max(0, square / chosen.length - mean * mean));
  const measured = Math.min(scaleBounds.most, Math.max(scaleBounds.least, deviation / defaultScale));
  const seen = isSpeechKnown ? samples.speechFrames : samples.seenFrames;
  const trust = !isSpeechKnown && measured < 1 ? 0 : Math.min(1, seen / fullTrustFrames);
  return { value: defaultScale * Math.pow(measured, trust), trust };
}

function coefficientRangesOf(
  { count, size, shapes }: LowerFaceSamples,
  rest: Float32Array,
  basis: LipBasis,
  { value, trust }: TrustedScale,
): { coefficientLow: Float32Array; coefficientHigh: Float32Array } {
  const components = basis.componentCount;
  const columns = Array.from({ length: components }, () => new Float64Array(count));
  const displacement = new Float32Array(size);
  const coefficients = new Float32Array(components);
  for (let t = 0; t < count; t++) {
    for (let i = 0; i < size; i++) displacement[i] = shapes[t * size + i] - rest[i];
    projectToBasis(basis, displacement, coefficients);
    for (let k = 0; k < components; k++) columns[k][t] = coefficients[k];
  }
  const reach = defaultCoefficientReach * value;
  const coefficientLow = new Float32Array(components);
  const coefficientHigh = new Float32Array(components);
  for (let k = 0; k < components; k++) {
    const low = percentileOf(columns[k], 0.01);
    const high = percentileOf(columns[k], 0.99);
    const margin = coefficientMargin * (high - low);
    coefficientLow[k] = Math.min(0, low - margin, trust * (low - margin) - (1 - trust) * reach);
    coefficientHigh[k] = Math.max(0, high + margin, trust * (high + margin) + (1 - trust) * reach);
  }
  return { coefficientLow, coefficientHigh };
}

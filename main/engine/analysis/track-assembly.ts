import { boxOfLandmarks } from '../../../core/analysis/face-detection.ts';
import { coverOf, coverValues } from '../../../core/analysis/face-cover.ts';
import { drivableFrames } from '../../../core/analysis/face-drivability.ts';
import type { FacePathPart } from '../../../core/analysis/face-path.ts';
import type { FaceTrack } from '../../../core/analysis/face-track.ts';
import { measureCount, measureFace } from '../../../core/analysis/factor-measure.ts';
import { restFromMeasures, type FactorRest } from '../../../core/analysis/factor-rest.ts';
import { factorTracksFrom } from '../../../core/analysis/factor-tracks.ts';
import type { FitTrack } from '../../../core/analysis/fit-report.ts';
import { headPoseFrom, poseValues } from '../../../core/analysis/head-pose.ts';
import { smoothLandmarks } from '../../../core/analysis/landmark-smoothing.ts';
import { identityPoints, matchPersons, type PersonSight } from '../../../core/analysis/person-matching.ts';
import { invariant, throwIfCancelled, type AbortSignalLike } from '../../../core/errors.ts';
import { toCanonical, type CanonicalFace } from '../../../core/geometry/canonical-face.ts';
import { landmarkValues } from '../../../core/geometry/landmarks.ts';
import type { Rect } from '../../../core/geometry/rect.ts';
import { medianOf } from '../../../core/tensor/order-statistics.ts';
import type { LandmarkFileReader } from './landmark-file.ts';
import { LandmarkFileSource, type LandmarkFileWriter } from './landmark-file.ts';

/** Beyond this turn the mesh's proportions say little about the person, rad. */
const largestIdentityYaw = 0.45;

/** How the face looks, frame by frame; NaN where it was not seen. */
export interface TrackLook {
  readonly brightness: Float32Array;
  readonly detail: Float32Array;
  readonly cover: Float32Array;
}

/** A track with everything that does not depend on other tracks. */
export interface MeasuredTrack {
  readonly part: FacePathPart;
  readonly startFrame: number;
  readonly endFrame: number;
  readonly firstRecord: number;
  readonly isPresent: Uint8Array;
  /** 1 where the face was really seen, not interpolated. */
  readonly isSeen: Uint8Array;
  readonly isDrivable: Uint8Array;
  readonly look: TrackLook;
  readonly pose: Float32Array;
  readonly measures: Float32Array;
  readonly medianIodPx: number;
  readonly box: Rect;
  readonly sight: PersonSight;
  /** Sum over frames of area times presence: the order of tracks. */
  readonly prominence: number;
}

/** Smooths one part of a path into the file of final landmarks and measures every frame. */
export function measureTrack(
  part: FacePathPart,
  raw: LandmarkFileReader,
  writer: LandmarkFileWriter,
  face: CanonicalFace,
): MeasuredTrack {
  const { path, first, last } = part;
  const startFrame = path.frames[first];
  const endFrame = path.frames[last - 1] + 1;
  const frameCount = endFrame - startFrame;
  const isPresent = new Uint8Array(frameCount);
  const isSeen = new Uint8Array(frameCount);
  const pose = new Float32Array(frameCount * poseValues).fill(Number.NaN);
  const measures = new Float32Array(frameCount * measureCount).fill(Number.NaN);
  const canonical = new Float32Array(landmarkValues);
  const identity = new IdentityMean();
  const boxes = new TrackBoxes(startFrame + Math.floor(frameCount / 2));
  const firstRecord = writer.recordCount;
  let prominence = 0;
  let cursor = first;
  let nextFrame = startFrame;
  smoothLandmarks(
    startFrame,
    endFrame,
    (frameIndex, out) => {
      while (cursor < last && path.frames[cursor] < frameIndex) cursor++;
      return cursor < last && path.frames[cursor] === frameIndex && raw.read(path.records[cursor], out);
    },
    (frameIndex, landmarks, isInterpolated) => {
      while (nextFrame < frameIndex) {
        writer.append(null);
        nextFrame++;
      }
      writer.append(landmarks);
      nextFrame++;
      const t = frameIndex - startFrame;
      isPresent[t] = 1;
      isSeen[t] = isInterpolated ? 0 : 1;
      headPoseFrom(toCanonical(landmarks, face, canonical), landmarks, pose, t * poseValues);
      measureFace(canonical, measures, t * measureCount);
      identity.add(canonical, Math.abs(pose[t * poseValues]));
      prominence += boxes.add(frameIndex, landmarks);
    },
  );
  return {
    part,
    startFrame,
    endFrame,
    firstRecord,
    isPresent,
    isSeen,
    isDrivable: drivableFrames(isPresent, pose),
    look: lookOf(part, startFrame, frameCount),
    pose,
    measures,
    medianIodPx: medianOf(pose.filter((value, i) => i % poseValues === poseValues - 1 && !Number.isNaN(value))),
    box: boxes.middle(),
    sight: { startFrame, endFrame, shape: identity.mean(), box: boxes.mean(), tone: toneOf(part) },
    prominence,
  };
}

function lookOf({ path, first, last }: FacePathPart, startFrame: number, frameCount: number): TrackLook {
  const brightness = new Float32Array(frameCount).fill(Number.NaN);
  const detail = new Float32Array(frameCount).fill(Number.NaN);
  const signatures = new Float32Array(frameCount * coverValues).fill(Number.NaN);
  for (let i = first; i < last; i++) {
    const t = path.frames[i] - startFrame;
    brightness[t] = path.brightness[i];
    detail[t] = path.detail[i];
    signatures.set(path.coverSignatures.slice(i * coverValues, (i + 1) * coverValues), t * coverValues);
  }
  return { brightness, detail, cover: coverOf(signatures) };
}

/** The part's median skin tone. */
function toneOf({ path, first, last }: FacePathPart): readonly [number, number] {
  const tones = path.skinTones.slice(first * 2, last * 2);
  return [medianOf(tones.filter((_, i) => i % 2 === 0)), medianOf(tones.filter((_, i) => i % 2 === 1))];
}

/** Mean canonical places of the identity points, from frontal frames where there are any. */
class IdentityMean {
  private readonly sums = [new Float64Array(identityPoints.length * 3), new Float64Array(identityPoints.length * 3)];
  private readonly counts = [0, 0];

  add(canonical: Float32Array, turn: number): void {
    const kind = turn <= largestIdentityYaw ? 0 : 1;
    this.counts[kind]++;
    identityPoints.forEach((point, i) => {
      for (let d = 0; d < 3; d++) this.sums[kind][i * 3 + d] += canonical[point * 3 + d];
    });
  }

  mean(): Float32Array {
    const kind = this.counts[0] > 0 ? 0 : 1;
    return Float32Array.from(this.sums[kind], (sum) => sum / this.counts[kind]);
  }
}

/** The track's mean box and the box of the frame nearest to its middle. */
class TrackBoxes {
  private readonly middleFrame: number;
  private nearest: { rect: Rect; distance: number } | null = null;
  private count = 0;
  private sum = { x: 0, y: 0, widthPx: 0, heightPx: 0 };

  constructor(middleFrame: number) {
    this.middleFrame = middleFrame;
  }

  /** Adds a frame; answers with the area of its box. */
  add(frameIndex: number, landmarks: Float32Array): number {
    const rect = boxOfLandmarks(landmarks);
    const distance = Math.abs(frameIndex - this.middleFrame);
    if (this.nearest === null || distance < this.nearest.distance) this.nearest = { rect, distance };
    this.count++;
    this.sum = {
      x: this.sum.x + rect.x,
      y: this.sum.y + rect.y,
      widthPx: this.sum.widthPx + rect.widthPx,
      heightPx: this.sum.heightPx + rect.heightPx,
    };
    return rect.widthPx * rect.heightPx;
  }

  middle(): Rect {
    invariant(this.nearest !== null, 'a track has at least one frame');
    return this.nearest.rect;
  }

  mean(): Rect {
    const { x, y, widthPx, heightPx } = this.sum;
    return { x: x / this.count, y: y / this.count, widthPx: widthPx / this.count, heightPx: heightPx / this.count };
  }
}

/** Finished tracks, and what the fit report wants to know of them; same order. */
export interface AssembledTracks {
  readonly tracks: FaceTrack[];
  readonly fitTracks: FitTrack[];
}

function fitTrackFrom(track: FaceTrack, look: TrackLook): FitTrack {
  const handleCount = track.factors.lip.handles.length;
  return { ...track, ...look, opening: track.factors.lip.values.filter((_, i) => i % handleCount === 0) };
}

/** Orders tracks by prominence, says who is who, and measures each person against the person's own rest. */
export function assembleTracks(
  measured: readonly MeasuredTrack[],
  landmarkPath: string,
  signal?: AbortSignalLike,
): AssembledTracks {
  const ordered = [...measured].sort((a, b) => b.prominence - a.prominence);
  const persons = matchPersons(ordered.map(({ sight }) => sight));
  const rests = Array.from({ length: Math.max(-1, ...persons) + 1 }, (_, person) =>
    restOf(ordered.filter((__, i) => persons[i] === person)),
  );
  const tracks = ordered.map((track, faceTrackId): FaceTrack => {
    throwIfCancelled(signal);
    const rest = rests[persons[faceTrackId]];
    return {
      faceTrackId,
      shotIndex: track.part.shotIndex,
      personIndex: persons[faceTrackId],
      startFrame: track.startFrame,
      endFrame: track.endFrame,
      isPresent: track.isPresent,
      isDrivable: track.isDrivable,
      pose: track.pose,
      factors: factorTracksFrom(track.startFrame, track.measures, track.pose, rest),
      medianIodPx: track.medianIodPx,
      box: track.box,
      landmarks: new LandmarkFileSource(landmarkPath, track.firstRecord, track.startFrame, track.endFrame),
    };
  });
  return { tracks, fitTracks: tracks.map((track, i) => fitTrackFrom(track, ordered[i].look)) };
}

/** One person's rest, from frames in which the person is seen well where there are any. */
function restOf(own: readonly MeasuredTrack[]): FactorRest {
  const rest = restFromMeasures(own.map(wellSeen)) ?? restFromMeasures(own.map(({ measures }) => measures));
  invariant(rest !== null, 'a track has at least one measured frame');
  return rest;
}

/** The measures with frames that are not drivable blanked. */
function wellSeen({ measures, isDrivable }: MeasuredTrack): Float32Array {
  return measures.map((value, i) => (isDrivable[Math.floor(i / measureCount)] === 1 ? value : Number.NaN));
}

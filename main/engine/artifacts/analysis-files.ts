import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { FaceTrack, FitFinding, Shot, VideoAnalysis } from '../../../core/analysis/face-track.ts';
import { factorHandles, factorNames } from '../../../core/analysis/factor.ts';
import type { FactorName, FactorTrack } from '../../../core/analysis/factor.ts';
import { listPeople } from '../../../core/analysis/people.ts';
import type { Person } from '../../../core/analysis/people.ts';
import { invariant } from '../../../core/errors.ts';
import type { Rect } from '../../../core/geometry/rect.ts';
import type { MediaInfo, VideoStream } from '../../../core/media/media-info.ts';
import { HeldFile, LandmarkFileSource } from '../analysis/landmark-file.ts';
import {
  DamagedArtifact,
  readFloat32,
  readFloat64,
  readJson,
  readUint8,
  writeJson,
  writeNumbers,
} from './number-files.ts';

/** Numbers of a pose, and of all factors in the order of `factorNames` and their handles. */
const poseSize = 6;
const factorSizes = factorNames.map((name) => factorHandles[name].length);
const rowSize = factorSizes.reduce((sum, size) => sum + size, 0);

interface TrackEntry {
  readonly faceTrackId: number;
  readonly shotIndex: number;
  readonly personIndex: number;
  readonly startFrame: number;
  readonly endFrame: number;
  readonly medianIodPx: number;
  readonly box: Rect;
  readonly firstRecord: number;
}

/** `analysis.json`: all but the numbers of each frame. */
interface AnalysisDocument {
  readonly format: 'facet.kept-analysis';
  readonly formatVersion: 1;
  readonly info: Omit<MediaInfo, 'path' | 'video'> & { readonly video: Omit<VideoStream, 'frameTimesSec'> };
  readonly frameCount: number;
  readonly frameTimeCount: number;
  /** Size of `landmarks.bin`. */
  readonly landmarkBytes: number;
  readonly shots: readonly Shot[];
  readonly tracks: readonly TrackEntry[];
  readonly findings: readonly FitFinding[];
}

/** An analysis that was read from its files; `close` lets go of the landmarks. */
export interface LoadedAnalysis {
  readonly info: MediaInfo;
  readonly analysis: VideoAnalysis;
  readonly close: () => void;
}

/**
 * Writes an analysis beside its landmarks: `analysis.json`; `frame-times.f64` [T]; `pose.f32` [6 a frame] and `presence.u8` [present,
 * drivable: 2 a frame] of all tracks, one after the other; `factors-<faceNumber>.f32` [T, 18] of every person.
 * The folder already holds `landmarks.bin`, because the analyser wrote it there.
 */
export async function saveAnalysis(folder: string, info: MediaInfo, analysis: VideoAnalysis): Promise<void> {
  invariant(info.video !== null, 'an analysed file has a picture');
  const { frameTimesSec, ...video } = info.video;
  const { path: _, ...rest } = info;
  const { faceTracks, frameCount, shots, findings } = analysis;
  const frames = faceTracks.reduce((sum, track) => sum + track.endFrame - track.startFrame, 0);
  const poses = new Float32Array(frames * poseSize);
  const presence = new Uint8Array(frames * 2);
  let at = 0;
  for (const { pose, isPresent, isDrivable } of faceTracks) {
    poses.set(pose, at * poseSize);
    isPresent.forEach((value, t) => (presence[(at + t) * 2] = value));
    isDrivable.forEach((value, t) => (presence[(at + t) * 2 + 1] = value));
    at += isPresent.length;
  }
  await writeNumbers(join(folder, 'frame-times.f64'), frameTimesSec);
  await writeNumbers(join(folder, 'pose.f32'), poses);
  await writeNumbers(join(folder, 'presence.u8'), presence);
  for (const person of listPeople(analysis)) {
    await writeNumbers(join(folder, factorFileOf(person.faceNumber)), factorRows(person, frameCount));
  }
  const document: AnalysisDocument = {
    format: 'facet.kept-analysis',
    formatVersion: 1,
    info: { ...rest, video },
    frameCount,
    frameTimeCount: frameTimesSec.length,
    landmarkBytes: statSync(join(folder, 'landmarks.bin')).size,
    shots,
    tracks: faceTracks.map(entryOf),
    findings,
  };
  await writeJson(join(folder, 'analysis.json'), document);
}

function factorFileOf(faceNumber: number): string {
  return `factors-${faceNumber}.f32`;
}

function entryOf({ landmarks, ...track }: FaceTrack): TrackEntry {
  invariant(landmarks instanceof LandmarkFileSource, 'the landmarks of a kept analysis lie in a file');
  const { faceTrackId, shotIndex, personIndex, startFrame, endFrame, medianIodPx, box } = track;
  const { firstRecord } = landmarks;
  return { faceTrackId, shotIndex, personIndex, startFrame, endFrame, medianIodPx, box, firstRecord };
}

/** [T, 18], NaN where the person is not seen. */
function factorRows({ tracks }: Person, frameCount: number): Float32Array {
  const rows = new Float32Array(frameCount * rowSize).fill(Number.NaN);
  for (const { startFrame, endFrame, factors } of tracks) {
    let column = 0;
    factorNames.forEach((name, n) => {
      const size = factorSizes[n];
      const { values } = factors[name];
      for (let t = 0; t < endFrame - startFrame; t++) {
        rows.set(values.subarray(t * size, (t + 1) * size), (startFrame + t) * rowSize + column);
      }
      column += size;
    });
  }
  return rows;
}

/**
 * Reads an analysis back; landmarks are read when they are asked for, from a file that stays open until `close`.
 *
 * @param path where the video lies now
 * @throws DamagedArtifact
 */
export async function loadAnalysis(folder: string, path: string): Promise<LoadedAnalysis> {
  const document = await readJson<AnalysisDocument>(join(folder, 'analysis.json'), {
    format: 'facet.kept-analysis',
    formatVersion: 1,
  });
  const { frameCount, shots, findings } = document;
  const frames = document.tracks.reduce((sum, track) => sum + track.endFrame - track.startFrame, 0);
  const frameTimesSec = await readFloat64(join(folder, 'frame-times.f64'), document.frameTimeCount);
  const pose = await readFloat32(join(folder, 'pose.f32'), frames * poseSize);
  const presence = await readUint8(join(folder, 'presence.u8'), frames * 2);
  const rowsOfPerson = await readFactorRows(folder, document);
  const landmarks = openLandmarks(join(folder, 'landmarks.bin'), document.landmarkBytes);
  let at = 0;
  const faceTracks = document.tracks.map((entry): FaceTrack => {
    const { firstRecord, ...rest } = entry;
    const from = at;
    const count = entry.endFrame - entry.startFrame;
    at += count;
    const rows = rowsOfPerson.get(entry.personIndex);
    invariant(rows !== undefined, 'every track belongs to a person');
    return {
      ...rest,
      isPresent: Uint8Array.from({ length: count }, (_, t) => presence[(from + t) * 2]),
      isDrivable: Uint8Array.from({ length: count }, (_, t) => presence[(from + t) * 2 + 1]),
      pose: pose.slice(from * poseSize, at * poseSize),
      factors: factorsFrom(rows, entry),
      landmarks: new LandmarkFileSource(landmarks, firstRecord, entry.startFrame, entry.endFrame),
    };
  });
  return {
    info: { ...document.info, path, video: { ...document.info.video, frameTimesSec } },
    analysis: { frameCount, shots, faceTracks, findings },
    close: () => landmarks.close(),
  };
}

function openLandmarks(path: string, byteCount: number): HeldFile {
  const { size } = statSync(path, { throwIfNoEntry: false }) ?? { size: -1 };
  if (size !== byteCount) throw new DamagedArtifact(`${path} holds ${size} bytes instead of ${byteCount}`);
  return new HeldFile(path);
}

/** The rows of every person by person index: numbered again by the rule by which they were written. */
async function readFactorRows(
  folder: string,
  { tracks, frameCount }: AnalysisDocument,
): Promise<ReadonlyMap<number, Float32Array>> {
  const bestOf = new Map<number, number>();
  for (const { personIndex, faceTrackId } of tracks) {
    bestOf.set(personIndex, Math.min(faceTrackId, bestOf.get(personIndex) ?? Infinity));
  }
  const ordered = [...bestOf].sort(([, a], [, b]) => a - b);
  const rows = new Map<number, Float32Array>();
  for (const [index, [personIndex]] of ordered.entries()) {
    rows.set(personIndex, await readFloat32(join(folder, factorFileOf(index + 1)), frameCount * rowSize));
  }
  return rows;
}

function factorsFrom(rows: Float32Array, { startFrame, endFrame }: TrackEntry): Record<FactorName, FactorTrack> {
  let column = 0;
  const factors = factorNames.map((factor, n): readonly [FactorName, FactorTrack] => {
    const size = factorSizes[n];
    const values = new Float32Array((endFrame - startFrame) * size);
    for (let t = 0; t < endFrame - startFrame; t++) {
      const row = (startFrame + t) * rowSize + column;
      values.set(rows.subarray(row, row + size), t * size);
    }
    column += size;
    return [factor, { factor, handles: factorHandles[factor], startFrame, values }];
  });
  return Object.fromEntries(factors) as Record<FactorName, FactorTrack>;
}

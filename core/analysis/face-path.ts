import type { Shot } from './face-track.ts';

/** What the tracker saw of one face, frame by frame, before cuts are known; frames ascend. */
export interface FacePath {
  readonly pathId: number;
  readonly frames: readonly number[];
  /** Number of the frame's record in the file of raw landmarks. */
  readonly records: readonly number[];
  readonly presenceLogits: readonly number[];
  readonly brightness: readonly number[];
  readonly detail: readonly number[];
  /** [T, coverValues] */
  readonly coverSignatures: readonly number[];
  /** [T, 2] log of red over green and of blue over green. */
  readonly skinTones: readonly number[];
}

/** The part of a path that lies in one shot. */
export interface FacePathPart {
  readonly path: FacePath;
  readonly shotIndex: number;
  /** Places in the path's arrays, end exclusive. */
  readonly first: number;
  readonly last: number;
}

/** A face seen in fewer frames of a shot is taken for a mistake of the nets. */
const leastFrames = 5;

/** Splits paths at the cuts and drops glimpses. Frames before the first sight and after the last belong to no part. */
export function splitPaths(paths: readonly FacePath[], shots: readonly Shot[]): FacePathPart[] {
  const parts: FacePathPart[] = [];
  for (const path of paths) {
    let first = 0;
    for (const shot of shots) {
      let last = first;
      while (last < path.frames.length && path.frames[last] < shot.endFrame) last++;
      if (last > first && last - first >= Math.min(leastFrames, shot.endFrame - shot.startFrame)) {
        parts.push({ path, shotIndex: shot.shotIndex, first, last });
      }
      first = last;
    }
  }
  return parts;
}

import type { FaceTrack } from '../analysis/face-track.ts';
import { poseValues } from '../analysis/head-pose.ts';
import type { EyeEntry } from './eye-atlas.ts';
import { eyeChangeCount, type FaceEditMotion } from './face-edit-motion.ts';

/** An example eye and its share of the picture. */
export interface EyeSource {
  readonly entry: EyeEntry;
  readonly weight: number;
}

/** Frames that show the same example. */
interface Segment {
  readonly from: number;
  readonly to: number;
  readonly entry: EyeEntry;
}

/** Longest time (frames) that one example is shown; a turning head needs others. */
const longestSegment = 16;

/** Half the length of the cross-fade between two examples, frames. */
const fade = 3;

/** Differences that count alike: pose (rad), gaze (rad), blink. */
const poseUnit = 0.1;
const gazeUnit = 0.15;
const blinkUnit = 0.2;
const darkBandUnit = 0.015;

/** A "shut" eye with a dark band higher than this (iod) still shows its iris: skin stretched over the eye looks better. */
const highestBand = 0.04;

function priceOf(track: FaceTrack, motion: FaceEditMotion, entry: EyeEntry, t: number): number {
  const row = motion.startFrame + t - track.startFrame;
  const [yaw, pitch] = track.pose.subarray(row * poseValues, row * poseValues + 2);
  const own = track.factors.eye.values;
  const pose = ((entry.yaw - yaw) / poseUnit) ** 2 + ((entry.pitch - pitch) / poseUnit) ** 2;
  let gaze = 0;
  for (const handle of [2, 3]) {
    const wanted = own[row * eyeChangeCount + handle] + motion.eye[t * eyeChangeCount + handle];
    if (entry.kind === 'open') gaze += ((entry.values[handle] - wanted) / gazeUnit) ** 2;
  }
  const dark = entry.kind === 'open' ? 0 : (Math.max(...entry.darkBand) / darkBandUnit) ** 2;
  const goal = entry.kind === 'open' ? 0 : 1;
  const blink = ((entry.values[0] - goal) / blinkUnit) ** 2 + ((entry.values[1] - goal) / blinkUnit) ** 2;
  return (pose || 0) + 0.5 * (gaze || 0) + 0.5 * blink + dark;
}

/**
 * Chooses which examples of a kind serve each frame: one for a blink's length, cross-faded where the next one follows.
 *
 * @param isNeeded [T] 1 where an example is needed
 * @returns what to show in frame t of the motion; empty where nothing is needed or there is no example
 */
export function chooseEyeSources(
  track: FaceTrack,
  motion: FaceEditMotion,
  examples: readonly EyeEntry[],
  isNeeded: Uint8Array,
): (t: number) => readonly EyeSource[] {
  const entries = examples.filter(({ kind, darkBand }) => kind === 'open' || Math.max(...darkBand) < highestBand);
  const segments: Segment[] = [];
  const segmentOf = new Int32Array(isNeeded.length).fill(-1);
  for (let from = 0; from < isNeeded.length && entries.length > 0; from++) {
    if (isNeeded[from] === 0) continue;
    let end = from;
    while (end < isNeeded.length && isNeeded[end] === 1) end++;
    const pieces = Math.ceil((end - from) / longestSegment);
    for (let piece = 0; piece < pieces; piece++) {
      const [a, b] = [piece, piece + 1].map((k) => from + Math.round((k * (end - from)) / pieces));
      segmentOf.fill(segments.length, a, b);
      segments.push({ from: a, to: b, entry: cheapestEntry(track, motion, entries, a, b) });
    }
    from = end;
  }
  return (t) => {
    const at = segmentOf[t] ?? -1;
    if (at < 0) return [];
    const { from, to, entry } = segments[at];
    const before = segments[at - 1] as Segment | undefined;
    const after = segments[at + 1] as Segment | undefined;
    const share = (distance: number): number => Math.max(0, 0.5 - (distance + 0.5) / (2 * fade));
    if (before?.to === from && before.entry !== entry && t - from < fade)
      return mixed(entry, before.entry, share(t - from));
    if (after?.from === to && after.entry !== entry && to - 1 - t < fade)
      return mixed(entry, after.entry, share(to - 1 - t));
    return [{ entry, weight: 1 }];
  };
}

function mixed(entry: EyeEntry, other: EyeEntry, share: number): readonly EyeSource[] {
  return [
    { entry, weight: 1 - share },
    { entry: other, weight: share },
  ];
}

function cheapestEntry(
  track: FaceTrack,
  motion: FaceEditMotion,
  entries: readonly EyeEntry[],
  from: number,
  to: number,
): EyeEntry {
  let best = entries[0];
  let least = Infinity;
  for (const entry of entries) {
    let price = 0;
    for (let t = from; t < to; t++) price += priceOf(track, motion, entry, t);
    if (price < least) [best, least] = [entry, price];
  }
  return best;
}

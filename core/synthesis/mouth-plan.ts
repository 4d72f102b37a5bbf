import { displacementFrom } from '../analysis/lip-basis.ts';
import { invariant } from '../errors.ts';
import { smoothstep } from '../tensor/resample.ts';
import type { FrameRange } from '../time/frame-range.ts';
import { findCheapestPath, type PathProblem } from './cheapest-path.ts';
import { isDrivableFrame, makeOpeningMeter } from './lower-face.ts';
import type { MouthAtlas } from './mouth-atlas.ts';
import { motionSlice, type MouthMotion } from './mouth-motion.ts';
import { makeMouthSearch, type MouthQuery, type MouthSearch } from './mouth-search.ts';
import { joinWantedShapes, type WantedShapes } from './wanted-shapes.ts';

/**
 * What to draw in each frame of a motion: the wanted lower face and the atlas entries that show it. Small (about 100
 * bytes a frame); keeps the atlas alive.
 */
export interface MouthPlan {
  readonly atlas: MouthAtlas;
  readonly startFrame: number;
  readonly frameCount: number;
  /** Components, then the amount of the opening direction. [T, K + 1] iod */
  readonly coefficients: Float32Array;
  /** Wanted mouth opening above rest, iod. [T] */
  readonly openings: Float32Array;
  /** 0 = the frame stays as it is, 1 = the dub's mouth. [T] */
  readonly strength: Float32Array;
  /** Atlas entry shown, -1 where nothing is drawn. [T] */
  readonly entries: Int32Array;
  /** How much of the mouth's inside must be drawn because no entry is open enough, 0 to 1. [T] */
  readonly drawnInterior: Float32Array;
}

/** States considered in each frame besides continuations. */
const candidateCount = 40;

/** Entries of the lowest price, cheapest first among the kept ones in entry order. `count` is small against A. */
function cheapestEntries(prices: Float32Array, count: number): number[] {
  const heap: number[] = [];
  for (let a = 0; a < prices.length; a++) {
    if (!Number.isFinite(prices[a])) continue;
    if (heap.length === count && prices[a] >= prices[heap[count - 1]]) continue;
    let at = heap.length;
    while (at > 0 && prices[heap[at - 1]] > prices[a]) at--;
    heap.splice(at, 0, a);
    if (heap.length > count) heap.pop();
  }
  return heap;
}

/** Frames of the motion, counted from its start, in which something is drawn, as runs without a gap. */
function drawnRuns(atlas: MouthAtlas, motion: MouthMotion, { isSeen }: WantedShapes): { from: number; to: number }[] {
  const runs: { from: number; to: number }[] = [];
  for (let t = 0; t < motion.frameCount; t++) {
    if (motion.strength[t] <= 0 || isSeen[t] === 0 || !isDrivableFrame(atlas.plan.track, motion.startFrame + t))
      continue;
    const last = runs.at(-1);
    if (last !== undefined && last.to === t) last.to = t + 1;
    else runs.push({ from: t, to: t + 1 });
  }
  return runs;
}

/** Describes each frame's wanted mouth for the search: at partial strength the shape lies between the own and the wanted one. */
function makeQueries(atlas: MouthAtlas, motion: MouthMotion, wanted: WantedShapes): (t: number) => MouthQuery {
  const { basis, person, track, frames } = atlas.plan;
  const k = basis.componentCount;
  const size = basis.pointIndices.length * 3;
  const measure = makeOpeningMeter(basis, person);
  const displacement = new Float32Array(size);
  const row = new Float32Array(k + 1);
  const entryOf = new Map(frames.map(({ frameIndex }, entry) => [frameIndex, entry]));
  return (t) => {
    const strength = Math.min(1, motion.strength[t]);
    for (let i = 0; i <= k; i++) {
      const o = t * (k + 1) + i;
      row[i] = wanted.own[o] + strength * (wanted.coefficients[o] - wanted.own[o]);
    }
    displacementFrom(basis, row, 0, displacement);
    for (let o = 0; o < size; o++) displacement[o] += row[k] * person.openingDirection[o];
    const frameIndex = motion.startFrame + t;
    const o = (frameIndex - track.startFrame) * 6;
    const entry = entryOf.get(frameIndex);
    return {
      displacement,
      opening: measure(displacement),
      yawRad: track.pose[o] || 0,
      pitchRad: track.pose[o + 1] || 0,
      detail: entry !== undefined && atlas.isCollected[entry] === 1 ? atlas.detail[entry] : 0,
    };
  };
}

function pathProblem(search: MouthSearch, queryAt: (t: number) => MouthQuery, from: number, to: number): PathProblem {
  const prices = new Float32Array(search.entryCount);
  return {
    stepCount: to - from,
    leastJump: search.jumpPrice,
    transition: search.transition,
    continuationOf: search.nextOf,
    candidatesAt(step, previous) {
      search.priceAll(queryAt(from + step), prices);
      const states = cheapestEntries(prices, candidateCount);
      const known = new Set(states);
      for (const state of previous) {
        const next = search.nextOf(state);
        if (next >= 0 && !known.has(next)) {
          known.add(next);
          states.push(next);
        }
      }
      return { states, prices: states.map((state) => prices[state]) };
    },
  };
}

/** An opening (iod above rest) that shows nothing of the inside, and one that shows enough of it to work with. */
const [closedOpening, openOpening] = [0.025, 0.06];

/**
 * How much of the inside must be drawn in a frame: only when nothing in the whole atlas is open, and as far as the lips
 * are to part further than in the entry shown.
 */
function drawnShare(atlas: MouthAtlas, entry: number, opening: number, largestOpening: number): number {
  const lack = 1 - smoothstep(closedOpening, openOpening, largestOpening);
  return lack * smoothstep(closedOpening, openOpening, opening - 0.5 * Math.max(0, atlas.openings[entry]));
}

/** The opening that all but a few entries stay under (one wide frame may be a landmark slip). */
function largestOpeningOf(atlas: MouthAtlas): number {
  const openings = atlas.openings.filter((_, entry) => atlas.isCollected[entry] === 1).sort();
  return openings[Math.max(0, openings.length - 1 - Math.floor(openings.length / 50))];
}

/** Atlas entries that a path must pass, by frame of the video. */
export type PinnedEntries = ReadonlyMap<number, number>;

/** Plans mouths from one atlas; holds the tables of the search, so make one per atlas. */
export interface MouthPlanner {
  readonly atlas: MouthAtlas;
  /**
   * The plan of a part of a motion. What is wanted is joined over all of the motion, then the part is planned by itself.
   *
   * @param part   frames of the motion to plan
   * @param pinned entries that the path must show; frames that are not drawn are ignored
   */
  plan(motion: MouthMotion, part: FrameRange, pinned?: PinnedEntries): MouthPlan;
}

/** Prepares {@link MouthPlanner}. The atlas must be collected (all that is to be shown passed to `collect`). */
export function makeMouthPlanner(atlas: MouthAtlas): MouthPlanner {
  invariant(atlas.collectedCount > 0, 'the atlas was collected before mouths are planned');
  const search = makeMouthSearch(atlas);
  const largestOpening = largestOpeningOf(atlas);
  return { atlas, plan: (motion, part, pinned) => planPart(search, atlas, largestOpening, motion, part, pinned) };
}

function planPart(
  search: MouthSearch,
  atlas: MouthAtlas,
  largestOpening: number,
  motion: MouthMotion,
  part: FrameRange,
  pinned: PinnedEntries = new Map(),
): MouthPlan {
  const { basis } = atlas.plan;
  invariant(
    motion.componentCount === basis.componentCount,
    `motion of ${motion.componentCount} components for a basis of ${basis.componentCount}`,
  );
  const wanted = partOfWanted(joinWantedShapes(atlas.plan, motion), motion, part);
  const inner = motionSlice(motion, part.startFrame, part.endFrame);
  const queryAt = makeQueries(atlas, inner, wanted);
  const entries = new Int32Array(inner.frameCount).fill(-1);
  const openings = new Float32Array(inner.frameCount);
  const drawnInterior = new Float32Array(inner.frameCount);
  for (const { from, to } of drawnRuns(atlas, inner, wanted)) {
    const problem = pinPath(pathProblem(search, queryAt, from, to), part.startFrame + from, pinned);
    entries.set(findCheapestPath(problem), from);
    for (let t = from; t < to; t++) {
      openings[t] = queryAt(t).opening;
      drawnInterior[t] = drawnShare(atlas, entries[t], openings[t], largestOpening);
    }
  }
  return {
    atlas,
    openings,
    entries,
    drawnInterior,
    startFrame: inner.startFrame,
    frameCount: inner.frameCount,
    coefficients: wanted.coefficients,
    strength: Float32Array.from(inner.strength, (value) => Math.min(1, Math.max(0, value))),
  };
}

function partOfWanted(
  { coefficients, own, isSeen }: WantedShapes,
  motion: MouthMotion,
  part: FrameRange,
): WantedShapes {
  const [from, to] = [part.startFrame - motion.startFrame, part.endFrame - motion.startFrame];
  const width = motion.componentCount + 1;
  return {
    coefficients: coefficients.slice(from * width, to * width),
    own: own.slice(from * width, to * width),
    isSeen: isSeen.slice(from, to),
  };
}

/** The same problem with only one state at the pinned steps. */
function pinPath(problem: PathProblem, firstFrame: number, pinned: PinnedEntries): PathProblem {
  return {
    ...problem,
    candidatesAt(step, previous) {
      const entry = pinned.get(firstFrame + step);
      return entry === undefined ? problem.candidatesAt(step, previous) : { states: [entry], prices: [0] };
    },
  };
}

/**
 * Plans the mouth of every frame of a motion at once: joins the wanted shapes with the face's own slow expression and finds
 * the smoothest sequence of atlas entries that shows them. Deterministic. Long motions are planned in blocks
 * (`mouth-blocks.ts`).
 *
 * @param atlas  collected (all of `wantedFrames` passed to `collect`)
 * @param motion frames outside of the face track, or where it can not be driven, are left as they are
 */
export function planMouth(atlas: MouthAtlas, motion: MouthMotion): MouthPlan {
  const { startFrame, frameCount } = motion;
  return makeMouthPlanner(atlas).plan(motion, { startFrame, endFrame: startFrame + frameCount });
}

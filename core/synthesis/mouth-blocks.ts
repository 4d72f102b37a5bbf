import type { FrameRange } from '../time/frame-range.ts';
import { motionSlice, type MouthMotion } from './mouth-motion.ts';
import type { MouthPlan, MouthPlanner } from './mouth-plan.ts';

/** Frames of a block. Blocks begin at multiples of it, counted from the start of the video. */
export const blockFrames = 120;

/** Frames on both sides of a border that decide which entry is shown there. */
const anchorReach = 40;

/** Frames before and after that the joining of wanted shapes looks at. */
const shapeReach = 32;

/** Frames beyond a block that its plan holds, for the cross-fade of its first and last frames. */
const fadeReach = 2;

/** Frames beyond a block on which its plan can depend. */
export const blockReach = anchorReach + shapeReach;

/** The block that holds a frame. */
export function blockOf(frameIndex: number): number {
  return Math.floor(frameIndex / blockFrames);
}

/** Frames of a block, within a range. */
export function framesOfBlock(block: number, within: FrameRange): FrameRange {
  return {
    startFrame: Math.max(within.startFrame, block * blockFrames),
    endFrame: Math.min(within.endFrame, (block + 1) * blockFrames),
  };
}

/** Frames of a motion on which the plan of a block depends. */
export function framesBehindBlock(block: number, motion: MouthMotion): FrameRange {
  const track = { startFrame: motion.startFrame, endFrame: motion.startFrame + motion.frameCount };
  const { startFrame, endFrame } = framesOfBlock(block, track);
  return grown({ startFrame, endFrame }, blockReach, track);
}

/** Plans a motion of any length block by block, in any order. */
export interface MouthBlocks {
  /**
   * The plan of a block; only its own frames are meant to be drawn from it. It depends on the frames of
   * {@link framesBehindBlock} alone, and its path meets those of its neighbours at the borders.
   */
  planOf(block: number): MouthPlan;
}

/**
 * Makes the blocks of one face track's motion. What is shown at a border is decided first, from the frames around it; both
 * neighbours then pass through it. So the picture does not jump there, and an edit changes the blocks near it only.
 */
export function makeMouthBlocks(planner: MouthPlanner, motion: MouthMotion): MouthBlocks {
  const track = { startFrame: motion.startFrame, endFrame: motion.startFrame + motion.frameCount };
  const anchors = new Map<number, number>();
  const planWithin = (part: FrameRange, pinned?: ReadonlyMap<number, number>): MouthPlan => {
    const around = grown(part, shapeReach, track);
    return planner.plan(motionSlice(motion, around.startFrame, around.endFrame), part, pinned);
  };
  const anchorAt = (frame: number): number => {
    if (frame <= track.startFrame || frame >= track.endFrame) return -1;
    const known = anchors.get(frame);
    if (known !== undefined) return known;
    const plan = planWithin(grown({ startFrame: frame, endFrame: frame }, anchorReach, track));
    const entry = plan.entries[frame - plan.startFrame];
    anchors.set(frame, entry);
    return entry;
  };
  return {
    planOf(block) {
      const own = framesOfBlock(block, track);
      const pinned = new Map(
        [own.startFrame, own.endFrame]
          .map((frame) => [frame, anchorAt(frame)] as const)
          .filter(([, entry]) => entry >= 0),
      );
      return planWithin(grown(own, fadeReach + 1, track), pinned);
    },
  };
}

function grown({ startFrame, endFrame }: FrameRange, by: number, within: FrameRange): FrameRange {
  return {
    startFrame: Math.max(within.startFrame, startFrame - by),
    endFrame: Math.min(within.endFrame, endFrame + by),
  };
}

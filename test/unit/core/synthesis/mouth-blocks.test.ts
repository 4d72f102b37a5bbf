import { describe, expect, it } from 'vitest';
import {
  blockFrames,
  blockOf,
  blockReach,
  framesBehindBlock,
  makeMouthBlocks,
} from '../../../../core/synthesis/mouth-blocks.ts';
import type { MouthMotion } from '../../../../core/synthesis/mouth-motion.ts';
import type { MouthPlan, MouthPlanner, PinnedEntries } from '../../../../core/synthesis/mouth-plan.ts';
import type { FrameRange } from '../../../../core/time/frame-range.ts';

interface Asked {
  readonly motion: FrameRange;
  readonly part: FrameRange;
  readonly pinned: PinnedEntries;
}

function aMotion(startFrame: number, frameCount: number): MouthMotion {
  const values = new Float32Array(frameCount);
  const strength = new Float32Array(frameCount).fill(1);
  return {
    startFrame,
    frameCount,
    componentCount: 1,
    coefficients: values,
    opening: values,
    closedProbability: values,
    strength,
  };
}

/** A planner that shows entry 1000 + frame everywhere, unless it is pinned, and remembers what it was asked. */
function aPlanner(): { planner: MouthPlanner; asked: Asked[] } {
  const asked: Asked[] = [];
  const plan: MouthPlanner['plan'] = (motion, part, pinned = new Map()) => {
    asked.push({
      motion: { startFrame: motion.startFrame, endFrame: motion.startFrame + motion.frameCount },
      part,
      pinned,
    });
    const frameCount = part.endFrame - part.startFrame;
    const entries = Int32Array.from(
      { length: frameCount },
      (_, t) => pinned.get(part.startFrame + t) ?? 1000 + part.startFrame + t,
    );
    return { startFrame: part.startFrame, frameCount, entries } as unknown as MouthPlan;
  };
  return { planner: { plan } as MouthPlanner, asked };
}

describe('mouth blocks', () => {
  const length = 5 * blockFrames + 30;
  const motion = aMotion(10, length);

  it('let neighbours show the same entry at their border', () => {
    const { planner, asked } = aPlanner();
    const blocks = makeMouthBlocks(planner, motion);
    blocks.planOf(1);
    blocks.planOf(2);
    const [first, second] = asked.filter(({ pinned }) => pinned.size > 0);
    const border = 2 * blockFrames;
    expect(first.pinned.get(border)).toBe(1000 + border);
    expect(second.pinned.get(border)).toBe(1000 + border);
  });

  it('depend on no frame beyond their reach', () => {
    for (const block of [0, 2, 5]) {
      const { planner, asked } = aPlanner();
      makeMouthBlocks(planner, motion).planOf(block);
      const { startFrame, endFrame } = framesBehindBlock(block, motion);
      for (const { motion: seen } of asked) {
        expect(seen.startFrame).toBeGreaterThanOrEqual(startFrame);
        expect(seen.endFrame).toBeLessThanOrEqual(endFrame);
      }
      expect(endFrame - startFrame).toBeLessThanOrEqual(blockFrames + 2 * blockReach);
    }
  });

  it('give the same plan whatever was planned before', () => {
    const alone = makeMouthBlocks(aPlanner().planner, motion).planOf(3);
    const later = makeMouthBlocks(aPlanner().planner, motion);
    later.planOf(0);
    later.planOf(2);
    expect(later.planOf(3)).toEqual(alone);
  });

  it('begin and end with the track, unpinned there', () => {
    const { planner, asked } = aPlanner();
    const blocks = makeMouthBlocks(planner, motion);
    expect(blocks.planOf(0).startFrame).toBe(10);
    const lastBlock = blockOf(10 + length - 1);
    const last = blocks.planOf(lastBlock);
    expect(last.startFrame + last.frameCount).toBe(10 + length);
    expect([...(asked.at(-1)?.pinned.keys() ?? [])]).toEqual([lastBlock * blockFrames]);
  });
});

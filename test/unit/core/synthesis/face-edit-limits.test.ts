import { describe, expect, it } from 'vitest';
import { bendToLimit, limitFaceEdits } from '../../../../core/synthesis/face-edit-limits.ts';
import { makeFaceEditMotion } from '../../../../core/synthesis/face-edit-motion.ts';
import { aFaceTrack } from '../../../support/fake-video.ts';

describe('bending toward a limit', () => {
  it('leaves small changes as they are and never passes the limit', () => {
    expect(bendToLimit(0.3, 1)).toBe(0.3);
    expect(bendToLimit(-0.7, 1)).toBe(-0.7);
    for (const value of [0.8, 1, 2, 50]) {
      expect(bendToLimit(value, 1)).toBeLessThanOrEqual(1);
      expect(bendToLimit(-value, 1)).toBe(-bendToLimit(value, 1));
    }
  });

  it('rises without a step or a turn back', () => {
    let before = -Infinity;
    for (let value = -3; value <= 3; value += 0.01) {
      const bent = bendToLimit(value, 1);
      expect(bent).toBeGreaterThanOrEqual(before);
      if (Number.isFinite(before)) expect(bent - before).toBeLessThan(0.0101);
      before = bent;
    }
  });
});

describe('holding edits to their limits', () => {
  it('passes a typical edit unchanged and reports nothing', () => {
    const motion = makeFaceEditMotion(0, 3);
    motion.headPose[0] = 0.07;
    motion.expression[4] = -0.03;
    motion.eye[2] = 0.1;
    const { motion: made, limits } = limitFaceEdits(aFaceTrack({ endFrame: 3 }), motion);
    expect([...made.headPose]).toEqual([...motion.headPose]);
    expect([...made.expression]).toEqual([...motion.expression]);
    expect([...made.eye]).toEqual([...motion.eye]);
    expect(limits).toEqual([]);
  });

  it('keeps the original plus the change of a blink within open and shut', () => {
    const track = aFaceTrack({ endFrame: 2 });
    track.factors.eye.values.set([0.25, 0, 0, 0, 0.75, 0, 0, 0]);
    const motion = makeFaceEditMotion(0, 2);
    motion.eye.set([-0.5, 0, 0, 0, 0.5, 0, 0, 0]);
    const { motion: made, limits } = limitFaceEdits(track, motion);
    expect(made.eye[0]).toBe(-0.25);
    expect(made.eye[4]).toBe(0.25);
    expect(limits).toEqual([]);
  });

  it('says which handle went how far, and in how many frames', () => {
    const motion = makeFaceEditMotion(0, 4);
    motion.headPose[0] = 0.5;
    motion.headPose[6] = 1;
    const { motion: made, limits } = limitFaceEdits(aFaceTrack({ endFrame: 4 }), motion);
    expect(limits).toHaveLength(1);
    expect(limits[0]).toMatchObject({ factor: 'headPose', handle: 'yaw', asked: 1, frameCount: 2 });
    expect(limits[0].reached).toBe(made.headPose[6]);
    expect(limits[0].reached).toBeGreaterThan(0.1);
    expect(limits[0].reached).toBeLessThan(0.2);
  });

  it('measures the room of the gaze from where the eye already looks', () => {
    const track = aFaceTrack({ endFrame: 2 });
    track.factors.eye.values.set([0, 0, 0.3, 0, 0, 0, 0.3, 0]);
    const motion = makeFaceEditMotion(0, 2);
    motion.eye.set([0, 0, 0.3, 0, 0, 0, -0.3, 0]);
    const { motion: made } = limitFaceEdits(track, motion);
    expect(made.eye[2]).toBeLessThan(0.1);
    expect(made.eye[6]).toBeCloseTo(-0.3);
  });

  it('takes place and scale in shares of the size of the head', () => {
    const motion = makeFaceEditMotion(0, 1);
    motion.headPose[3] = 1000;
    const small = limitFaceEdits(aFaceTrack({ endFrame: 1, medianIodPx: 50 }), motion);
    const large = limitFaceEdits(aFaceTrack({ endFrame: 1, medianIodPx: 200 }), motion);
    expect(large.motion.headPose[3]).toBeCloseTo(4 * small.motion.headPose[3]);
  });

  it('makes no change of a frame whose change is not known', () => {
    const motion = makeFaceEditMotion(0, 1);
    motion.expression[0] = Number.NaN;
    const { motion: made } = limitFaceEdits(aFaceTrack({ endFrame: 1 }), motion);
    expect([...made.expression]).toEqual([0, 0, 0, 0]);
  });
});

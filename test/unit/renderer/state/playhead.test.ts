import { describe, expect, it } from 'vitest';
import { createPlayhead, frameIndexAt } from '../../../../renderer/state/playhead.ts';

/** A clock that is moved by hand. */
function aPlayhead(frames = 250, fps = 25) {
  let tick: ((nowMs: number) => void) | null = null;
  const playhead = createPlayhead((next) => void (tick = next));
  playhead.setTiming(
    Float64Array.from({ length: frames }, (_, frame) => frame / fps),
    frames / fps,
  );
  const at = (nowMs: number) => {
    const run = tick;
    tick = null;
    run?.(nowMs);
  };
  return { playhead, at };
}

describe('the playhead', () => {
  it('finds the frame that is shown at a time, also when times are rounded', () => {
    const times = [0, 0.04, 0.08, 0.12];
    expect([0, 0.039, 0.04, 0.0799999, 0.5, -1].map((sec) => frameIndexAt(times, sec))).toEqual([0, 0, 1, 2, 3, 0]);
    expect(frameIndexAt([], 3)).toBe(0);
  });

  it('runs in real time and stops at the end', () => {
    const { playhead, at } = aPlayhead();
    playhead.seek(9.9);
    playhead.play();
    at(1000);
    at(1040);
    expect(playhead.now.timeSec).toBeCloseTo(9.94);
    at(1400);
    expect(playhead.now.isPlaying).toBe(false);
  });

  it('begins at the start when it is played at the end', () => {
    const { playhead } = aPlayhead();
    playhead.seek(10);
    playhead.play();
    expect(playhead.now).toMatchObject({ timeSec: 0, isPlaying: true });
  });

  it('begins at the start when it is played on the last frame, where the key for the end leads', () => {
    const { playhead } = aPlayhead();
    playhead.seekFrame(249);
    playhead.play();
    expect(playhead.now).toMatchObject({ timeSec: 0, isPlaying: true });
  });

  it('goes round in a loop', () => {
    const { playhead, at } = aPlayhead();
    playhead.setLoop({ startSec: 2, endSec: 3 });
    playhead.seek(2.95);
    playhead.play();
    at(0);
    at(100);
    expect(playhead.now.timeSec).toBe(2);
  });

  it('steps frames from wherever it stands and stays inside the picture', () => {
    const { playhead } = aPlayhead();
    playhead.seek(1.01);
    playhead.step(1);
    expect(playhead.now.frame).toBe(26);
    playhead.step(-100);
    expect(playhead.now).toMatchObject({ frame: 0, timeSec: 0 });
    playhead.seekFrame(9999);
    expect(playhead.now.frame).toBe(249);
  });

  it('lets a driver play, and only listens to it then', () => {
    const { playhead, at } = aPlayhead();
    const told: string[] = [];
    const leave = playhead.drive({
      play: (rate) => told.push(`play ${rate}`),
      pause: () => told.push('pause'),
      seek: (timeSec) => told.push(`seek ${timeSec}`),
    });
    playhead.play(2);
    at(0);
    at(500);
    expect(playhead.now.timeSec).toBe(0);
    playhead.report(1.2, 30);
    expect(playhead.now).toMatchObject({ timeSec: 1.2, frame: 30 });
    leave();
    expect(told).toEqual(['seek 0', 'play 2']);
    expect(playhead.now.isPlaying).toBe(false);
  });
});

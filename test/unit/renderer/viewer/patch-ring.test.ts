import { describe, expect, it } from 'vitest';
import { makePatchRing, nextRequest } from '../../../../renderer/features/viewer/patch-ring.ts';
import type { Patch } from '../../../../renderer/features/viewer/patch-ring.ts';

const aPatch = (side = 2): Patch => ({
  x: 0,
  y: 0,
  widthPx: side,
  heightPx: side,
  pixels: new Uint8ClampedArray(side * side * 4),
});

describe('patches around the playhead', () => {
  it('tells a frame that equals the original from one that is not known', () => {
    const ring = makePatchRing(1000);
    ring.put(10, 12, new Map([[10, aPatch()]]), ring.generation);
    expect(ring.knowledgeOf(10).state).toBe('patched');
    expect(ring.knowledgeOf(11)).toEqual({ state: 'original', isStale: false });
    expect(ring.knowledgeOf(12).state).toBe('unknown');
  });

  it('keeps an old patch to be shown, marked, until its successor comes', () => {
    const ring = makePatchRing(1000);
    ring.put(0, 1, new Map([[0, aPatch()]]), ring.generation);
    ring.markStale();
    expect(ring.knowledgeOf(0)).toMatchObject({ state: 'patched', isStale: true });
    expect(ring.isFresh(0)).toBe(false);
    ring.put(0, 1, new Map(), ring.generation);
    expect(ring.knowledgeOf(0)).toEqual({ state: 'original', isStale: false });
  });

  it('does not let an answer for an older scene replace a newer one', () => {
    const ring = makePatchRing(1000);
    ring.markStale();
    ring.put(0, 1, new Map([[0, aPatch(3)]]), 1);
    ring.put(0, 2, new Map([[0, aPatch(2)]]), 0);
    expect(ring.knowledgeOf(0)).toMatchObject({ isStale: false, patch: { widthPx: 3 } });
    expect(ring.knowledgeOf(1)).toEqual({ state: 'original', isStale: true });
  });

  it('holds its limit by forgetting the farthest frames', () => {
    const ring = makePatchRing(3 * 16);
    ring.put(0, 6, new Map([0, 1, 2, 3, 4, 5].map((frame) => [frame, aPatch()])), ring.generation);
    ring.trimAround(5);
    expect(ring.byteLength).toBe(48);
    expect([0, 1, 2, 3, 4, 5].filter((frame) => ring.isFresh(frame))).toEqual([3, 4, 5]);
  });

  it('counts bytes once when a frame is put again', () => {
    const ring = makePatchRing(1000);
    ring.put(0, 1, new Map([[0, aPatch(3)]]), ring.generation);
    ring.put(0, 1, new Map([[0, aPatch(2)]]), ring.generation);
    expect(ring.byteLength).toBe(16);
  });
});

describe('asking for frames', () => {
  const window = { playhead: 100, frameCount: 1000, ahead: 50, behind: 20 };

  it('asks from the playhead on first', () => {
    expect(nextRequest(() => false, window)).toEqual({ startFrame: 100, endFrame: 150 });
  });

  it('asks only for the gap between fresh frames', () => {
    expect(nextRequest((frame) => frame < 110 || frame >= 115, window)).toEqual({ startFrame: 110, endFrame: 115 });
  });

  it('goes behind the playhead once all ahead is fresh', () => {
    expect(nextRequest((frame) => frame >= 95, window)).toEqual({ startFrame: 80, endFrame: 95 });
  });

  it('asks for nothing when all is fresh, and never beyond the picture', () => {
    expect(nextRequest(() => true, window)).toBeNull();
    expect(nextRequest(() => false, { ...window, playhead: 990 })).toEqual({ startFrame: 990, endFrame: 1000 });
    expect(nextRequest((frame) => frame >= 2, { ...window, playhead: 2 })).toEqual({ startFrame: 0, endFrame: 2 });
  });
});

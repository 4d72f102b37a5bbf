import { beforeAll, describe, expect, it } from 'vitest';
import { renderMouth } from '../../../core/compositing/index.ts';
import { isStudioError } from '../../../core/errors.ts';
import type { CanonicalFace } from '../../../core/geometry/canonical-face.ts';
import type { Rect } from '../../../core/geometry/rect.ts';
import { createMouthAtlas, planAtlas, planMouth, type MouthPlan } from '../../../core/synthesis/index.ts';
import type { YuvImage } from '../../../core/tensor/yuv-image.ts';
import { readCanonicalFace } from '../../../main/engine/models/canonical-face-reader.ts';
import { readFacePackage } from '../../../main/engine/models/face-package.ts';
import { aLipMotion, aTalkingHead, type TalkingFrame, type TalkingHead } from '../../support/a-talking-head.ts';

let face: CanonicalFace;
beforeAll(async () => {
  face = readCanonicalFace((await readFacePackage()).geometryMetadata);
});

const ample = 64e6;
const speaking = (count: number): TalkingFrame[] =>
  Array.from({ length: count }, (_, t) => ({
    opening: 0.1 + 0.1 * Math.sin(t * 0.7),
    wide: 0.03 * Math.sin(t * 0.31),
    yaw: 0.1 * Math.sin(t * 0.1),
    x: 6 * Math.sin(t * 0.13),
  }));

function planFor(head: TalkingHead, motion: ReturnType<typeof aLipMotion>, budgetBytes = ample): MouthPlan {
  const first = head.pictureOf(0);
  const plan = planAtlas({ ...head, frameWidthPx: first.widthPx, frameHeightPx: first.heightPx, budgetBytes });
  const atlas = createMouthAtlas(plan);
  for (const frameIndex of atlas.wantedFrames) atlas.collect(frameIndex, head.pictureOf(frameIndex));
  return planMouth(atlas, motion);
}

function render(plan: MouthPlan, head: TalkingHead, frameIndex: number): { image: YuvImage; rect: Rect | null } {
  const image = head.pictureOf(frameIndex);
  const rect = renderMouth(plan, frameIndex, image);
  return { image, rect };
}

/** Dark pixels of the inside of the mouth. */
const darkPixels = (image: YuvImage): number => image.y.reduce((sum, value) => sum + (value < 50 ? 1 : 0), 0);

function meanDifference(a: YuvImage, b: YuvImage, rect: Rect): number {
  let sum = 0;
  for (let y = rect.y; y < rect.y + rect.heightPx; y++) {
    for (let x = rect.x; x < rect.x + rect.widthPx; x++)
      sum += Math.abs(a.y[y * a.widthPx + x] - b.y[y * a.widthPx + x]);
  }
  return sum / (rect.widthPx * rect.heightPx);
}

describe('rendering a planned mouth', () => {
  it('leaves the frame byte-equal at strength 0, outside of the motion, and where the face cannot be driven', () => {
    const frames = speaking(20);
    const head = aTalkingHead(face, frames);
    head.track.isDrivable[7] = 0;
    const motion = aLipMotion(frames.slice(0, 15).map((_, t) => ({ opening: 0.15, strength: t < 5 ? 0 : 1 })));
    const plan = planFor(head, motion);
    for (const frameIndex of [0, 4, 7, 15, 19]) {
      const { image, rect } = render(plan, head, frameIndex);
      expect(rect).toBeNull();
      expect(Buffer.compare(image.data, head.pictureOf(frameIndex).data)).toBe(0);
    }
    expect(render(plan, head, 10).rect).not.toBeNull();
  });

  it('keeps every byte outside of the rectangle that it names, and stays below the nose and near the jaw', () => {
    const frames = speaking(24);
    const head = aTalkingHead(face, frames);
    const plan = planFor(head, aLipMotion(frames.map((_, t) => ({ opening: frames[(t + 9) % 24].opening }))));
    for (let frameIndex = 0; frameIndex < 24; frameIndex += 3) {
      const { image, rect } = render(plan, head, frameIndex);
      const before = head.pictureOf(frameIndex);
      expect(rect).not.toBeNull();
      if (rect === null) continue;
      for (let o = 0; o < image.y.length; o++) {
        const [x, y] = [o % image.widthPx, Math.floor(o / image.widthPx)];
        const isInside = x >= rect.x && y >= rect.y && x < rect.x + rect.widthPx && y < rect.y + rect.heightPx;
        if (!isInside && image.y[o] !== before.y[o]) expect.fail(`pixel ${x},${y} outside of the rectangle changed`);
      }
      const landmarks = new Float32Array(478 * 3);
      head.track.landmarks.read(frameIndex, landmarks);
      expect(rect.y).toBeGreaterThan(landmarks[1 * 3 + 1]);
      expect(rect.y + rect.heightPx).toBeLessThan(landmarks[152 * 3 + 1] + 0.35 * 100);
    }
  });

  it('gives the original back, nearly, when the motion is the mouth itself', () => {
    const frames = speaking(24);
    const head = aTalkingHead(face, frames);
    const plan = planFor(head, aLipMotion(frames));
    for (const frameIndex of [3, 11, 20]) {
      const { image } = render(plan, head, frameIndex);
      const mouth = { x: 100, y: 140, widthPx: 120, heightPx: 110 };
      expect(meanDifference(image, head.pictureOf(frameIndex), mouth)).toBeLessThan(1.2);
    }
  });

  it('opens and closes the mouth as wanted, whatever it did before', () => {
    const frames = speaking(40);
    const head = aTalkingHead(face, frames);
    const wanted = frames.map((_, t) => ({ opening: t % 20 < 10 ? 0.18 : 0.0 }));
    const plan = planFor(head, aLipMotion(wanted));
    const open = [4, 5, 24, 25].map((frameIndex) => darkPixels(render(plan, head, frameIndex).image));
    const shut = [14, 15, 34, 35].map((frameIndex) => darkPixels(render(plan, head, frameIndex).image));
    expect(Math.min(...open)).toBeGreaterThan(500);
    expect(Math.max(...shut)).toBeLessThan(0.25 * Math.min(...open));
  });

  it('changes less at half strength than at full strength', () => {
    const frames = speaking(24).map((frame) => ({ ...frame, opening: 0.02 + 0.5 * frame.opening }));
    const head = aTalkingHead(face, frames);
    const mouth = { x: 90, y: 130, widthPx: 140, heightPx: 130 };
    const change = (strength: number): number => {
      const plan = planFor(head, aLipMotion(frames.map(() => ({ opening: 0.12, strength }))));
      return meanDifference(render(plan, head, 12).image, head.pictureOf(12), mouth);
    };
    const [little, half, full] = [change(0.05), change(0.5), change(1)];
    expect(little).toBeLessThan(half);
    expect(half).toBeLessThan(full);
  });

  it('is the same every time', () => {
    const frames = speaking(16);
    const head = aTalkingHead(face, frames);
    const motion = aLipMotion(frames.map(({ opening }) => ({ opening: 0.2 - opening })));
    const [first, second] = [planFor(head, motion), planFor(head, motion)];
    expect([...first.entries]).toEqual([...second.entries]);
    // In another order, too: a preview jumps about, an export does not.
    render(second, head, 12);
    expect(Buffer.compare(render(first, head, 5).image.data, render(second, head, 5).image.data)).toBe(0);
  });

  it('works with three frames of video', () => {
    const head = aTalkingHead(face, [{ opening: 0.02 }, { opening: 0.08 }, { opening: 0.15 }]);
    const plan = planFor(head, aLipMotion([{ opening: 0.15 }, { opening: 0.02 }, { opening: 0.08 }]));
    const image = render(plan, head, 0).image;
    expect(darkPixels(image)).toBeGreaterThan(darkPixels(head.pictureOf(0)) + 200);
  });

  it('draws an inside where the video never shows one', () => {
    const head = aTalkingHead(
      face,
      Array.from({ length: 12 }, (_, t) => ({ opening: 0.002 * (t % 3) })),
    );
    const plan = planFor(head, aLipMotion(Array.from({ length: 12 }, () => ({ opening: 0.16 }))));
    expect(plan.drawnInterior[6]).toBeGreaterThan(0.9);
    const before = head.pictureOf(6);
    const after = render(plan, head, 6).image;
    expect(darkPixels(before)).toBeLessThan(60);
    // The cavity takes its light from the skin: darker than the lips, not black.
    const dim = (image: YuvImage): number => image.y.reduce((sum, value) => sum + (value < 60 ? 1 : 0), 0);
    expect(dim(after)).toBeGreaterThan(dim(before) + 100);
  });
});

describe('planning an atlas', () => {
  it('stays within its budget and keeps mouths of every opening', () => {
    const frames = speaking(200);
    const head = aTalkingHead(face, frames);
    const size = { frameWidthPx: 320, frameHeightPx: 320 };
    const whole = planAtlas({ ...head, ...size, budgetBytes: ample });
    expect(whole.frames).toHaveLength(200);
    const bounded = planAtlas({ ...head, ...size, budgetBytes: whole.byteLength / 4 });
    expect(bounded.byteLength).toBeLessThanOrEqual(whole.byteLength / 4);
    expect(bounded.frames.length).toBeGreaterThan(30);
    const kept = bounded.frames.map(({ frameIndex }) => frames[frameIndex].opening);
    expect(Math.min(...kept)).toBeLessThan(0.03);
    expect(Math.max(...kept)).toBeGreaterThan(0.17);
  });

  it('keeps only the crop, on the chroma grid and inside the frame', () => {
    const head = aTalkingHead(face, speaking(5), { widthPx: 322, heightPx: 240 });
    const plan = planAtlas({ ...head, frameWidthPx: 322, frameHeightPx: 240, budgetBytes: ample });
    for (const { crop } of plan.frames) {
      expect([crop.x, crop.y, crop.widthPx, crop.heightPx].every((value) => value % 2 === 0)).toBe(true);
      expect(crop.x + crop.widthPx).toBeLessThanOrEqual(322);
      expect(crop.y + crop.heightPx).toBeLessThanOrEqual(240);
      expect(crop.widthPx * crop.heightPx).toBeLessThan(0.4 * 322 * 240);
    }
  });

  it('says what is wrong when no frame can be driven', () => {
    const head = aTalkingHead(face, speaking(4));
    head.track.isDrivable.fill(0);
    const plan = planAtlas({ ...head, frameWidthPx: 320, frameHeightPx: 320, budgetBytes: ample });
    expect(plan.frames).toHaveLength(0);
    let thrown: unknown;
    try {
      createMouthAtlas(plan);
    } catch (error) {
      thrown = error;
    }
    expect(isStudioError(thrown, 'synthesis.atlas-empty')).toBe(true);
  });
});

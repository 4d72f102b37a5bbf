import { beforeAll, describe, expect, it } from 'vitest';
import { measureCount, measureFace, measureNames, type MeasureName } from '../../../core/analysis/factor-measure.ts';
import { renderFaceEdits } from '../../../core/compositing/index.ts';
import { toCanonical, type CanonicalFace } from '../../../core/geometry/canonical-face.ts';
import type { Rect } from '../../../core/geometry/rect.ts';
import {
  createFaceEditAtlas,
  makeFaceEditMotion,
  planFaceEditAtlas,
  planFaceEdits,
  type FaceEditMotion,
  type FaceEditPlan,
} from '../../../core/synthesis/index.ts';
import { eyes } from '../../../core/synthesis/eye-geometry.ts';
import { makeFaceEditPoser } from '../../../core/synthesis/face-edit-pose.ts';
import { makeExpressionFields } from '../../../core/synthesis/face-expression-fields.ts';
import type { YuvImage } from '../../../core/tensor/yuv-image.ts';
import { readCanonicalFace } from '../../../main/engine/models/canonical-face-reader.ts';
import { readFacePackage } from '../../../main/engine/models/face-package.ts';
import { aTalkingHead, type TalkingHead } from '../../support/a-talking-head.ts';

let face: CanonicalFace;
beforeAll(async () => {
  face = readCanonicalFace((await readFacePackage()).geometryMetadata);
});

const scale = 100;
const irisRadius = 0.032 * scale;

/** A made head with eyes: white with a dark iris, shut (skin with a dark line) in the frames of `shut`. */
function aSeeingHead(frameCount: number, shut: readonly number[] = [], yawStep = 0): TalkingHead {
  const head = aTalkingHead(
    face,
    Array.from({ length: frameCount }, (_, t) => ({ opening: 0.05, yaw: yawStep * t })),
  );
  const track = { ...head.track, landmarks: { ...head.track.landmarks, read: readLandmarks } };
  shut.forEach((t) => track.factors.eye.values.set([1, 1], t * 4));

  function readLandmarks(frameIndex: number, out: Float32Array): boolean {
    if (!head.track.landmarks.read(frameIndex, out)) return false;
    for (const { upper, lower, iris } of eyes) {
      iris.forEach((p, k) => {
        out[p * 3] += [0, irisRadius, 0, -irisRadius, 0][k];
        out[p * 3 + 1] += [0, 0, irisRadius, 0, -irisRadius][k];
      });
      if (!shut.includes(frameIndex)) continue;
      // The mesh of a shut eye keeps three tenths of the gap.
      for (let k = 1; k + 1 < upper.length; k++) {
        const [a, b] = [upper[k] * 3 + 1, lower[k] * 3 + 1];
        out[a] += 0.56 * (out[b] - out[a]);
        out[b] -= 0.14 * (out[b] - out[a]);
      }
    }
    return true;
  }

  return {
    ...head,
    track,
    pictureOf(frameIndex) {
      const image = head.pictureOf(frameIndex);
      const landmarks = new Float32Array(478 * 3);
      head.track.landmarks.read(frameIndex, landmarks);
      for (const eye of eyes) paintEye(image, landmarks, eye, shut.includes(frameIndex));
      return image;
    },
  };
}

function paintEye(image: YuvImage, landmarks: Float32Array, eye: (typeof eyes)[number], isShut: boolean): void {
  const outline = [...eye.upper, ...[...eye.lower].reverse().slice(1, -1)];
  const [cx, cy] = [landmarks[eye.iris[0] * 3], landmarks[eye.iris[0] * 3 + 1]];
  for (let y = Math.floor(cy - 20); y < cy + 20; y++) {
    for (let x = Math.floor(cx - 25); x < cx + 25; x++) {
      let isInside = false;
      for (let k = 0, l = outline.length - 1; k < outline.length; l = k++) {
        const [a, b] = [outline[k] * 3, outline[l] * 3];
        if (landmarks[a + 1] > y === landmarks[b + 1] > y) continue;
        const share = (y - landmarks[a + 1]) / (landmarks[b + 1] - landmarks[a + 1]);
        if (x < landmarks[a] + share * (landmarks[b] - landmarks[a])) isInside = !isInside;
      }
      if (!isInside || isShut) continue;
      image.y[y * image.widthPx + x] = Math.hypot(x - cx, y - cy) < irisRadius ? 30 : 220;
    }
  }
}

function planFor(head: TalkingHead, motion: FaceEditMotion): FaceEditPlan {
  const { widthPx, heightPx } = head.pictureOf(0);
  const request = { track: head.track, face, motion, frameWidthPx: widthPx, frameHeightPx: heightPx };
  const atlas = createFaceEditAtlas(planFaceEditAtlas(request));
  for (const frameIndex of atlas.wantedFrames) atlas.collect(frameIndex, head.pictureOf(frameIndex));
  return planFaceEdits(atlas, head.track, face, motion);
}

function render(head: TalkingHead, motion: FaceEditMotion, frameIndex: number): { image: YuvImage; rect: Rect | null } {
  const image = head.pictureOf(frameIndex);
  const rect = renderFaceEdits(planFor(head, motion), frameIndex, image);
  return { image, rect };
}

/** Pixels of the eyes that are white, and where the dark ones are on average. */
function look(image: YuvImage, head: TalkingHead, frameIndex: number): { white: number; irisX: number; irisY: number } {
  const landmarks = new Float32Array(478 * 3);
  head.track.landmarks.read(frameIndex, landmarks);
  let [white, dark, irisX, irisY] = [0, 0, 0, 0];
  for (const { iris } of eyes) {
    const [cx, cy] = [landmarks[iris[0] * 3], landmarks[iris[0] * 3 + 1]];
    for (let y = Math.floor(cy - 12); y < cy + 12; y++) {
      for (let x = Math.floor(cx - 16); x < cx + 16; x++) {
        const value = image.y[y * image.widthPx + x];
        if (value > 185) white++;
        if (value >= 60) continue;
        dark++;
        irisX += x - cx;
        irisY += y - cy;
      }
    }
  }
  return { white, irisX: irisX / dark, irisY: irisY / dark };
}

describe('editing eyes', () => {
  it('leaves the frame byte-equal where nothing changes, outside of the motion and where no face was seen', () => {
    const head = aSeeingHead(8);
    const motion = makeFaceEditMotion(2, 4);
    motion.eye.set([0.5, 0.5, 0, 0], 4);
    for (const frameIndex of [0, 2, 4, 7]) {
      const { image, rect } = render(head, motion, frameIndex);
      expect(rect).toBeNull();
      expect(Buffer.compare(image.data, head.pictureOf(frameIndex).data)).toBe(0);
    }
    expect(render(head, motion, 3).rect).not.toBeNull();
  });

  it('shuts eyes by the more the stronger the blink, down to hardly any white', () => {
    const head = aSeeingHead(6);
    const motion = makeFaceEditMotion(0, 6);
    [0, 0.2, 0.4, 0.6, 0.8, 1].forEach((blink, t) => motion.eye.set([blink, blink], t * 4));
    const whites = [0, 1, 2, 3, 4, 5].map((t) => look(render(head, motion, t).image, head, t).white);
    for (let t = 1; t < 6; t++) expect(whites[t]).toBeLessThan(whites[t - 1]);
    expect(whites[0]).toBeGreaterThan(120);
    expect(whites[5]).toBeLessThan(0.08 * whites[0]);
  });

  it('shuts one eye and leaves every pixel of the other', () => {
    const head = aSeeingHead(2);
    const motion = makeFaceEditMotion(0, 2);
    motion.eye[0] = 0.9;
    const { image, rect } = render(head, motion, 0);
    const before = head.pictureOf(0);
    expect(rect).not.toBeNull();
    // The subject's left eye is in the right half of the picture.
    for (let y = 0; y < image.heightPx; y++) {
      const row = y * image.widthPx;
      const half = image.widthPx >> 1;
      expect(Buffer.compare(image.y.subarray(row, row + half), before.y.subarray(row, row + half))).toBe(0);
    }
  });

  it('opens shut eyes with the open ones of other frames', () => {
    const head = aSeeingHead(20, [9, 10, 11]);
    const motion = makeFaceEditMotion(0, 20);
    for (const t of [9, 10, 11]) motion.eye.set([-1, -1], t * 4);
    expect(
      planFaceEditAtlas({ track: head.track, face, motion, frameWidthPx: 320, frameHeightPx: 320 }).frames,
    ).not.toEqual([]);
    expect(look(head.pictureOf(10), head, 10).white).toBeLessThan(5);
    const open = look(head.pictureOf(5), head, 5).white;
    expect(look(render(head, motion, 10).image, head, 10).white).toBeGreaterThan(0.7 * open);
  });

  it('moves the iris to the wanted side and keeps the lids', () => {
    const head = aSeeingHead(4);
    const motion = makeFaceEditMotion(0, 4);
    motion.eye.set([0, 0, 0.15, 0, 0, 0, -0.15, 0, 0, 0, 0, 0.06, 0, 0, 0, -0.06]);
    const [right, left, down, up] = [0, 1, 2, 3].map((t) => look(render(head, motion, t).image, head, t));
    expect(right.irisX).toBeGreaterThan(1.5);
    expect(left.irisX).toBeLessThan(-1.5);
    expect(down.irisY).toBeGreaterThan(up.irisY + 0.8);
    const landmarks = new Float32Array(478 * 3);
    head.track.landmarks.read(0, landmarks);
    const { image, rect } = render(head, motion, 0);
    const before = head.pictureOf(0);
    expect(rect).not.toBeNull();
    for (const { upper, lower } of eyes) {
      for (const p of [upper[4], lower[4]]) {
        const outward = p === upper[4] ? -3 : 3;
        const o = Math.round(landmarks[p * 3 + 1] + outward) * image.widthPx + Math.round(landmarks[p * 3]);
        expect(image.y[o]).toBe(before.y[o]);
      }
    }
  });
});

const canonicalAfter = (head: TalkingHead, motion: FaceEditMotion): { before: Float32Array; after: Float32Array } => {
  const pose = makeFaceEditPoser(head.track, face, motion).poseAt(0);
  const landmarks = new Float32Array(478 * 3);
  head.track.landmarks.read(0, landmarks);
  const before = toCanonical(landmarks, face).scale > 0 ? landmarks.slice() : landmarks;
  const after = landmarks.slice();
  for (let p = 0; pose !== null && p < 478; p++) {
    after[p * 3] = pose.drawn[p * 2];
    after[p * 3 + 1] = pose.drawn[p * 2 + 1];
  }
  return { before, after };
};

function measured(canonical: Float32Array): Record<MeasureName, number> {
  const row = new Float32Array(measureCount);
  measureFace(canonical, row, 0);
  return Object.fromEntries(measureNames.map((name, k) => [name, row[k]])) as Record<MeasureName, number>;
}

describe('editing the expression', () => {
  const handles = ['browY', 'browGap', 'cornerY', 'cheekY'] as const;

  it('has fields that each move their own handle alone, and neither lips nor eyes', () => {
    const fields = makeExpressionFields(face);
    const rest = new Float32Array(478 * 3);
    rest.set(face.vertices);
    const before = measured(rest);
    fields.forEach((field, k) => {
      const moved = rest.map((value, o) => value + 0.02 * field[o]);
      toCanonical(moved, face, moved);
      const after = measured(moved);
      handles.forEach((name, j) => expect((before[name] - after[name]) / 0.02).toBeCloseTo(j === k ? 1 : 0, 1));
      for (const name of ['opening', 'eyeOpenLeft', 'eyeOpenRight', 'chinY'] as const)
        expect(Math.abs(after[name] - before[name]) / 0.02).toBeLessThan(0.08);
    });
  });

  it('changes nothing outside of the face and nothing outside of the rectangle that it names', () => {
    const head = aSeeingHead(1);
    for (let handle = 0; handle < 4; handle++) {
      const motion = makeFaceEditMotion(0, 1);
      motion.expression[handle] = [0.05, 0.015, 0.04, 0.03][handle];
      const { image, rect } = render(head, motion, 0);
      const before = head.pictureOf(0);
      expect(rect).not.toBeNull();
      if (rect === null) continue;
      expect(rect.widthPx).toBeLessThan(2 * scale);
      for (let o = 0; o < image.y.length; o++) {
        const [x, y] = [o % image.widthPx, Math.floor(o / image.widthPx)];
        const isInside = x >= rect.x && y >= rect.y && x < rect.x + rect.widthPx && y < rect.y + rect.heightPx;
        if (!isInside && image.y[o] !== before.y[o]) expect.fail(`pixel ${x},${y} outside of the rectangle changed`);
      }
    }
  });
});

describe('editing the head pose', () => {
  it('puts the mesh where the asked pose has it: place and scale exactly, turns to the asked side', () => {
    const head = aSeeingHead(1);
    const motion = makeFaceEditMotion(0, 1);
    motion.headPose.set([0, 0, 0, 6, -4, 5]);
    const { before, after } = canonicalAfter(head, motion);
    expect(after[168 * 3] - before[168 * 3]).toBeCloseTo(6, 2);
    expect(after[168 * 3 + 1] - before[168 * 3 + 1]).toBeCloseTo(-4, 2);
    const width = (points: Float32Array): number => points[263 * 3] - points[33 * 3];
    expect(width(after) - width(before)).toBeCloseTo(5, 1);
    const turned = makeFaceEditMotion(0, 1);
    turned.headPose[0] = 0.07;
    const turn = canonicalAfter(head, turned);
    expect(turn.after[4 * 3]).toBeGreaterThan(turn.before[4 * 3] + 1);
  });

  it('leaves the far background alone, whatever the head does', () => {
    const head = aSeeingHead(1);
    const motion = makeFaceEditMotion(0, 1);
    motion.headPose.set([0.2, -0.2, 0.3, 40, 0, 10]);
    const { image } = render(head, motion, 0);
    const before = head.pictureOf(0);
    for (const [x, y] of [
      [1, 1],
      [318, 2],
      [2, 318],
      [318, 318],
    ])
      expect(image.y[y * 320 + x]).toBe(before.y[y * 320 + x]);
  });

  it('says how far it went where it was asked for too much', () => {
    const head = aSeeingHead(1);
    const motion = makeFaceEditMotion(0, 1);
    motion.headPose[0] = 0.6;
    const [limit] = planFor(head, motion).limits;
    expect(limit).toMatchObject({ factor: 'headPose', handle: 'yaw' });
    expect(limit.reached).toBeLessThan(0.2);
  });
});

describe('all edits together', () => {
  it('draw heads of any size, cut by any edge of frames of any size, without leaving the frame', () => {
    for (const [widthPx, heightPx, headScale, x] of [
      [161, 121, 60, -70],
      [160, 90, 60, 70],
      [97, 131, 12, 0],
      [64, 64, 90, 0],
    ]) {
      const frames = Array.from({ length: 4 }, () => ({ opening: 0.05, x }));
      const head = aTalkingHead(face, frames, { widthPx, heightPx, scale: headScale });
      const motion = makeFaceEditMotion(0, 4);
      for (let t = 0; t < 4; t++) {
        motion.eye.set([0.9, 0.5, 0.2, -0.1], t * 4);
        motion.headPose.set([0.1, -0.08, 0.1, 5, -5, 3], t * 6);
        motion.expression.set([0.05, 0.02, 0.05, 0.03], t * 4);
      }
      const { image, rect } = render(head, motion, 2);
      expect(rect).not.toBeNull();
      if (rect === null) continue;
      expect(rect.x).toBeGreaterThanOrEqual(0);
      expect(rect.y).toBeGreaterThanOrEqual(0);
      expect(rect.x + rect.widthPx).toBeLessThanOrEqual(widthPx);
      expect(rect.y + rect.heightPx).toBeLessThanOrEqual(heightPx);
      // Nothing that is darker or brighter than what the head is painted with comes from beyond an edge.
      expect(Math.max(...image.y)).toBeLessThan(200);
    }
  });

  it('are the same every time, in any order of frames', () => {
    const head = aSeeingHead(20, [9, 10], 0.01);
    const motion = makeFaceEditMotion(0, 20);
    for (let t = 0; t < 20; t++) {
      motion.eye.set([0.6 - 0.1 * t, 0.3, 0.1, -0.05], t * 4);
      motion.headPose.set([0.03, 0.02, 0.01, 2, 1, 1], t * 6);
      motion.expression.set([0.03, 0.01, 0.02, 0.01], t * 4);
    }
    const [first, second] = [planFor(head, motion), planFor(head, motion)];
    const draw = (plan: FaceEditPlan, frameIndex: number): Uint8Array => {
      const image = head.pictureOf(frameIndex);
      renderFaceEdits(plan, frameIndex, image);
      return image.data;
    };
    draw(second, 15);
    for (const frameIndex of [3, 10, 11])
      expect(Buffer.compare(draw(first, frameIndex), draw(second, frameIndex))).toBe(0);
  });
});

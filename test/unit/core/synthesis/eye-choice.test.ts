import { describe, expect, it } from 'vitest';
import type { FaceTrack } from '../../../../core/analysis/face-track.ts';
import { planFaceEditAtlas } from '../../../../core/synthesis/eye-atlas-plan.ts';
import type { EyeEntry } from '../../../../core/synthesis/eye-atlas.ts';
import { chooseEyeSources } from '../../../../core/synthesis/eye-choice.ts';
import { makeEyeGeometry } from '../../../../core/synthesis/eye-geometry.ts';
import { makeFaceEditMotion, type FaceEditMotion } from '../../../../core/synthesis/face-edit-motion.ts';
import { makeYuvImage } from '../../../../core/tensor/yuv-image.ts';
import { aPosedFace } from '../../../support/a-posed-face.ts';
import { aCanonicalFace } from '../../../support/a-speaking-person.ts';
import { aFaceTrack } from '../../../support/fake-video.ts';

const face = aCanonicalFace();
const placed = aPosedFace(face, { x: 200, y: 160, scale: 100 });

/** A track whose blink is given frame by frame, and which turns by `yawStep` rad a frame. */
function blinkingTrack(blinks: readonly number[], yawStep = 0): FaceTrack {
  const endFrame = blinks.length;
  const landmarks = {
    startFrame: 0,
    endFrame,
    read: (_frame: number, out: Float32Array) => {
      out.set(placed);
      return true;
    },
  };
  const track = aFaceTrack({ endFrame, medianIodPx: 100, landmarks });
  blinks.forEach((blink, t) => {
    track.factors.eye.values.set([blink, blink], t * 4);
    track.pose[t * 6] = yawStep * t;
    track.pose[t * 6 + 5] = 100;
  });
  return track;
}

function blinkMotion(length: number, change: number, from = 0, to = length): FaceEditMotion {
  const motion = makeFaceEditMotion(0, length);
  for (let t = from; t < to; t++) motion.eye.set([change, change], t * 4);
  return motion;
}

const size = { frameWidthPx: 400, frameHeightPx: 320 };
const blinks = Array.from({ length: 60 }, (_, t) => (t === 20 ? 0.9 : t === 19 || t === 21 ? 0.5 : 0.05));

describe('planning the eye atlas', () => {
  it('needs no frame when no blink is edited', () => {
    const motion = makeFaceEditMotion(0, 60);
    motion.eye[2] = 0.2;
    motion.expression[0] = 0.03;
    motion.headPose[0] = 0.05;
    expect(planFaceEditAtlas({ track: blinkingTrack(blinks), face, motion, ...size }).frames).toEqual([]);
  });

  it('keeps a shut eye for closing and open ones for opening', () => {
    const track = blinkingTrack(blinks);
    const closing = planFaceEditAtlas({ track, face, motion: blinkMotion(60, 1, 40, 45), ...size });
    expect(closing.frames.map(({ kind, frameIndex }) => [kind, frameIndex])).toEqual([['shut', 20]]);
    const opening = planFaceEditAtlas({ track, face, motion: blinkMotion(60, -1, 18, 23), ...size });
    expect(opening.frames.length).toBeGreaterThan(0);
    expect(opening.frames.every(({ kind, frameIndex }) => kind === 'open' && blinks[frameIndex] < 0.2)).toBe(true);
  });

  it('keeps several poses, crops on the chroma grid, and no more than fit the limit', () => {
    const track = blinkingTrack(
      Array.from({ length: 4000 }, () => 0.1),
      0.003,
    );
    const { frames, byteLength } = planFaceEditAtlas({ track, face, motion: blinkMotion(4000, -0.1), ...size });
    expect(frames.length).toBeGreaterThan(10);
    expect(frames.length).toBeLessThanOrEqual(32);
    expect(byteLength).toBeLessThan(32 * 60_000);
    for (const { crop } of frames) {
      expect([crop.x, crop.y, crop.widthPx, crop.heightPx].every((value) => value % 2 === 0)).toBe(true);
      expect(crop.x + crop.widthPx).toBeLessThanOrEqual(400);
    }
  });
});

function anEntry(yaw: number, darkBand = 0.012): EyeEntry {
  return {
    kind: 'shut',
    picture: makeYuvImage(16, 16),
    x: 0,
    y: 0,
    geometry: [makeEyeGeometry(), makeEyeGeometry()],
    values: Float32Array.of(0.95, 0.95, 0, 0),
    darkBand: [darkBand, 0],
    yaw,
    pitch: 0,
  };
}

describe('choosing example eyes', () => {
  it('takes the example of the nearest pose and shows it for the whole blink', () => {
    const track = blinkingTrack(blinks, 0.01);
    const isNeeded = Uint8Array.from(blinks, (_, t) => (t >= 40 && t < 46 ? 1 : 0));
    const entries = [anEntry(0), anEntry(0.42), anEntry(0.8)];
    const sourcesAt = chooseEyeSources(track, blinkMotion(60, 1), entries, isNeeded);
    for (let t = 40; t < 46; t++) expect(sourcesAt(t)).toEqual([{ entry: entries[1], weight: 1 }]);
    expect(sourcesAt(39)).toEqual([]);
    expect(sourcesAt(46)).toEqual([]);
  });

  it('fades from one example to the next while the head turns, in shares of one', () => {
    const track = blinkingTrack(blinks, 0.02);
    const entries = [anEntry(0.1), anEntry(0.5), anEntry(0.9)];
    const sourcesAt = chooseEyeSources(track, blinkMotion(60, 1), entries, new Uint8Array(60).fill(1));
    const shown = new Set<EyeEntry>();
    for (let t = 0; t < 60; t++) {
      const sources = sourcesAt(t);
      expect(sources.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1);
      for (const { entry } of sources) shown.add(entry);
      const before = t === 0 ? sources : sourcesAt(t - 1);
      for (const { entry, weight } of sources) {
        const last = before.find((source) => source.entry === entry)?.weight ?? 0;
        expect(Math.abs(weight - last)).toBeLessThan(0.35);
      }
    }
    expect(shown.size).toBeGreaterThan(1);
  });

  it('passes over an eye that is called shut and still shows its iris, even in the right pose', () => {
    const isNeeded = new Uint8Array(60).fill(1, 20, 30);
    const [open, shut, half] = [anEntry(0, 0.05), anEntry(0.15, 0.012), anEntry(0, 0.034)];
    const choose = (entries: readonly EyeEntry[]): readonly (EyeEntry | undefined)[] => {
      const sourcesAt = chooseEyeSources(blinkingTrack(blinks), blinkMotion(60, 1), entries, isNeeded);
      return [...new Set([20, 24, 29].map((t) => sourcesAt(t)[0]?.entry))];
    };
    expect(choose([open, half, shut])).toEqual([shut]);
    expect(choose([open])).toEqual([undefined]);
  });

  it('gives nothing when the video shows no such eye', () => {
    const sourcesAt = chooseEyeSources(blinkingTrack(blinks), blinkMotion(60, 1), [], new Uint8Array(60).fill(1));
    expect(sourcesAt(3)).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import {
  centreOf,
  fitZoom,
  panesOf,
  pannedBy,
  pictureFromStage,
  stageFromPicture,
  zoomedAround,
} from '../../../../renderer/features/viewer/view-layout.ts';

const stage = { widthPx: 900, heightPx: 500 };
const portrait = { widthPx: 1080, heightPx: 1920 };
const small = { widthPx: 320, heightPx: 180 };
const fit = (picture: typeof small) => ({ zoom: 'fit' as const, centre: centreOf(picture) });

describe('laying the picture out on the stage', () => {
  it('shows all of a portrait picture, centred', () => {
    const [pane] = panesOf('dub', stage, portrait, fit(portrait), 0.5);
    expect(pane.picture.heightPx).toBeCloseTo(500);
    expect(pane.picture.x + pane.picture.widthPx / 2).toBeCloseTo(450);
    expect(pane.clip.widthPx).toBeCloseTo(pane.picture.widthPx);
  });

  it('does not enlarge a small picture beyond four times', () => {
    expect(fitZoom({ widthPx: 3840, heightPx: 2160 }, small)).toBe(4);
  });

  it('divides the picture, not the stage, at the wipe', () => {
    const [original, dub] = panesOf('wipe', stage, portrait, fit(portrait), 0.25);
    expect(original.role).toBe('original');
    expect(original.clip.widthPx / (original.clip.widthPx + dub.clip.widthPx)).toBeCloseTo(0.25);
    expect(dub.clip.x).toBeCloseTo(original.clip.x + original.clip.widthPx);
    expect(dub.picture).toEqual(original.picture);
  });

  it('gives both sides the same size side by side', () => {
    const [left, right] = panesOf('side', stage, small, fit(small), 0.5);
    expect(left.picture.widthPx).toBeCloseTo(right.picture.widthPx);
    expect(left.picture.x + left.picture.widthPx).toBeLessThan(right.picture.x);
  });

  it('goes from stage to picture and back', () => {
    const view = { zoom: 2, centre: { x: 500, y: 700 } };
    const [pane] = panesOf('dub', stage, portrait, view, 0.5);
    const at = pictureFromStage(pane, portrait, { x: 123, y: 45 });
    const back = stageFromPicture(pane, portrait, { ...at, widthPx: 1, heightPx: 1 });
    expect(back.x).toBeCloseTo(123);
    expect(back.y).toBeCloseTo(45);
    expect(back.widthPx).toBeCloseTo(2);
  });

  it('keeps the point under the pointer while zooming', () => {
    const before = { zoom: 1, centre: { x: 540, y: 900 } };
    const [pane] = panesOf('dub', stage, portrait, before, 0.5);
    const pointer = { x: 600, y: 300 };
    const at = pictureFromStage(pane, portrait, pointer);
    const after = zoomedAround(before, stage, portrait, at, 1.7);
    const [zoomed] = panesOf('dub', stage, portrait, after, 0.5);
    const still = pictureFromStage(zoomed, portrait, pointer);
    expect(still.x).toBeCloseTo(at.x);
    expect(still.y).toBeCloseTo(at.y);
  });

  it('never drags the picture out of sight', () => {
    const view = pannedBy({ zoom: 1, centre: centreOf(portrait) }, stage, portrait, 1e6, -1e6);
    const [pane] = panesOf('dub', stage, portrait, view, 0.5);
    expect(pane.clip.widthPx).toBeCloseTo(900);
    expect(pane.picture.y + pane.picture.heightPx).toBeCloseTo(500);
  });
});

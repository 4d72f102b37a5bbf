import { describe, expect, it } from 'vitest';
import { parseWindowState, placeWindow } from '../../../main/electron/window-state.ts';
import type { DisplayPlace, WindowState } from '../../../main/electron/window-state.ts';

const main: DisplayPlace = { id: 1, workArea: { x: 0, y: 25, width: 1920, height: 1055 } };
const side: DisplayPlace = { id: 2, workArea: { x: 1920, y: 0, width: 2560, height: 1400 } };

const aState = (change: Partial<WindowState> = {}): WindowState => ({
  bounds: { x: 2000, y: 100, width: 1600, height: 1000 },
  isMaximized: false,
  isFullScreen: false,
  displayId: 2,
  ...change,
});

const liesWithin = ({ bounds }: WindowState, { workArea }: DisplayPlace) =>
  bounds.x >= workArea.x &&
  bounds.y >= workArea.y &&
  bounds.x + bounds.width <= workArea.x + workArea.width &&
  bounds.y + bounds.height <= workArea.y + workArea.height;

describe('the place of the window', () => {
  it('is the middle of the first display at the first start, and never more than it has', () => {
    expect(placeWindow(null, [main, side]).bounds).toEqual({ x: 240, y: 103, width: 1440, height: 900 });
    const small: DisplayPlace = { id: 3, workArea: { x: 0, y: 0, width: 1280, height: 720 } };
    expect(placeWindow(null, [small]).bounds).toEqual(small.workArea);
  });

  it('is the one where it was, on its own display', () => {
    expect(placeWindow(aState(), [main, side])).toEqual(aState());
  });

  it('stays maximised or full screen where it was so', () => {
    const state = aState({ isMaximized: true, isFullScreen: true });
    expect(placeWindow(state, [main, side])).toMatchObject({ isMaximized: true, isFullScreen: true });
  });

  it('is a visible one when its display is gone', () => {
    const place = placeWindow(aState({ isFullScreen: true }), [main]);
    expect(liesWithin(place, main)).toBe(true);
    expect(place).toMatchObject({ displayId: 1, isFullScreen: false });
  });

  it('is moved and shrunk into the work area when the display changed', () => {
    for (const bounds of [
      { x: 4000, y: 1300, width: 1600, height: 1000 },
      { x: -500, y: -900, width: 1600, height: 1000 },
      { x: 1900, y: 0, width: 9000, height: 9000 },
    ])
      expect(liesWithin(placeWindow(aState({ bounds }), [main, side]), side)).toBe(true);
  });

  it('is found by its bounds when the display has another number than before', () => {
    expect(placeWindow(aState({ displayId: 77 }), [main, side]).displayId).toBe(2);
  });
});

describe('the file of the window', () => {
  it('is read as it was written', () => {
    expect(parseWindowState(JSON.parse(JSON.stringify(aState())))).toEqual(aState());
  });

  it('counts as absent when it is anything else', () => {
    const bounds = { x: 0, y: 0, width: 100, height: null };
    for (const value of [null, 7, 'a', [], {}, { bounds: null }, { bounds }, { ...aState(), displayId: 'x' }])
      expect(parseWindowState(value)).toBeNull();
    expect(parseWindowState({ ...aState(), bounds: { x: 0, y: 0, width: 0, height: 10 } })).toBeNull();
  });
});

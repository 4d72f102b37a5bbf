import { describe, expect, it } from 'vitest';
import { createViewStore, fittingPxPerSec } from '../../../../renderer/state/view-store.ts';

function aView(durationSec = 3600, widthPx = 1200) {
  const view = createViewStore();
  view.measure(durationSec, widthPx);
  return view;
}

describe('the view of the time', () => {
  it('shows everything first', () => {
    const { pxPerSec, scrollSec } = aView().store.getState();
    expect(pxPerSec).toBeCloseTo(fittingPxPerSec(3600, 1200));
    expect(scrollSec).toBe(0);
  });

  it('keeps the time under the pointer in its place while zooming', () => {
    const view = aView();
    view.setPxPerSec(20, 1800);
    const placeOf = () => (1810 - view.store.getState().scrollSec) * view.store.getState().pxPerSec;
    const before = placeOf();
    for (const factor of [1.5, 2, 0.7, 3]) view.zoomAround(factor, 1810);
    expect(placeOf()).toBeCloseTo(before, 6);
  });

  it('neither scrolls nor zooms out of the time', () => {
    const view = aView();
    view.zoomAround(0.001, 0);
    expect(view.store.getState().pxPerSec).toBeCloseTo(fittingPxPerSec(3600, 1200));
    view.setPxPerSec(100, 0);
    view.scrollTo(1e9);
    const { scrollSec, widthPx, pxPerSec } = view.store.getState();
    expect(scrollSec + widthPx / pxPerSec).toBeCloseTo(3600 * 1.02);
    view.scrollTo(-5);
    expect(view.store.getState().scrollSec).toBe(0);
  });

  it('goes between everything and the zoom before', () => {
    const view = aView();
    view.setPxPerSec(50, 100);
    view.scrollTo(90);
    view.toggleFit(100);
    expect(view.store.getState().scrollSec).toBe(0);
    view.toggleFit(100);
    expect(view.store.getState()).toMatchObject({ pxPerSec: 50, scrollSec: 90 });
  });

  it('stays fitted when the page gets wider, and keeps a chosen zoom', () => {
    const view = aView();
    view.measure(3600, 2400);
    expect(view.store.getState().pxPerSec).toBeCloseTo(fittingPxPerSec(3600, 2400));
    view.setPxPerSec(80, 0);
    view.measure(3600, 1000);
    expect(view.store.getState().pxPerSec).toBe(80);
  });

  it('brings a time into sight only when it is out of it', () => {
    const view = aView();
    view.setPxPerSec(100, 0);
    view.reveal(5);
    expect(view.store.getState().scrollSec).toBe(0);
    view.reveal(500);
    expect(view.store.getState().scrollSec).toBeCloseTo(500 - 1.2);
  });
});

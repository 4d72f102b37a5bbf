import { createStore } from 'zustand/vanilla';
import type { StoreApi } from 'zustand/vanilla';
import type { View, ViewMode } from './view-layout.ts';

/** How the viewer shows and sounds; none of it is part of the project. */
export interface ViewerState {
  readonly mode: ViewMode;
  /** Share of the picture that shows the original while wiping. */
  readonly wipe: number;
  readonly view: View;
  readonly differenceGain: number;
  readonly hasLoupe: boolean;
  readonly hasBoxes: boolean;
  /** 0 to 1. */
  readonly volume: number;
  readonly isMuted: boolean;
  readonly isLooping: boolean;
}

/** Makes the viewer's state: original and dub divided in the middle, all of the picture seen. */
export function createViewerStore(): StoreApi<ViewerState> {
  return createStore<ViewerState>(() => ({
    mode: 'wipe',
    wipe: 0.5,
    view: { zoom: 'fit', centre: { x: 0, y: 0 } },
    differenceGain: 8,
    hasLoupe: false,
    hasBoxes: true,
    volume: 1,
    isMuted: false,
    isLooping: false,
  }));
}

import { createStore } from 'zustand/vanilla';
import type { StoreApi } from 'zustand/vanilla';
import type { FactorName } from '../../core/analysis/factor.ts';

/** Lanes of the timeline, from top to bottom. */
export const laneNames = ['originalVoice', 'dubVoice', 'lip', 'eye', 'headPose', 'expression'] as const;
/** A lane of the timeline. */
export type LaneName = (typeof laneNames)[number];

/** What of the time is seen, and how the places of the page are divided. */
export interface ViewState {
  readonly durationSec: number;
  readonly widthPx: number;
  readonly pxPerSec: number;
  readonly scrollSec: number;
  readonly foldedLanes: readonly LaneName[];
  /** Handles whose curves a factor's lane shows; the first is the one that is edited. */
  readonly shownHandles: Readonly<Record<FactorName, readonly string[]>>;
  readonly mutedLanes: readonly LaneName[];
  readonly soloLane: LaneName | null;
  readonly canSnap: boolean;
  readonly canRipple: boolean;
  /** False when the user scrolled away from the playhead during playback. */
  readonly isFollowing: boolean;
}

/** The view and what moves it. */
export interface ViewStore {
  readonly store: StoreApi<ViewState>;
  /** Tells how long the picture is and how wide the lanes are; the first call shows everything. */
  measure(durationSec: number, widthPx: number): void;
  zoomAround(factor: number, anchorSec: number): void;
  setPxPerSec(pxPerSec: number, anchorSec: number): void;
  scrollTo(scrollSec: number): void;
  fit(): void;
  /** Between everything and what was seen before. */
  toggleFit(anchorSec: number): void;
  reveal(timeSec: number): void;
  toggleLane(lane: LaneName): void;
  toggleHandle(factor: FactorName, handle: string): void;
  /** The handle that is edited comes first. */
  editHandle(factor: FactorName, handle: string): void;
  toggleMute(lane: LaneName): void;
  toggleSolo(lane: LaneName): void;
  set(change: Partial<Pick<ViewState, 'canSnap' | 'canRipple' | 'isFollowing'>>): void;
}

/** One sample of a 60 fps picture is then 80 px wide: nothing is finer. */
const largestPxPerSec = 4800;

const atFirst: ViewState = {
  durationSec: 0,
  widthPx: 0,
  pxPerSec: 100,
  scrollSec: 0,
  foldedLanes: [],
  shownHandles: {
    lip: ['open'],
    eye: ['blinkLeft', 'gazeYaw'],
    headPose: ['yaw', 'pitch', 'roll'],
    expression: ['smileFrown'],
  },
  mutedLanes: [],
  soloLane: null,
  canSnap: true,
  canRipple: false,
  isFollowing: true,
};

/** The zoom that shows all of it, with a little room behind the end. */
export function fittingPxPerSec(durationSec: number, widthPx: number): number {
  return durationSec > 0 && widthPx > 0 ? widthPx / (durationSec * 1.02) : 100;
}

/** Makes the view of nothing. */
export function createViewStore(): ViewStore {
  const store = createStore<ViewState>(() => atFirst);
  let beforeFit: Pick<ViewState, 'pxPerSec' | 'scrollSec'> | null = null;
  const clampScroll = (scrollSec: number, { pxPerSec, durationSec, widthPx }: ViewState) =>
    Math.min(Math.max(scrollSec, 0), Math.max(durationSec * 1.02 - widthPx / pxPerSec, 0));
  const show = (pxPerSec: number, scrollSec: number) => {
    const state = store.getState();
    const least = Math.min(fittingPxPerSec(state.durationSec, state.widthPx), largestPxPerSec);
    const next = { ...state, pxPerSec: Math.min(Math.max(pxPerSec, least), largestPxPerSec) };
    store.setState({ pxPerSec: next.pxPerSec, scrollSec: clampScroll(scrollSec, next) });
  };
  const toggled = <T>(list: readonly T[], value: T): T[] =>
    list.includes(value) ? list.filter((other) => other !== value) : [...list, value];

  const self: ViewStore = {
    store,
    measure(durationSec, widthPx) {
      const before = store.getState();
      const isFitted = before.pxPerSec <= fittingPxPerSec(before.durationSec, before.widthPx) * 1.001;
      store.setState({ durationSec, widthPx });
      if (isFitted || before.durationSec !== durationSec || before.widthPx === 0) self.fit();
      else show(before.pxPerSec, before.scrollSec);
    },
    setPxPerSec(pxPerSec, anchorSec) {
      const before = store.getState();
      const anchorPx = (anchorSec - before.scrollSec) * before.pxPerSec;
      const least = fittingPxPerSec(before.durationSec, before.widthPx);
      const clamped = Math.min(Math.max(pxPerSec, least), largestPxPerSec);
      show(clamped, anchorSec - anchorPx / clamped);
    },
    zoomAround: (factor, anchorSec) => self.setPxPerSec(store.getState().pxPerSec * factor, anchorSec),
    scrollTo: (scrollSec) => show(store.getState().pxPerSec, scrollSec),
    fit() {
      const { durationSec, widthPx } = store.getState();
      show(fittingPxPerSec(durationSec, widthPx), 0);
    },
    toggleFit(anchorSec) {
      const { pxPerSec, scrollSec, durationSec, widthPx } = store.getState();
      const fitting = fittingPxPerSec(durationSec, widthPx);
      if (pxPerSec > fitting * 1.001) {
        beforeFit = { pxPerSec, scrollSec };
        return self.fit();
      }
      if (beforeFit !== null) return show(beforeFit.pxPerSec, beforeFit.scrollSec);
      show(Math.max(fitting * 4, 60), anchorSec - widthPx / Math.max(fitting * 4, 60) / 2);
    },
    reveal(timeSec) {
      const { scrollSec, widthPx, pxPerSec } = store.getState();
      const seenSec = widthPx / pxPerSec;
      if (timeSec < scrollSec || timeSec > scrollSec + seenSec) self.scrollTo(timeSec - seenSec * 0.1);
    },
    toggleLane: (lane) => store.setState((state) => ({ foldedLanes: toggled(state.foldedLanes, lane) })),
    toggleHandle: (factor, handle) =>
      store.setState(({ shownHandles }) => ({
        shownHandles: { ...shownHandles, [factor]: toggled(shownHandles[factor], handle) },
      })),
    editHandle: (factor, handle) =>
      store.setState(({ shownHandles }) => ({
        shownHandles: {
          ...shownHandles,
          [factor]: [handle, ...shownHandles[factor].filter((other) => other !== handle)],
        },
      })),
    toggleMute: (lane) => store.setState((state) => ({ mutedLanes: toggled(state.mutedLanes, lane) })),
    toggleSolo: (lane) => store.setState((state) => ({ soloLane: state.soloLane === lane ? null : lane })),
    set: (change) => store.setState(change),
  };
  return self;
}

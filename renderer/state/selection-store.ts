import { createStore } from 'zustand/vanilla';
import type { StoreApi } from 'zustand/vanilla';
import type { FactorName } from '../../core/analysis/factor.ts';
import type { TimeRange } from '../../core/time/frame-range.ts';

/** What is chosen; at most one kind of thing has the user's attention (`focus`). */
export interface SelectionState {
  readonly focus: 'nothing' | 'lines' | 'edit' | 'keyframe' | 'marker' | 'range' | 'asset' | 'face';
  readonly lineIds: readonly string[];
  readonly editId: string | null;
  readonly keyframe: { readonly editId: string; readonly index: number } | null;
  readonly markerId: string | null;
  readonly assetId: string | null;
  /** The face whose tracks are shown; faces count from 1. */
  readonly faceNumber: number;
  /** The factor that the inspector shows. */
  readonly factor: FactorName;
  readonly handle: string | null;
  /** Between in and out; null = none. */
  readonly range: TimeRange | null;
}

const nothing: SelectionState = {
  focus: 'nothing',
  lineIds: [],
  editId: null,
  keyframe: null,
  markerId: null,
  assetId: null,
  faceNumber: 1,
  factor: 'lip',
  handle: null,
  range: null,
};

/** What is chosen and how it is chosen. */
export interface SelectionStore {
  readonly store: StoreApi<SelectionState>;
  /** @param faceNumber who speaks them: that face's tracks are shown then; absent: the face stays */
  chooseLines(lineIds: readonly string[], faceNumber?: number): void;
  toggleLine(lineId: string): void;
  chooseEdit(editId: string, factor: FactorName, handle: string | null): void;
  chooseKeyframe(editId: string, index: number): void;
  chooseMarker(markerId: string): void;
  chooseAsset(assetId: string): void;
  chooseFace(faceNumber: number): void;
  chooseFactor(factor: FactorName, handle?: string | null): void;
  setRange(range: TimeRange | null): void;
  /** Lets go of things; face and factor stay. */
  clear(): void;
  /** Forgets everything: another project was opened. */
  reset(): void;
}

/** Makes an empty selection. */
export function createSelectionStore(): SelectionStore {
  const store = createStore<SelectionState>(() => nothing);
  const things = { lineIds: [], editId: null, keyframe: null, markerId: null, assetId: null } as const;
  const chooseLines = (lineIds: readonly string[], faceNumber = store.getState().faceNumber) =>
    store.setState({ ...things, lineIds, faceNumber, focus: lineIds.length > 0 ? 'lines' : 'nothing' });
  return {
    store,
    chooseLines,
    toggleLine(lineId) {
      const { lineIds } = store.getState();
      chooseLines(lineIds.includes(lineId) ? lineIds.filter((id) => id !== lineId) : [...lineIds, lineId]);
    },
    chooseEdit: (editId, factor, handle) => store.setState({ ...things, focus: 'edit', editId, factor, handle }),
    chooseKeyframe: (editId, index) =>
      store.setState({ ...things, focus: 'keyframe', editId, keyframe: { editId, index } }),
    chooseMarker: (markerId) => store.setState({ ...things, focus: 'marker', markerId }),
    chooseAsset: (assetId) => store.setState({ ...things, focus: 'asset', assetId }),
    chooseFace: (faceNumber) => store.setState({ ...things, focus: 'face', faceNumber }),
    chooseFactor: (factor, handle = null) => store.setState({ factor, handle }),
    setRange(range) {
      const { focus } = store.getState();
      if (range === null) store.setState({ range, focus: focus === 'range' ? 'nothing' : focus });
      else store.setState({ ...things, range, focus: 'range' });
    },
    clear: () => store.setState({ ...things, focus: 'nothing', range: null }),
    reset: () => store.setState(nothing),
  };
}

import { createStore } from 'zustand/vanilla';
import type { StoreApi } from 'zustand/vanilla';

/** Sheets and dialogs that one place of the page opens and another one shows. */
export type SheetName = 'export' | 'jobs' | 'models' | 'pack' | 'settings' | 'keys' | 'snapshots' | 'about';

/** How the page is divided, px, and what lies over it. */
export interface PanelsState {
  readonly libraryPx: number;
  readonly inspectorPx: number;
  /** Null: as much as its lanes need, at most half of the page. */
  readonly timelinePx: number | null;
  readonly isLibraryShown: boolean;
  readonly isInspectorShown: boolean;
  readonly sheet: SheetName | null;
  /** The sheet that is there again when the one over it is closed. */
  readonly sheetBelow: SheetName | null;
}

/** Sizes of the panels, remembered between visits. */
export interface PanelsStore {
  readonly store: StoreApi<PanelsState>;
  resize(change: Partial<Record<'libraryPx' | 'inspectorPx' | 'timelinePx', number>>): void;
  toggle(panel: 'library' | 'inspector'): void;
  /** Shows a sheet in the place of the one that is open; the choice of a pack lies over the export, which waits. */
  open(sheet: SheetName): void;
  closeSheet(): void;
}

const place = 'facet.panels';
const atFirst: PanelsState = {
  libraryPx: 232,
  inspectorPx: 276,
  timelinePx: null,
  isLibraryShown: true,
  isInspectorShown: true,
  sheet: null,
  sheetBelow: null,
};

/** Narrowest and widest of each, px. */
export const panelLimits = {
  libraryPx: { least: 180, most: 480 },
  inspectorPx: { least: 240, most: 560 },
  timelinePx: { least: 180, most: 1600 },
} as const;

/** Makes the store with the sizes of the last visit; a damaged memory means the first sizes. */
export function createPanelsStore(storage: Pick<Storage, 'getItem' | 'setItem'>): PanelsStore {
  const store = createStore<PanelsState>(() => ({ ...atFirst, ...remembered(storage) }));
  const keep = () => {
    const { libraryPx, inspectorPx, timelinePx, isLibraryShown, isInspectorShown } = store.getState();
    storage.setItem(place, JSON.stringify({ libraryPx, inspectorPx, timelinePx, isLibraryShown, isInspectorShown }));
  };
  return {
    store,
    resize(change) {
      for (const name of ['libraryPx', 'inspectorPx', 'timelinePx'] as const) {
        const wanted = change[name];
        const { least, most } = panelLimits[name];
        if (wanted !== undefined) store.setState({ [name]: Math.round(Math.min(Math.max(wanted, least), most)) });
      }
      keep();
    },
    toggle(panel) {
      store.setState((state) =>
        panel === 'library' ? { isLibraryShown: !state.isLibraryShown } : { isInspectorShown: !state.isInspectorShown },
      );
      keep();
    },
    open: (sheet) =>
      store.setState((state) => ({
        sheet,
        sheetBelow: sheet === 'pack' && state.sheet === 'export' ? 'export' : null,
      })),
    closeSheet: () => store.setState(({ sheetBelow }) => ({ sheet: sheetBelow, sheetBelow: null })),
  };
}

function remembered(storage: Pick<Storage, 'getItem'>): Partial<PanelsState> {
  let kept: unknown;
  try {
    kept = JSON.parse(storage.getItem(place) ?? '{}');
  } catch {
    // Not what was written here: as if nothing had been.
    return {};
  }
  if (typeof kept !== 'object' || kept === null) return {};
  const matching = Object.entries(kept).filter(([name, value]) =>
    name in panelLimits ? typeof value === 'number' : name.startsWith('is') && typeof value === 'boolean',
  );
  return Object.fromEntries(matching) as Partial<PanelsState>;
}

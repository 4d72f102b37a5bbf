import type { z } from 'zod';
import { createStore } from 'zustand/vanilla';
import type { StoreApi } from 'zustand/vanilla';
import type { media } from '../../api/media.ts';
import type { StudioClient } from './client.ts';
import { readFloat32 } from './read-numbers.ts';

/** URLs of an asset. */
export type LocatedAsset = z.output<typeof media.locate.output>;
/** The placed voices as one sound. */
export type LocatedDubSound = z.output<typeof media.locateDubSound.output>;

/** Loudest samples, evenly spaced in time, each in [0, 1]. */
export interface Peaks {
  readonly values: Float32Array;
  readonly peaksPerSec: number;
}

/** What is known of the assets' files. */
export interface MediaState {
  readonly located: Readonly<Record<string, LocatedAsset>>;
  /** By asset id. */
  readonly peaks: Readonly<Record<string, Peaks>>;
  readonly dubSound: LocatedDubSound;
  readonly dubPeaks: Peaks | null;
}

const nothing: MediaState = { located: {}, peaks: {}, dubSound: null, dubPeaks: null };

/** Files of the open project's assets. Assets are looked up when they are first wanted and again after `refresh`. */
export interface MediaStore {
  readonly store: StoreApi<MediaState>;
  reset(): void;
  /** Looks an asset up; peaks are read as soon as they are there. */
  locate(projectId: string, assetId: string): Promise<void>;
  locateDubSound(projectId: string): Promise<void>;
  /** Looks up again what was looked up before. */
  refresh(projectId: string): Promise<void>;
}

/** Makes the store with nothing known. */
export function createMediaStore(client: StudioClient, fetchBytes: typeof fetch = (...a) => fetch(...a)): MediaStore {
  const store = createStore<MediaState>(() => nothing);
  const wanted = new Set<string>();
  const peakUrls = new Map<string, string>();
  let run = 0;

  async function readPeaks(name: string, from: { url: string; peaksPerSec: number } | null): Promise<Peaks | null> {
    if (from === null || peakUrls.get(name) === from.url) return null;
    peakUrls.set(name, from.url);
    try {
      return { values: await readFloat32(fetchBytes, from.url), peaksPerSec: from.peaksPerSec };
    } catch (error) {
      peakUrls.delete(name);
      throw error;
    }
  }

  const self: MediaStore = {
    store,
    reset() {
      run++;
      wanted.clear();
      peakUrls.clear();
      store.setState(nothing);
    },
    async locate(projectId, assetId) {
      const mine = run;
      wanted.add(assetId);
      const found = await client.media.locate({ projectId, assetId });
      if (mine !== run) return;
      store.setState(({ located }) => ({ located: { ...located, [assetId]: found } }));
      const read = await readPeaks(assetId, found.peaks);
      if (mine === run && read !== null) store.setState(({ peaks }) => ({ peaks: { ...peaks, [assetId]: read } }));
    },
    async locateDubSound(projectId) {
      const mine = run;
      const dubSound = await client.media.locateDubSound({ projectId });
      if (mine !== run) return;
      store.setState({ dubSound });
      const dubPeaks = await readPeaks('dub sound', dubSound?.peaks ?? null);
      if (mine === run && dubPeaks !== null) store.setState({ dubPeaks });
    },
    async refresh(projectId) {
      await Promise.all([...wanted].map((assetId) => self.locate(projectId, assetId)));
    },
  };
  return self;
}

import type { z } from 'zod';
import { createStore } from 'zustand/vanilla';
import type { StoreApi } from 'zustand/vanilla';
import type { analysisSummarySchema, dubTracksSchema } from '../../api/engine-contract.ts';
import { factorHandles, factorNames } from '../../core/analysis/factor.ts';
import type { FactorName } from '../../core/analysis/factor.ts';
import type { StudioClient } from './client.ts';
import { readFloat32, readFloat64 } from './read-numbers.ts';

/** What the analysis of a picture found. */
export type AnalysisSummary = z.output<typeof analysisSummarySchema>;
/** What the voices make of the lips. */
export type DubTracks = z.output<typeof dubTracksSchema>;

/** Columns of `factors-<n>.f32` before the first handle of each factor, and how many columns there are. */
export const factorColumns = columnsOf();

/** Derived data as far as it was made. Times seconds; tracks have one row a frame, NaN where nothing is known. */
export interface TracksState {
  readonly analysis: 'unknown' | 'absent' | 'known' | 'failed';
  readonly summary: AnalysisSummary | null;
  /** [T] seconds; empty while unknown. */
  readonly frameTimesSec: Float64Array;
  /** By face number: [T, 18], the video's own factors. */
  readonly factorsByFace: ReadonlyMap<number, Float32Array>;
  readonly dubTracks: DubTracks | null;
  /** By face number: [T, 4] lip handles that the voice drives. */
  readonly drivenLipByFace: ReadonlyMap<number, Float32Array>;
  /** By face number: [T] voice activity 0 to 1. */
  readonly activityByFace: ReadonlyMap<number, Float32Array>;
  readonly failure: unknown;
}

const nothing: TracksState = {
  analysis: 'unknown',
  summary: null,
  frameTimesSec: new Float64Array(0),
  factorsByFace: new Map(),
  dubTracks: null,
  drivenLipByFace: new Map(),
  activityByFace: new Map(),
  failure: null,
};

/** Derived tracks of the open project. */
export interface TracksStore {
  readonly store: StoreApi<TracksState>;
  reset(): void;
  readAnalysis(projectId: string): Promise<void>;
  readDubTracks(projectId: string): Promise<void>;
}

/** Makes the store with nothing known. */
export function createTracksStore(client: StudioClient, fetchBytes: typeof fetch = (...a) => fetch(...a)): TracksStore {
  const store = createStore<TracksState>(() => nothing);
  let run = 0;
  return {
    store,
    reset() {
      run++;
      store.setState(nothing);
    },
    async readAnalysis(projectId) {
      const mine = run;
      try {
        const answer = await client.analysis.read({ projectId, assetId: null });
        if (answer === null) return void (mine === run && store.setState({ analysis: 'absent' }));
        const { summary, filesUrl } = answer;
        const numbersOf = (faceNumber: number) => readFloat32(fetchBytes, `${filesUrl}factors-${faceNumber}.f32`);
        const [frameTimesSec, ...factors] = await Promise.all([
          readFloat64(fetchBytes, `${filesUrl}frame-times.f64`),
          ...summary.faces.map(({ faceNumber }) => numbersOf(faceNumber)),
        ]);
        const factorsByFace = new Map(summary.faces.map(({ faceNumber }, index) => [faceNumber, factors[index]]));
        if (mine === run) store.setState({ analysis: 'known', summary, frameTimesSec, factorsByFace, failure: null });
      } catch (failure) {
        if (mine === run) store.setState({ analysis: 'failed', failure });
      }
    },
    async readDubTracks(projectId) {
      const mine = run;
      const answer = await client.analysis.readDubTracks({ projectId });
      if (answer === null || mine !== run) return;
      const { tracks, filesUrl } = answer;
      const read = (file: string) => readFloat32(fetchBytes, filesUrl + file);
      const lips = await Promise.all(tracks.faces.map(({ lipFile }) => read(lipFile)));
      const activities = await Promise.all(tracks.faces.map(({ activityFile }) => read(activityFile)));
      const byFace = (values: readonly Float32Array[]) =>
        new Map(tracks.faces.map(({ faceNumber }, index) => [faceNumber, values[index]]));
      if (mine !== run) return;
      store.setState({ dubTracks: tracks, drivenLipByFace: byFace(lips), activityByFace: byFace(activities) });
    },
  };
}

/** One column of a table in row order. */
export function columnOf(rows: Float32Array, columns: number, column: number): Float32Array {
  const values = new Float32Array(Math.floor(rows.length / columns));
  for (let row = 0; row < values.length; row++) values[row] = rows[row * columns + column];
  return values;
}

function columnsOf(): { readonly first: Readonly<Record<FactorName, number>>; readonly count: number } {
  const first: Partial<Record<FactorName, number>> = {};
  let count = 0;
  for (const factor of factorNames) {
    first[factor] = count;
    count += factorHandles[factor].length;
  }
  return { first: first as Record<FactorName, number>, count };
}

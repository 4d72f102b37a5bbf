import { factorHandles } from '../../../core/analysis/factor.ts';
import type { FactorName, FactorTrack } from '../../../core/analysis/factor.ts';
import { factorColumns } from '../../state/tracks-store.ts';

/** A factor of a face as it was filmed. @param rows [T, 18] of `factors-<n>.f32` */
export function filmedTrack(rows: Float32Array, factor: FactorName): FactorTrack {
  const handles = factorHandles[factor];
  const first = factorColumns.first[factor];
  const frameCount = Math.floor(rows.length / factorColumns.count);
  const values = new Float32Array(frameCount * handles.length);
  for (let frame = 0; frame < frameCount; frame++) {
    const at = frame * factorColumns.count + first;
    values.set(rows.subarray(at, at + handles.length), frame * handles.length);
  }
  return { factor, handles, startFrame: 0, values };
}

/** A handle's value in a frame; NaN where nothing is known. */
export function valueIn(track: FactorTrack, frame: number, handle: string): number {
  const index = track.handles.findIndex(({ name }) => name === handle);
  return track.values[frame * track.handles.length + index] ?? Number.NaN;
}

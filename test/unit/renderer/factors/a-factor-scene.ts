import { factorHandles } from '../../../../core/analysis/factor.ts';
import type { FactorName, FactorTrack } from '../../../../core/analysis/factor.ts';
import { evaluateEdits } from '../../../../core/edit/evaluate-edits.ts';
import type { FactorEdit } from '../../../../core/edit/factor-edit.ts';

export const frameSec = 0.04;
export const frameTimesSec = Float64Array.from({ length: 250 }, (_, frame) => frame * frameSec);

/** A track that waves around 0.2, differently for each handle. */
export function aTrack(factor: FactorName): FactorTrack {
  const handles = factorHandles[factor];
  const values = Float32Array.from({ length: 250 * handles.length }, (_, i) => {
    const frame = Math.floor(i / handles.length);
    return 0.2 + 0.1 * Math.sin(frame / 7 + i);
  });
  return { factor, handles, startFrame: 0, values };
}

/** The edited value of a handle at a time. */
export function valueAt(factor: FactorName, handle: string, edits: readonly FactorEdit[], timeSec: number): number {
  const edited = evaluateEdits(aTrack(factor), edits, { frameTimesSec, sourceOf: () => null });
  const index = edited.handles.findIndex(({ name }) => name === handle);
  return edited.values[Math.round(timeSec / frameSec) * edited.handles.length + index];
}

/** An id that tells which call made it. */
export function counter(): () => string {
  let last = 0;
  return () => `edit-${++last}`;
}

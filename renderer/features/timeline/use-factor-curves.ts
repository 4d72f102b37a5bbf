import { useMemo } from 'react';
import { factorHandles } from '../../../core/analysis/factor.ts';
import type { FactorName, FactorTrack } from '../../../core/analysis/factor.ts';
import { curveValueAt } from '../../../core/edit/keyframe-curve.ts';
import type { FactorEdit } from '../../../core/edit/factor-edit.ts';
import { baseTrackOf, editedTrackOf, editsOf } from '../../state/edited-tracks.ts';
import { useProjectPack } from '../../state/project-pack.ts';
import type { ProjectPack } from '../../state/project-pack.ts';
import { columnOf } from '../../state/tracks-store.ts';
import { useProject, useSelection, useStudio, useTracks, useView } from '../../state/studio.ts';
import type { CurveScale } from './model/curve-scale.ts';
import { scaleOf } from './model/curve-scale.ts';
import type { KeyframesEdit } from './model/keyframe-edits.ts';
import type { ValuePyramid } from './model/value-pyramid.ts';
import { makePyramid } from './model/value-pyramid.ts';

/** One handle's curve, before and after the edits. */
export interface FactorCurve {
  readonly handle: string;
  readonly edited: ValuePyramid;
  /** Null where no edit changes it. */
  readonly original: ValuePyramid | null;
  readonly scale: CurveScale;
}

/** What a factor's lane draws. The first curve is the one that is edited, where curves can be. */
export interface FactorCurves {
  readonly curves: readonly FactorCurve[];
  readonly edits: readonly FactorEdit[];
  readonly faceNumber: number;
  /** True where the pack knows the factor only as a code: curves are what was measured, for orientation, and cannot be edited. */
  readonly isMeasured: boolean;
  readonly pack: ProjectPack;
  /** Value that a keyframe stands at in its curve. */
  keyframeValue(edit: KeyframesEdit, index: number): number;
}

/** Makes the curves of a factor of the chosen face; what did not change is not made anew. */
export function useFactorCurves(factor: FactorName): FactorCurves {
  const { playhead } = useStudio();
  const faceNumber = useSelection((state) => state.faceNumber);
  const shown = useView((state) => state.shownHandles[factor]);
  const factorsByFace = useTracks((state) => state.factorsByFace);
  const drivenLipByFace = useTracks((state) => state.drivenLipByFace);
  const frameTimesSec = useTracks((state) => state.frameTimesSec);
  const editRecords = useProject(({ document }) => document.edits);
  const tracks = { factorsByFace, drivenLipByFace, frameTimesSec };
  const base = baseTrackOf(tracks, faceNumber, factor);
  const pack = useProjectPack();
  const isMeasured = pack.kind === 'pdfgc';
  const edited = isMeasured ? base : editedTrackOf(tracks, { edits: editRecords }, faceNumber, factor);
  const curves = useMemo(
    () => (base === null || edited === null ? [] : shown.flatMap((handle) => makeCurve(handle, factor, base, edited))),
    [base, edited, shown, factor],
  );
  const edits = useMemo(() => editsOf(editRecords, faceNumber, factor), [editRecords, faceNumber, factor]);
  return {
    curves,
    edits,
    faceNumber,
    isMeasured,
    pack,
    keyframeValue(edit, index) {
      const keyframe = edit.keyframes[index];
      if (edit.mode === 'absolute') return keyframe.value;
      const curve = curves.find(({ handle }) => handle === edit.handle);
      return curve?.edited.values[playhead.frameAt(keyframe.timeSec)] ?? curveValueAt(edit.keyframes, keyframe.timeSec);
    },
  };
}

function makeCurve(handle: string, factor: FactorName, base: FactorTrack, edited: FactorTrack): FactorCurve[] {
  const column = factorHandles[factor].findIndex(({ name }) => name === handle);
  if (column < 0) return [];
  const own = pyramidOf(base, column);
  const now = pyramidOf(edited, column);
  const scale = scaleOf(own.values, factorHandles[factor][column]);
  const reach = scaleOf(now.values, factorHandles[factor][column]);
  return [
    {
      handle,
      edited: now,
      original: base === edited ? null : own,
      scale: { least: Math.min(scale.least, reach.least), most: Math.max(scale.most, reach.most) },
    },
  ];
}

const pyramids = new WeakMap<FactorTrack, Map<number, ValuePyramid>>();

function pyramidOf(track: FactorTrack, column: number): ValuePyramid {
  const known = pyramids.get(track) ?? new Map<number, ValuePyramid>();
  pyramids.set(track, known);
  const pyramid = known.get(column) ?? makePyramid(columnOf(track.values, track.handles.length, column));
  known.set(column, pyramid);
  return pyramid;
}

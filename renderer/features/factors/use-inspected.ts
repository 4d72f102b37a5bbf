import { useMemo } from 'react';
import type { FactorName, FactorTrack } from '../../../core/analysis/factor.ts';
import { blendShares } from '../../../core/edit/evaluate-edits.ts';
import type { FactorEdit } from '../../../core/edit/factor-edit.ts';
import type { TimeRange } from '../../../core/time/frame-range.ts';
import type { FrameRate } from '../../../core/time/frame-rate.ts';
import { baseTrackOf, editedTrackOf, editsOf } from '../../state/edited-tracks.ts';
import { spanOfLines } from '../../state/line-span.ts';
import { usePlayhead, useProject, useSelection, useStudio, useTracks } from '../../state/studio.ts';
import { filmedTrack } from './factor-values.ts';
import { openScopes, rangeOfScope, scopeInForce } from './range-scope.ts';
import type { RangeScope, ScopeSources } from './range-scope.ts';

/** Everything that the inspector shows of one factor of one face. */
export interface Inspected {
  readonly faceNumber: number;
  readonly factor: FactorName;
  readonly scope: RangeScope;
  readonly scopes: readonly RangeScope[];
  readonly range: TimeRange;
  readonly frame: number;
  readonly frameSec: number;
  readonly rate: FrameRate;
  readonly timeSec: number;
  readonly frameTimesSec: Float64Array;
  /** Edits of this face's factor, in no order. */
  readonly edits: readonly FactorEdit[];
  readonly filmed: FactorTrack;
  readonly base: FactorTrack;
  readonly edited: FactorTrack;
  /** [T] how much of the edits, for the lips of the dub, is shown. */
  readonly shares: Float32Array;
  readonly isDriven: boolean;
}

/** What is inspected; null while no face is known. */
export function useInspected(wantedScope: RangeScope | null): Inspected | null {
  const { playhead } = useStudio();
  const faceNumber = useSelection((selection) => selection.faceNumber);
  const factor = useSelection((selection) => selection.factor);
  // While playing, every third frame is as much as can be read.
  const frame = usePlayhead((now) => (now.isPlaying ? now.frame - (now.frame % 3) : now.frame));
  const rate = useFrameRate();
  const frameTimesSec = useTracks((tracks) => tracks.frameTimesSec);
  const tracks = useFactorTracks(faceNumber, factor);
  const timeSec = playhead.timeOf(frame);
  const sources = useScopeSources(frame, timeSec, frameTimesSec);
  if (tracks === null || rate === null) return null;
  const scope = scopeInForce(wantedScope, sources);
  return {
    ...tracks,
    faceNumber,
    factor,
    scope,
    scopes: openScopes(sources),
    range: rangeOfScope(scope, sources),
    frame,
    frameSec: rate.den / rate.num,
    rate,
    timeSec,
    frameTimesSec,
  };
}

function useFrameRate(): FrameRate | null {
  return useProject(({ document }) => {
    const id = document.settings['project']?.videoAssetId ?? null;
    return id === null ? null : (document.assets[id]?.summary.picture?.frameRate ?? null);
  });
}

function useFactorTracks(faceNumber: number, factor: FactorName) {
  const tracks = useTracks((state) => state);
  const document = useProject((project) => project.document);
  const rows = tracks.factorsByFace.get(faceNumber) ?? null;
  const filmed = useMemo(() => (rows === null ? null : filmedTrack(rows, factor)), [rows, factor]);
  const base = baseTrackOf(tracks, faceNumber, factor);
  const edited = editedTrackOf(tracks, document, faceNumber, factor);
  const edits = useMemo(() => editsOf(document.edits, faceNumber, factor), [document.edits, faceNumber, factor]);
  const shares = useMemo(() => blendShares(edits, factor, tracks.frameTimesSec), [edits, factor, tracks.frameTimesSec]);
  if (filmed === null || base === null || edited === null) return null;
  return { filmed, base, edited, shares, edits, isDriven: tracks.drivenLipByFace.has(faceNumber) };
}

function useScopeSources(frame: number, timeSec: number, frameTimesSec: Float64Array): ScopeSources {
  const { playhead } = useStudio();
  const selection = useSelection((state) => state.range);
  const editId = useSelection((state) =>
    state.focus === 'edit' || state.focus === 'keyframe' ? (state.editId ?? state.keyframe?.editId ?? null) : null,
  );
  const lineIds = useSelection((state) => state.lineIds);
  const lines = useProject(({ document }) => document.lines);
  const edit = useProject(({ document }) => (editId === null ? null : (document.edits[editId] ?? null)));
  const shot = useTracks(
    ({ summary }) => summary?.shots.find(({ startFrame, endFrame }) => frame >= startFrame && frame < endFrame) ?? null,
  );
  const end = frameTimesSec.length;
  return {
    // A chosen edit's own range is what the next edits are for.
    selection: selection ?? edit,
    line: spanOfLines(lineIds.flatMap((lineId) => lines[lineId] ?? [])),
    shot:
      shot === null || end === 0
        ? null
        : {
            startSec: frameTimesSec[shot.startFrame],
            endSec: shot.endFrame < end ? frameTimesSec[shot.endFrame] : playhead.durationSec,
          },
    timeSec,
    durationSec: playhead.durationSec,
  };
}

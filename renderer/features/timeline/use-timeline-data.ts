import { useMemo } from 'react';
import { lineDurationSec } from '../../../core/project/dub-line.ts';
import { settingsOf } from '../../../core/project/document.ts';
import type { DubLine, Marker } from '../../../core/project/records.ts';
import type { FrameRate } from '../../../core/time/frame-rate.ts';
import { useProject, useSelection, useTracks } from '../../state/studio.ts';
import { gapsBetween } from './model/gaps.ts';
import type { Stretch } from './model/gaps.ts';

/** What all lanes know: the picture's time, cuts, gaps and the lines in order. */
export interface TimelineData {
  /** Null while there is no video. */
  readonly videoAssetId: string | null;
  readonly durationSec: number;
  readonly rate: FrameRate;
  readonly frameTimesSec: Float64Array;
  readonly shots: readonly Stretch[];
  readonly cutsSec: readonly number[];
  /** Where the chosen face is not seen. */
  readonly gaps: readonly Stretch[];
  /** In order of time. */
  readonly lines: readonly DubLine[];
  readonly longestLineSec: number;
  readonly markers: readonly Marker[];
  readonly isAnalysed: boolean;
  readonly isEditable: boolean;
}

const usualRate: FrameRate = { num: 25, den: 1 };

/** Reads and orders what the lanes share. */
export function useTimelineData(): TimelineData {
  const videoAssetId = useProject(({ document }) => settingsOf(document).videoAssetId);
  const summary = useProject(({ document }) =>
    videoAssetId === null ? null : (document.assets[videoAssetId]?.summary ?? null),
  );
  const lineRecords = useProject(({ document }) => document.lines);
  const markerRecords = useProject(({ document }) => document.markers);
  const isEditable = useProject(({ mode }) => mode === 'editing');
  const analysis = useTracks((tracks) => tracks.summary);
  const frameTimesSec = useTracks((tracks) => tracks.frameTimesSec);
  const faceNumber = useSelection((selection) => selection.faceNumber);

  const lines = useMemo(
    () => Object.values(lineRecords).sort((a, b) => a.startSec - b.startSec || (a.lineId < b.lineId ? -1 : 1)),
    [lineRecords],
  );
  const longestLineSec = useMemo(
    () => lines.reduce((longest, line) => Math.max(longest, lineDurationSec(line)), 0),
    [lines],
  );
  const markers = useMemo(() => Object.values(markerRecords).sort((a, b) => a.timeSec - b.timeSec), [markerRecords]);
  const durationSec = summary?.durationSec ?? 0;
  const stretches = useMemo(() => {
    const secOf = (frame: number) => frameTimesSec[frame] ?? durationSec;
    const inSeconds = ({ startFrame, endFrame }: { startFrame: number; endFrame: number }) => ({
      startSec: secOf(startFrame),
      endSec: secOf(endFrame),
    });
    const shots = (analysis?.shots ?? []).map(inSeconds);
    const face = analysis?.faces.find((other) => other.faceNumber === faceNumber);
    return {
      shots,
      cutsSec: shots.slice(1).map(({ startSec }) => startSec),
      gaps: analysis === null ? [] : gapsBetween((face?.stretches ?? []).map(inSeconds), durationSec),
    };
  }, [analysis, frameTimesSec, durationSec, faceNumber]);
  return {
    videoAssetId,
    durationSec,
    rate: summary?.picture?.frameRate ?? usualRate,
    frameTimesSec,
    ...stretches,
    lines,
    longestLineSec,
    markers,
    isAnalysed: analysis !== null,
    isEditable,
  };
}

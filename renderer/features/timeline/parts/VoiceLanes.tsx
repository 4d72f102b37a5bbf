import { useCallback, useEffect, useMemo, useState } from 'react';
import { activeTakeOf } from '../../../../core/project/dub-line.ts';
import { useMedia, useProject, useSelection, useStudio, useView } from '../../../state/studio.ts';
import { useWords } from '../../../state/strings/words.ts';
import { drawCuts, drawRange } from '../drawing/draw-marks.ts';
import { peaksPerSec, placePeaks } from '../model/dub-peaks.ts';
import { timelineWords } from '../strings.ts';
import { useTimeCanvas } from '../use-time-canvas.ts';
import type { TimelineData } from '../use-timeline-data.ts';
import { LaneHead } from './LaneHead.tsx';
import { LineRegions } from './LineRegions.tsx';
import { VoiceSwitches } from './VoiceSwitches.tsx';
import { Waveform } from './Waveform.tsx';

/** The voice of the video. */
export function OriginalVoiceLane({ data }: { readonly data: TimelineData }) {
  const words = useWords(timelineWords);
  const isFolded = useView((state) => state.foldedLanes.includes('originalVoice'));
  const range = useSelection((state) => state.range);
  const asset = useProject(({ document }) => document.assets[data.videoAssetId ?? ''] ?? null);
  const peaks = useMedia((media) => media.peaks[data.videoAssetId ?? ''] ?? null);
  const { cutsSec } = data;
  const canvas = useTimeCanvas(
    useCallback(
      (context, window, heightPx) => {
        drawCuts(context, window, heightPx, cutsSec);
        if (range !== null) drawRange(context, window, heightPx, range);
      },
      [cutsSec, range],
    ),
  );
  const hasSound = asset?.summary.sound !== null && asset !== null;
  const note = !hasSound ? words.noSound : peaks === null ? words.measuring : null;
  return (
    <div className={isFolded ? 'lane lane-folded' : 'lane lane-voice'} data-lane="originalVoice">
      <LaneHead
        lane="originalVoice"
        name={words.originalVoice}
        driver={asset?.name ?? ''}
        colour="var(--voice-original)"
        isChosen={false}
      >
        <VoiceSwitches lane="originalVoice" name={words.originalVoice} />
      </LaneHead>
      <div className="lane-body">
        <canvas className="lane-canvas" ref={canvas} aria-hidden="true" />
        {peaks !== null && !isFolded && (
          <Waveform peaks={peaks.values} durationSec={peaks.values.length / peaks.peaksPerSec} colour="#8a909c" />
        )}
        {note !== null && !isFolded && <span className="lane-note">{note}</span>}
      </div>
    </div>
  );
}

/** The placed voices and their lines. */
export function DubVoiceLane({ data }: { readonly data: TimelineData }) {
  const words = useWords(timelineWords);
  const isFolded = useView((state) => state.foldedLanes.includes('dubVoice'));
  const isChosen = useSelection((state) => state.focus === 'lines');
  const peaks = useDubPeaks(data);
  return (
    <div className={isFolded ? 'lane lane-folded' : 'lane lane-dub'} data-lane="dubVoice">
      <LaneHead
        lane="dubVoice"
        name={words.dubVoice}
        driver={words.lineCount(data.lines.length)}
        colour="var(--voice-dub)"
        isChosen={isChosen}
      >
        <VoiceSwitches lane="dubVoice" name={words.dubVoice} />
      </LaneHead>
      <div className="lane-body">
        {peaks !== null && !isFolded && (
          <div className="dub-waveform">
            <Waveform peaks={peaks} durationSec={peaks.length / peaksPerSec} colour="#4fa893" />
          </div>
        )}
        {!isFolded && <LineRegions data={data} />}
        {data.lines.length === 0 && !isFolded && <span className="lane-note">{words.noLines}</span>}
      </div>
    </div>
  );
}

const restMs = 120;

/** Peaks of the placed voices: from the files where they are known, else from the mixed sound. */
function useDubPeaks({ lines, durationSec }: TimelineData): Float32Array | null {
  const { media, notices } = useStudio();
  const projectId = useProject((project) => project.projectId);
  const peaks = useMedia((state) => state.peaks);
  const mixed = useMedia((state) => state.dubPeaks);
  const assetIds = useMemo(
    () => [...new Set(lines.flatMap((line) => activeTakeOf(line)?.assetId ?? []))].join(' '),
    [lines],
  );
  useEffect(() => {
    if (projectId === null) return;
    for (const assetId of assetIds.split(' ').filter((id) => id !== '')) {
      media.locate(projectId, assetId).catch(notices.tellFailure);
    }
  }, [assetIds, projectId, media, notices]);
  const [placed, setPlaced] = useState<Float32Array | null>(null);
  useEffect(() => {
    // Lines on their way draw their own voice; the lane waits until they rest.
    const timer = setTimeout(() => setPlaced(placePeaks(lines, peaks, durationSec)), restMs);
    return () => clearTimeout(timer);
  }, [lines, peaks, durationSec]);
  return placed ?? mixed?.values ?? null;
}

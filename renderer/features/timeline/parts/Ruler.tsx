import { useCallback } from 'react';
import { timecodeOf } from '../../../../core/time/timecode.ts';
import { usePlayhead, useSelection, useStudio } from '../../../state/studio.ts';
import { useWords } from '../../../state/strings/words.ts';
import { drawRuler } from '../drawing/draw-ruler.ts';
import { secOf, timeWindowOf } from '../model/time-window.ts';
import { timelineWords } from '../strings.ts';
import { useDrag } from '../use-drag.ts';
import { useTimeCanvas } from '../use-time-canvas.ts';
import type { TimelineData } from '../use-timeline-data.ts';
import { Markers } from './Markers.tsx';

/** Time, shots, gaps and markers. Dragging moves the playhead. */
export function Ruler({ data }: { readonly data: TimelineData }) {
  const { playhead, view } = useStudio();
  const words = useWords(timelineWords);
  const drag = useDrag();
  const range = useSelection((selection) => selection.range);
  const { rate, durationSec, shots, gaps } = data;
  const canvas = useTimeCanvas(
    useCallback(
      (context, window, heightPx) => drawRuler(context, window, heightPx, { rate, durationSec, shots, gaps, range }),
      [rate, durationSec, shots, gaps, range],
    ),
  );
  const frame = usePlayhead((state) => (state.isPlaying ? -1 : state.frame));
  return (
    <div
      className="ruler"
      role="slider"
      tabIndex={0}
      aria-label={words.ruler}
      aria-valuemin={0}
      aria-valuemax={Math.round(durationSec * 1000) / 1000}
      aria-valuenow={Math.round(playhead.now.timeSec * 1000) / 1000}
      aria-valuetext={timecodeOf(frame < 0 ? playhead.now.frame : frame, rate)}
      data-lane="ruler"
      onKeyDown={(event) => {
        // The arrows step frames here as everywhere.
        const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
        if (step === undefined || event.shiftKey || event.altKey || event.ctrlKey || event.metaKey) return;
        event.preventDefault();
        playhead.step(step);
      }}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        const left = event.currentTarget.getBoundingClientRect().left;
        const fromPx = event.clientX - left;
        const seek = (px: number) => playhead.seek(secOf(timeWindowOf(view.store.getState()), px));
        playhead.scrub(true);
        seek(fromPx);
        drag(event, {
          move: ({ dxPx }) => seek(fromPx + dxPx),
          end: () => playhead.scrub(false),
        });
      }}
    >
      <canvas className="lane-canvas" ref={canvas} aria-hidden="true" />
      <Markers data={data} />
    </div>
  );
}

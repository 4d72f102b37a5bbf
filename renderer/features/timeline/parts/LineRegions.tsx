import { useCallback, useMemo } from 'react';
import { lineDurationSec } from '../../../../core/project/dub-line.ts';
import { useProject, useSelection } from '../../../state/studio.ts';
import { useWords } from '../../../state/strings/words.ts';
import { palette, withAlpha } from '../drawing/palette.ts';
import { drawCuts, drawRange } from '../drawing/draw-marks.ts';
import { speakerRowsOf } from '../model/speaker-rows.ts';
import type { SpeakerRow } from '../model/speaker-rows.ts';
import { itemsWithin, pxOf, seenRange } from '../model/time-window.ts';
import { timelineWords } from '../strings.ts';
import { useBlock } from '../use-block.ts';
import { useLineDrag } from '../use-line-drag.ts';
import { useTimeCanvas } from '../use-time-canvas.ts';
import type { TimelineData } from '../use-timeline-data.ts';
import { LineRegion } from './LineRegion.tsx';

/** A line narrower than this is drawn, not an element: it could not be taken hold of. */
const leastElementPx = 14;

const onlyRow: SpeakerRow = { row: 0, rowCount: 1 };

/** The dub lines over their waveform. */
export function LineRegions({ data }: { readonly data: TimelineData }) {
  const words = useWords(timelineWords);
  const { block, box } = useBlock();
  const chosen = useSelection((state) => state.lineIds);
  const range = useSelection((state) => state.range);
  const faces = useProject(({ document }) => document.faces);
  const { dragged, begin } = useLineDrag(data);
  const { lines, longestLineSec, cutsSec } = data;
  const rows = useMemo(() => speakerRowsOf(lines), [lines]);
  const seen = useMemo(
    () =>
      itemsWithin(lines, ({ startSec }) => startSec, longestLineSec, block).filter(
        (line) => lineDurationSec(line) * block.pxPerSec >= leastElementPx || line.lineId === dragged?.lineId,
      ),
    [lines, longestLineSec, block, dragged?.lineId],
  );
  const canvas = useTimeCanvas(
    useCallback(
      (context, window, heightPx) => {
        drawCuts(context, window, heightPx, cutsSec);
        if (range !== null) drawRange(context, window, heightPx, range);
        const within = itemsWithin(lines, ({ startSec }) => startSec, longestLineSec, seenRange(window));
        const isChosen = new Set(chosen);
        const { dub, accent } = palette();
        let lastX = -1;
        for (const line of within) {
          const width = lineDurationSec(line) * window.pxPerSec;
          if (width >= leastElementPx) continue;
          const x = Math.floor(pxOf(window, line.startSec));
          if (x === lastX) continue;
          lastX = x;
          const { row, rowCount } = rows.get(line.faceNumber) ?? onlyRow;
          const rowPx = (heightPx - 6) / rowCount;
          context.fillStyle = withAlpha(isChosen.has(line.lineId) ? accent : dub, 0.22);
          context.fillRect(x, 3 + row * rowPx, Math.max(width - 0.5, 1), rowPx);
        }
      },
      [lines, rows, longestLineSec, cutsSec, range, chosen],
    ),
  );
  const hasSeveralFaces = Object.keys(faces).length > 1;
  return (
    <>
      <canvas className="lane-canvas" ref={canvas} aria-hidden="true" />
      <div
        className="line-box"
        ref={box}
        role="list"
        aria-label={`${words.dubVoice}: ${words.lineCount(lines.length)}`}
      >
        {seen.map((line) => (
          <LineRegion
            key={line.lineId}
            line={line}
            index={lines.indexOf(line)}
            leftPx={line.startSec * block.pxPerSec - block.originPx}
            widthPx={lineDurationSec(line) * block.pxPerSec}
            isChosen={chosen.includes(line.lineId)}
            dragged={dragged?.lineId === line.lineId ? dragged : null}
            place={rows.get(line.faceNumber) ?? onlyRow}
            speaker={hasSeveralFaces ? (faces[String(line.faceNumber)]?.name ?? null) : null}
            data={data}
            onGrab={begin}
          />
        ))}
        {dragged !== null && dragged.snappedSec !== null && (
          <span className="snap-line" style={{ left: dragged.snappedSec * block.pxPerSec - block.originPx }} />
        )}
      </div>
    </>
  );
}

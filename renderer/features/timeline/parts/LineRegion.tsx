import { VolumeX } from 'lucide-react';
import { memo, useState } from 'react';
import type { PointerEvent } from 'react';
import type { DubLine } from '../../../../core/project/records.ts';
import { lineDurationSec } from '../../../../core/project/dub-line.ts';
import { timecodeOf } from '../../../../core/time/timecode.ts';
import { useStudio } from '../../../state/studio.ts';
import { useFormat } from '../../../state/strings/format.ts';
import { useWords } from '../../../state/strings/words.ts';
import type { SpeakerRow } from '../model/speaker-rows.ts';
import { timelineWords } from '../strings.ts';
import { useCommit } from '../use-commit.ts';
import type { LineDrag, LinePart } from '../use-line-drag.ts';
import type { TimelineData } from '../use-timeline-data.ts';
import { DraggedWave } from './DraggedWave.tsx';
import { TakeBadge } from './TakeBadge.tsx';

interface LineRegionProps {
  readonly line: DubLine;
  readonly index: number;
  readonly leftPx: number;
  readonly widthPx: number;
  readonly isChosen: boolean;
  readonly dragged: LineDrag | null;
  readonly place: SpeakerRow;
  /** Who speaks, where there are several faces. */
  readonly speaker: string | null;
  readonly data: TimelineData;
  readonly onGrab: (event: PointerEvent, line: DubLine, part: LinePart) => void;
}

/** The share of the lane that a speaker's lines have, inside its margin of 3 px. */
function rowStyle({ row, rowCount }: SpeakerRow): { readonly top: string; readonly height: string } {
  return {
    top: `calc(3px + (100% - 6px) * ${row} / ${rowCount})`,
    height: `calc((100% - 6px) / ${rowCount})`,
  };
}

/** A narrower line has no room for the badge of its takes. */
const badgePx = 64;

/** One line: its label stands in a strip of its own above the waveform, so that both can be read. */
export const LineRegion = memo(function LineRegion(props: LineRegionProps) {
  const { line, index, leftPx, widthPx, isChosen, dragged, data, onGrab } = props;
  const { selection, playhead } = useStudio();
  const words = useWords(timelineWords);
  const format = useFormat();
  const [isEditing, setIsEditing] = useState(false);
  const at = (timeSec: number) => timecodeOf(playhead.frameAt(timeSec), data.rate);
  const text = line.text === '' ? words.noText : line.text;
  const endSec = line.startSec + lineDurationSec(line);
  const notes = [
    line.isMuted ? words.muted : '',
    line.takes.length === 0 ? words.noVoice : '',
    line.takes.length > 1 ? words.takeOf(activeIndex(line) + 1, line.takes.length) : '',
  ].filter((note) => note !== '');
  const classes = [
    'line',
    isChosen ? 'line-chosen' : '',
    line.isMuted ? 'line-muted' : '',
    line.takes.length === 0 ? 'line-silent' : '',
    line.takes.length > 1 && widthPx > badgePx ? 'line-takes' : '',
    dragged === null ? '' : 'line-dragged',
  ];
  const grab = (part: LinePart) => (event: PointerEvent) => {
    if (event.button !== 0 || isEditing) return;
    event.stopPropagation();
    const isAdding = event.shiftKey || event.ctrlKey || event.metaKey;
    if (isAdding) selection.toggleLine(line.lineId);
    else if (!isChosen) selection.chooseLines([line.lineId], line.faceNumber);
    if (data.isEditable && !isAdding) onGrab(event, line, part);
  };
  return (
    <div
      className={classes.join(' ')}
      role="listitem"
      style={{
        transform: `translateX(${Math.round(leftPx)}px)`,
        width: Math.max(Math.round(widthPx) - 1, 2),
        ...rowStyle(props.place),
      }}
      data-line-id={line.lineId}
      onPointerDown={grab('body')}
      onDoubleClick={() => data.isEditable && setIsEditing(true)}
    >
      <button
        type="button"
        className="line-label"
        aria-label={[words.line(text, at(line.startSec), at(endSec)), ...notes].join(', ')}
        aria-pressed={isChosen}
        title={text}
        onFocus={(event) =>
          event.currentTarget.matches(':focus-visible') && selection.chooseLines([line.lineId], line.faceNumber)
        }
        onClick={(event) => event.detail === 0 && selection.chooseLines([line.lineId], line.faceNumber)}
      >
        <span className="line-number">{index + 1}</span>
        {props.speaker !== null && <span className="line-speaker">{props.speaker}</span>}
        <span className="line-text">{text}</span>
        {line.isMuted && <VolumeX aria-hidden="true" className="line-sign" />}
      </button>
      {line.takes.length > 1 && widthPx > badgePx && <TakeBadge line={line} isEditable={data.isEditable} />}
      {isEditing && <LineText line={line} onEnd={() => setIsEditing(false)} />}
      {dragged !== null && <DraggedWave line={line} widthPx={widthPx} />}
      {dragged !== null && (
        <span className="line-shift numbers">{words.moved(format.signed(dragged.shiftSec * 1000))}</span>
      )}
      {data.isEditable && widthPx > 20 && (
        <>
          <span className="line-edge line-edge-start" title={words.trimStart} onPointerDown={grab('start')} />
          <span className="line-edge line-edge-end" title={words.trimEnd} onPointerDown={grab('end')} />
        </>
      )}
    </div>
  );
});

/** The words of a line, to be written in place. */
function LineText({ line, onEnd }: { readonly line: DubLine; readonly onEnd: () => void }) {
  const words = useWords(timelineWords);
  const commit = useCommit();
  const [text, setText] = useState(line.text);
  const [isDropped, setIsDropped] = useState(false);
  return (
    <input
      className="line-input"
      aria-label={words.editText}
      value={text}
      autoFocus
      onChange={(event) => setText(event.target.value)}
      onPointerDown={(event) => event.stopPropagation()}
      onBlur={() => {
        if (!isDropped && text !== line.text) {
          commit(words.steps.lineText, [{ collection: 'lines', id: line.lineId, after: { ...line, text } }]);
        }
        onEnd();
      }}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === 'Escape') {
          setIsDropped(true);
          onEnd();
        }
        if (event.key === 'Enter') event.currentTarget.blur();
      }}
    />
  );
}

function activeIndex(line: DubLine): number {
  return line.takes.findIndex(({ takeId }) => takeId === line.activeTakeId);
}

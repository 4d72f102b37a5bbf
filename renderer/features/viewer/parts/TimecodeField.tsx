import { useState } from 'react';
import type { FrameRate } from '../../../../core/time/frame-rate.ts';
import { frameOfTimecode, timecodeOf } from '../../../../core/time/timecode.ts';
import { useAction, usePlayhead, useStudio } from '../../../state/studio.ts';
import { useWords } from '../../../state/strings/words.ts';
import { Tooltip } from '../../../ui/Tooltip.tsx';
import { viewerWords } from '../strings.ts';

/** The time under the playhead; pressed, it takes a timecode to go to. */
export function TimecodeField({ rate }: { readonly rate: FrameRate }) {
  const words = useWords(viewerWords);
  const { playhead, notices } = useStudio();
  const frame = usePlayhead((now) => now.frame);
  const [text, setText] = useState<string | null>(null);
  useAction('goToTime', () => setText(''));
  const goTo = () => {
    const typed = text?.trim() ?? '';
    setText(null);
    if (typed === '') return;
    const wanted = frameOfTimecode(typed, rate);
    if (wanted === null) notices.tell('info', words.noTimecode);
    else playhead.seekFrame(wanted);
  };
  if (text !== null) {
    return (
      <input
        className="timecode timecode-input numbers"
        aria-label={words.goTo}
        placeholder={timecodeOf(frame, rate)}
        value={text}
        autoFocus
        inputMode="numeric"
        onChange={(event) => setText(event.target.value)}
        onBlur={() => setText(null)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') goTo();
          if (event.key === 'Escape') setText(null);
        }}
      />
    );
  }
  return (
    <Tooltip label={`${words.frame(String(frame))} · ${words.goTo}`}>
      <button
        type="button"
        className="timecode numbers"
        aria-label={`${words.timecode} ${timecodeOf(frame, rate)}`}
        data-testid="timecode"
        onClick={() => setText('')}
      >
        {timecodeOf(frame, rate)}
      </button>
    </Tooltip>
  );
}

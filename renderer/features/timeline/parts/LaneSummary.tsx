import { factorHandles } from '../../../../core/analysis/factor.ts';
import type { FactorName } from '../../../../core/analysis/factor.ts';
import { timecodeOf } from '../../../../core/time/timecode.ts';
import { usePlayhead, useStudio } from '../../../state/studio.ts';
import { useFormat } from '../../../state/strings/format.ts';
import { useStrings } from '../../../state/strings/use-strings.ts';
import { useWords } from '../../../state/strings/words.ts';
import { timelineWords } from '../strings.ts';
import type { FactorCurves } from '../use-factor-curves.ts';
import type { TimelineData } from '../use-timeline-data.ts';

interface LaneSummaryProps {
  readonly factor: FactorName;
  readonly data: TimelineData;
  readonly curves: FactorCurves;
}

/** The lane in words, for those who do not see its curves: values at the playhead and how many edits there are. */
export function LaneSummary({ factor, data, curves }: LaneSummaryProps) {
  const { playhead } = useStudio();
  const { factors, handles } = useStrings();
  const words = useWords(timelineWords);
  const format = useFormat();
  // It rests during playback: nobody can listen that fast.
  const resting = usePlayhead((state) => (state.isPlaying ? -1 : state.frame));
  const frame = resting < 0 ? playhead.now.frame : resting;
  const values = curves.curves.map(({ handle, edited }) => {
    const unit = factorHandles[factor].find(({ name }) => name === handle)?.unit;
    const value = edited.values[frame];
    if (value === undefined || Number.isNaN(value)) return `${handles[handle]} –`;
    return `${handles[handle]} ${unit === 'rad' ? `${format.number((value * 180) / Math.PI, 1)}°` : format.number(value, 2)}`;
  });
  const at = timecodeOf(frame, data.rate);
  return (
    <span className="visually-hidden" id={`lane-summary-${factor}`}>
      {words.laneSummary(`${factors[factor]}, ${at}`, values.join(', '), words.editCount(curves.edits.length))}
    </span>
  );
}

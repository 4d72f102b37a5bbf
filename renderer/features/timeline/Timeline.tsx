import { AudioWaveform } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { lineDurationSec } from '../../../core/project/dub-line.ts';
import { useStudio } from '../../state/studio.ts';
import { useWords } from '../../state/strings/words.ts';
import { useStrings } from '../../state/strings/use-strings.ts';
import { Button } from '../../ui/Button.tsx';
import { ContextMenu } from '../../ui/ContextMenu.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { FactorLane } from './parts/FactorLane.tsx';
import { HoverLine } from './parts/HoverLine.tsx';
import { PlayheadLine } from './parts/PlayheadLine.tsx';
import { Ruler } from './parts/Ruler.tsx';
import { TimeScrollbar } from './parts/TimeScrollbar.tsx';
import { Toolbar } from './parts/Toolbar.tsx';
import { DubVoiceLane, OriginalVoiceLane } from './parts/VoiceLanes.tsx';
import { timelineWords } from './strings.ts';
import { useContextItems } from './use-context-items.ts';
import { useLaneDrop } from './use-lane-drop.ts';
import { useTimelineActions } from './use-timeline-actions.ts';
import { useTimelineData } from './use-timeline-data.ts';
import type { TimelineData } from './use-timeline-data.ts';
import { useWheel } from './use-wheel.ts';
import './timeline.css';
import './lines.css';

/** Voices, lines and factors over one time axis. */
export function Timeline() {
  const { actions } = useStudio();
  const { actions: names } = useStrings();
  const words = useWords(timelineWords);
  const data = useTimelineData();
  useTimelineActions(data);
  if (data.videoAssetId === null) {
    return (
      <EmptyState icon={AudioWaveform} title={words.noVideo} sentence={words.noVideoHint}>
        <Button onPress={() => actions.run('importMedia')}>{names.importMedia}</Button>
      </EmptyState>
    );
  }
  return (
    <div className="timeline">
      <Toolbar />
      <Lanes data={data} />
    </div>
  );
}

function Lanes({ data }: { readonly data: TimelineData }) {
  const axis = useRef<HTMLDivElement | null>(null);
  const { items, onContextMenu } = useContextItems(data);
  useAxisSize(axis, data);
  const onWheel = useWheel(axis);
  const drop = useLaneDrop(axis, data);
  return (
    <ContextMenu items={items}>
      <div className="timeline-lanes" id="timeline-lanes" ref={onWheel} onContextMenuCapture={onContextMenu} {...drop}>
        <div className="ruler-row">
          <span className="lane-head ruler-head" />
          <Ruler data={data} />
        </div>
        <div className="lane-list scrolling">
          <OriginalVoiceLane data={data} />
          <DubVoiceLane data={data} />
          <FactorLane factor="lip" data={data} />
          <FactorLane factor="eye" data={data} />
          <FactorLane factor="headPose" data={data} />
          <FactorLane factor="expression" data={data} />
        </div>
        <div className="scrollbar-row">
          <span className="lane-head ruler-head" />
          <TimeScrollbar />
        </div>
        <div className="axis" ref={axis}>
          <HoverLine rate={data.rate} />
          <PlayheadLine />
        </div>
      </div>
    </ContextMenu>
  );
}

/** Tells the view how long the time is and how wide it is shown. */
function useAxisSize(axis: { readonly current: HTMLDivElement | null }, data: TimelineData): void {
  const { view } = useStudio();
  const lastLine = data.lines[data.lines.length - 1];
  const { durationSec } = data;
  const lastEndSec = lastLine === undefined ? 0 : lastLine.startSec + lineDurationSec(lastLine);
  // Lines behind the end of the picture must be seen, or they could not be brought back.
  const shownSec = Math.max(durationSec, Math.min(lastEndSec, durationSec * 2));
  useEffect(() => {
    const element = axis.current;
    if (element === null) return;
    const observer = new ResizeObserver(([entry]) => view.measure(shownSec, Math.round(entry.contentRect.width)));
    observer.observe(element);
    return () => observer.disconnect();
  }, [axis, view, shownSec]);
}

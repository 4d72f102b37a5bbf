import { ChevronDown, ChevronRight } from 'lucide-react';
import type { CSSProperties, ReactNode } from 'react';
import type { LaneName } from '../../../state/view-store.ts';
import { useStudio, useView } from '../../../state/studio.ts';
import { useWords } from '../../../state/strings/words.ts';
import { IconButton } from '../../../ui/IconButton.tsx';
import { timelineWords } from '../strings.ts';

interface LaneHeadProps {
  readonly lane: LaneName;
  readonly name: string;
  /** What drives the lane. */
  readonly driver: string;
  readonly colour: string;
  readonly isChosen: boolean;
  readonly onChoose?: () => void;
  /** Controls at the right end. */
  readonly children?: ReactNode;
}

/** Name of a lane, what drives it, and what can be set for it. */
export function LaneHead({ lane, name, driver, colour, isChosen, onChoose, children }: LaneHeadProps) {
  const { view } = useStudio();
  const words = useWords(timelineWords);
  const isFolded = useView((state) => state.foldedLanes.includes(lane));
  const style: CSSProperties & Record<'--lane-colour', string> = { '--lane-colour': colour };
  return (
    <div className={isChosen ? 'lane-head lane-head-chosen' : 'lane-head'} style={style}>
      <IconButton
        icon={isFolded ? ChevronRight : ChevronDown}
        size="small"
        className="lane-fold"
        label={isFolded ? words.unfold(name) : words.fold(name)}
        onPress={() => view.toggleLane(lane)}
      />
      <button type="button" className="lane-name" title={`${name} · ${driver}`} onClick={onChoose}>
        <span className="lane-title">{name}</span>
        <span className="lane-driver">{driver}</span>
      </button>
      <span className="lane-tools">{children}</span>
    </div>
  );
}

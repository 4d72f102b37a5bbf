import { activeTakeOf, lineDurationSec } from '../../../core/project/dub-line.ts';
import type { DubLine } from '../../../core/project/records.ts';
import { newId } from '../../state/ids.ts';
import { useAction, useSelection, useStudio } from '../../state/studio.ts';
import { useWords } from '../../state/strings/words.ts';
import { lineWishes, movedLine, splitLine, trimmedEnd, trimmedStart, withNextTake } from './model/line-edits.ts';
import { timelineWords } from './strings.ts';
import { useCommit } from './use-commit.ts';
import { useSubtitleImport } from './use-subtitle-import.ts';
import type { TimelineData } from './use-timeline-data.ts';

/** Fine steps of moving a line, seconds. */
const fineSec = 0.01;

/** What keys and menus do with dub lines. */
export function useLineActions(data: TimelineData): void {
  const { playhead, selection, view, project } = useStudio();
  const words = useWords(timelineWords);
  const commit = useCommit();
  const lineIds = useSelection((state) => state.lineIds);
  const chosen = data.lines.filter(({ lineId }) => lineIds.includes(lineId));
  const canChange = data.isEditable && chosen.length > 0;
  const frameSec = data.rate.den / data.rate.num;

  useAction('nudgeEarlier', () => nudge(-frameSec), canChange);
  useAction('nudgeLater', () => nudge(frameSec), canChange);
  useAction('nudgeEarlierFine', () => nudge(-fineSec), canChange);
  useAction('nudgeLaterFine', () => nudge(fineSec), canChange);
  useAction('muteLine', () => change(words.steps.muteLine, (line) => ({ ...line, isMuted: !line.isMuted })), canChange);
  useAction('nextTake', () => change(words.steps.chooseTake, withNextTake), canChange);
  useAction('selectAll', () => selection.chooseLines(data.lines.map(({ lineId }) => lineId)), data.lines.length > 0);
  useAction('renameSelection', openText, canChange && chosen.length === 1);
  useAction('splitLine', split, data.isEditable && data.lines.length > 0);
  useAction('deleteSelection', remove, canChange);
  const trim = (make: (line: DubLine) => DubLine) => () => change(words.steps.trimLine, make);
  useAction(
    'trimLineStart',
    trim((line) => trimmedStart(line, playhead.now.timeSec)),
    canChange,
  );
  useAction(
    'trimLineEnd',
    trim((line) => trimmedEnd(line, playhead.now.timeSec, assetSecOf(line))),
    canChange,
  );
  useSubtitleImport(data);

  function assetSecOf(line: DubLine): number {
    const assetId = activeTakeOf(line)?.assetId ?? '';
    return project.store.getState().document.assets[assetId]?.summary.durationSec ?? Number.POSITIVE_INFINITY;
  }
  function change(label: string, make: (line: DubLine) => DubLine, gestureId?: string): void {
    const changed = chosen.map(make).filter((line, index) => line !== chosen[index]);
    commit(label, lineWishes(changed, null), gestureId);
  }
  function nudge(bySec: number): void {
    // Presses within a second are one step of the history.
    const gestureId = `nudge-${chosen[0].lineId}-${Math.floor(Date.now() / 1000)}`;
    change(words.steps.nudgeLine, (line) => movedLine(line, line.startSec + bySec), gestureId);
  }
  function split(): boolean {
    const { timeSec } = playhead.now;
    const candidates = chosen.length > 0 ? chosen : data.lines;
    const halves = candidates.flatMap((line) => splitLine(line, timeSec, newId('line')) ?? []);
    if (halves.length === 0) return false;
    commit(words.steps.splitLine, lineWishes(halves, null));
    selection.chooseLines(halves.filter((_, index) => index % 2 === 1).map(({ lineId }) => lineId));
    return true;
  }
  function remove(): void {
    const gone = chosen.map(({ lineId }) => ({ collection: 'lines' as const, id: lineId, after: null }));
    const last = chosen[chosen.length - 1];
    const others = data.lines.filter(({ lineId }) => !lineIds.includes(lineId));
    const lengthSec = last.startSec + lineDurationSec(last) - chosen[0].startSec;
    const ripple = { lines: others, fromSec: last.startSec, shiftSec: -lengthSec };
    const followers = view.store.getState().canRipple ? lineWishes([], ripple) : [];
    commit(chosen.length === 1 ? words.steps.deleteLine : words.steps.deleteLines, [...gone, ...followers]);
    selection.clear();
  }
  function openText(): boolean {
    const element = document.querySelector(`[data-line-id="${CSS.escape(chosen[0].lineId)}"]`);
    return element?.dispatchEvent(new MouseEvent('dblclick', { bubbles: true })) ?? false;
  }
}

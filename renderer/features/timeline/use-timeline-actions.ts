import { lineDurationSec } from '../../../core/project/dub-line.ts';
import { newId } from '../../state/ids.ts';
import { useAction, useSelection, useStudio } from '../../state/studio.ts';
import { useWords } from '../../state/strings/words.ts';
import { timelineWords } from './strings.ts';
import { useCommit } from './use-commit.ts';
import { useLineActions } from './use-line-actions.ts';
import { useClipboardActions } from './use-clipboard-actions.ts';
import type { TimelineData } from './use-timeline-data.ts';

/** One press of a zoom key. */
const zoomStep = 1.5;

/** What keys and menus do with time, range, markers and zoom. */
export function useTimelineActions(data: TimelineData): void {
  const { playhead, view, selection } = useStudio();
  const words = useWords(timelineWords);
  const commit = useCommit();
  const hasRange = useSelection((state) => state.range !== null);
  const hasVideo = data.videoAssetId !== null;
  const now = () => playhead.now.timeSec;

  useAction('zoomIn', () => view.zoomAround(zoomStep, anchorSec()), hasVideo);
  useAction('zoomOut', () => view.zoomAround(1 / zoomStep, anchorSec()), hasVideo);
  useAction('toggleFit', () => view.toggleFit(now()), hasVideo);
  useAction('toggleSnap', () => view.set({ canSnap: !view.store.getState().canSnap }));
  useAction('toggleRipple', () => view.set({ canRipple: !view.store.getState().canRipple }));
  useAction('followPlayhead', () => {
    view.set({ isFollowing: true });
    view.reveal(now());
  });
  useAction('setIn', () => setEnd('startSec'), hasVideo);
  useAction('setOut', () => setEnd('endSec'), hasVideo);
  useAction('clearRange', () => selection.setRange(null), hasRange);
  useAction('clearSelection', () => selection.clear());
  useAction('previousPoint', () => goTo([...points()].reverse().find((point) => point < now() - 1e-3)), hasVideo);
  useAction('nextPoint', () => goTo(points().find((point) => point > now() + 1e-3)), hasVideo);
  useAction(
    'addMarker',
    () => {
      const markerId = newId('marker');
      const label = `${words.newMarker} ${data.markers.length + 1}`;
      commit(words.steps.addMarker, [
        { collection: 'markers', id: markerId, after: { markerId, timeSec: now(), label } },
      ]);
      selection.chooseMarker(markerId);
    },
    hasVideo && data.isEditable,
  );
  for (const [name, factor] of [
    ['focusLip', 'lip'],
    ['focusEye', 'eye'],
    ['focusHeadPose', 'headPose'],
    ['focusExpression', 'expression'],
  ] as const) {
    // The list never changes, so the hooks stay in order.
    useAction(name, () => selection.chooseFactor(factor));
  }
  useLineActions(data);
  useClipboardActions(data);

  function anchorSec(): number {
    const { scrollSec, widthPx, pxPerSec } = view.store.getState();
    const seenSec = widthPx / pxPerSec;
    const isSeen = now() >= scrollSec && now() <= scrollSec + seenSec;
    return isSeen ? now() : scrollSec + seenSec / 2;
  }
  function setEnd(end: 'startSec' | 'endSec'): void {
    const { range } = selection.store.getState();
    const frameSec = data.rate.den / data.rate.num;
    // The out point includes the frame that is seen.
    const timeSec = end === 'endSec' ? Math.min(now() + frameSec, data.durationSec) : now();
    const before = range ?? { startSec: 0, endSec: data.durationSec };
    const next = { ...before, [end]: timeSec };
    if (next.endSec > next.startSec) return selection.setRange(next);
    selection.setRange(
      end === 'startSec' ? { startSec: timeSec, endSec: data.durationSec } : { startSec: 0, endSec: timeSec },
    );
  }
  function points(): number[] {
    const ends = data.lines.flatMap((line) => [line.startSec, line.startSec + lineDurationSec(line)]);
    const all = [0, data.durationSec, ...data.cutsSec, ...data.markers.map(({ timeSec }) => timeSec), ...ends];
    return all.filter((point) => point >= 0 && point <= data.durationSec).sort((a, b) => a - b);
  }
  function goTo(timeSec: number | undefined): void {
    if (timeSec === undefined) return;
    playhead.seek(timeSec);
    view.reveal(timeSec);
  }
}

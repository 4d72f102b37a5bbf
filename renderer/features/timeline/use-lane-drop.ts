import type { DragEvent } from 'react';
import type { Asset, DubLine } from '../../../core/project/records.ts';
import { importFiles } from '../../state/import-files.ts';
import { lineOfVoice, lineWish } from '../../state/place-voice.ts';
import { useStudio } from '../../state/studio.ts';
import { useWords } from '../../state/strings/words.ts';
import { secOf, timeWindowOf } from './model/time-window.ts';
import { timelineWords } from './strings.ts';
import { useCommit } from './use-commit.ts';
import type { TimelineData } from './use-timeline-data.ts';

const assetKind = 'application/x-facet-asset';

/** Takes voices that are dropped on the lanes, from the library or as files: each begins where it was dropped and drives the chosen face. */
export function useLaneDrop(axis: { readonly current: HTMLElement | null }, data: TimelineData) {
  const studio = useStudio();
  const words = useWords(timelineWords);
  const commit = useCommit();
  const { view, selection, project, host, notices } = studio;

  const place = (assetIds: readonly string[], timeSec: number, known: ReadonlySet<string>) => {
    const { assets, lines } = project.store.getState().document;
    const { faceNumber } = selection.store.getState();
    let startSec = timeSec;
    const placed = assetIds.flatMap((id): DubLine[] => {
      const voice: Asset | undefined = assets[id];
      if (voice?.kind !== 'voice') return [];
      // The first voice of a project is placed by itself; then it only comes to where it was dropped.
      const there = Object.values(lines).find(({ takes }) => takes.some((take) => take.assetId === id));
      const isNew = there === undefined || known.has(id);
      const put = isNew ? lineOfVoice(voice, faceNumber, startSec) : { ...there, startSec };
      // Several voices follow each other.
      startSec += voice.summary.durationSec;
      return [put];
    });
    if (placed.length === 0) return;
    commit(words.steps.placeVoice, placed.map(lineWish));
    selection.chooseLines(placed.map(({ lineId }) => lineId));
  };
  return {
    onDragOver(event: DragEvent<HTMLElement>) {
      if (data.isEditable && event.dataTransfer.types.includes(assetKind)) event.preventDefault();
    },
    onDrop(event: DragEvent<HTMLElement>) {
      const isFile = event.dataTransfer.types.includes('Files');
      const assetId = event.dataTransfer.getData(assetKind);
      if (!data.isEditable || (!isFile && assetId === '')) return;
      event.preventDefault();
      const x = event.clientX - (axis.current?.getBoundingClientRect().left ?? 0);
      const at = secOf(timeWindowOf(view.store.getState()), x);
      const timeSec = Math.min(Math.max(at, 0), data.durationSec);
      const known = new Set(Object.keys(project.store.getState().document.assets));
      if (!isFile) return place([assetId], timeSec, known);
      const files = [...event.dataTransfer.files];
      const take = async () => {
        const paths = await Promise.all(files.map((file) => host.takeFile(file)));
        place(await importFiles(studio, paths), timeSec, known);
      };
      take().catch(notices.tellFailure);
    },
  };
}

import { useEffect, useRef } from 'react';
import type { DragEvent as ReactDragEvent } from 'react';
import type { Asset } from '../../../core/project/records.ts';
import { lineOfVoice, lineWish } from '../../state/place-voice.ts';
import { useProject, useSelection, useStudio } from '../../state/studio.ts';
import { useWords } from '../../state/strings/words.ts';
import { viewerWords } from './strings.ts';

/**
 * The first voice of a project drives the chosen face from the start at once: that is why it was brought. Later ones wait in the library.
 * It is a step of its own that can be undone.
 */
export function useFirstVoice(): void {
  const words = useWords(viewerWords);
  const { project, notices } = useStudio();
  const assets = useProject(({ document }) => document.assets);
  const hasLines = useProject(({ document }) => Object.keys(document.lines).length > 0);
  const canEdit = useProject(({ mode, state }) => mode === 'editing' && state === 'open');
  const faceNumber = useSelection((selection) => selection.faceNumber);
  const known = useRef<ReadonlySet<string> | null>(null);
  useEffect(() => {
    const before = known.current;
    known.current = new Set(Object.keys(assets));
    // What was there when the project was opened was placed, or not, by its user.
    if (before === null || hasLines || !canEdit) return;
    const voice = Object.values(assets).find(({ assetId, kind }) => kind === 'voice' && !before.has(assetId));
    if (voice === undefined) return;
    project
      .applyWishes(words.placeStep, [lineWish(lineOfVoice(voice, faceNumber, 0))])
      .then(() => notices.tell('good', words.placedFirst(voice.name)))
      .catch(notices.tellFailure);
  }, [assets, hasLines, canEdit, faceNumber, project, notices, words]);
}

/** Takes a voice that is dragged from the library onto the picture: it begins at the playhead and drives the chosen face. */
export function useVoiceDrop() {
  const words = useWords(viewerWords);
  const { project, playhead, selection, notices } = useStudio();
  const assets = useProject(({ document }) => document.assets);
  const kind = 'application/x-facet-asset';
  return {
    onDragOver: (event: ReactDragEvent<HTMLElement>) => {
      if (event.dataTransfer.types.includes(kind)) event.preventDefault();
    },
    onDrop: (event: ReactDragEvent<HTMLElement>) => {
      const asset: Asset | undefined = assets[event.dataTransfer.getData(kind)];
      if (asset?.kind !== 'voice') return;
      event.preventDefault();
      const { faceNumber } = selection.store.getState();
      const line = lineOfVoice(asset, faceNumber, playhead.now.timeSec);
      project.applyWishes(words.placeStep, [lineWish(line)]).catch(notices.tellFailure);
    },
  };
}

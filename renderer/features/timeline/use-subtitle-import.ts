import { useAction, useSelection, useStudio } from '../../state/studio.ts';
import { useWords } from '../../state/strings/words.ts';
import { linesFromCues, readSubtitleFile } from './import-subtitles.ts';
import { timelineWords } from './strings.ts';
import { useCommit } from './use-commit.ts';
import type { TimelineData } from './use-timeline-data.ts';

/** Lets the user choose a subtitle file; its cues become lines of the chosen face in one step. */
export function useSubtitleImport({ isEditable }: TimelineData): void {
  const { notices } = useStudio();
  const words = useWords(timelineWords);
  const commit = useCommit();
  const faceNumber = useSelection((state) => state.faceNumber);
  useAction('importSubtitles', importSubtitles, isEditable);

  function importSubtitles(): void {
    const input = document.createElement('input');
    input.type = 'file';
    input.accept = '.srt,.vtt';
    input.addEventListener('change', () => {
      const [file] = input.files ?? [];
      if (file === undefined) return;
      readSubtitleFile(file)
        .then(({ cues, skippedCount }) => {
          commit(words.steps.importSubtitles, linesFromCues(cues, faceNumber));
          notices.tell('good', words.imported(cues.length, skippedCount));
        })
        .catch(notices.tellFailure);
    });
    input.click();
  }
}

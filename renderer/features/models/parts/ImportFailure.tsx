import { CircleAlert } from 'lucide-react';
import { isStudioError } from '../../../../core/errors.ts';
import type { PackImportState } from '../../../state/pack-import-store.ts';
import { useStudio } from '../../../state/studio.ts';
import { useFailureTexts } from '../../../state/strings/failures/use-failure-texts.ts';
import { useWords } from '../../../state/strings/words.ts';
import { Button } from '../../../ui/Button.tsx';
import { importWords } from '../import-words.ts';

interface ImportFailureProps {
  readonly failed: Extract<PackImportState, { readonly state: 'failed' }>;
}

/** Why there is no pack, and what can be done about it. */
export function ImportFailure({ failed: { wish, failure } }: ImportFailureProps) {
  const words = useWords(importWords);
  const { packImport } = useStudio();
  const { sentenceOf } = useFailureTexts();
  const code = isStudioError(failure) ? failure.code : null;
  const isTaken = code === 'models.pack-exists';
  const advice = code === null ? undefined : words.advice[code];
  return (
    <div className="import">
      <div className="import-problem" role="alert">
        <CircleAlert aria-hidden="true" />
        <div className="import-problem-text">
          <strong>{isTaken ? words.exists(wish.packId) : words.failed}</strong>
          <span>{sentenceOf(failure)}</span>
          {advice !== undefined && <span className="models-quiet">{advice}</span>}
        </div>
      </div>
      <div className="import-foot">
        <Button onPress={() => packImport.forget()}>{words.back}</Button>
        {isTaken && (
          <Button variant="danger" onPress={() => void packImport.begin({ ...wish, canReplace: true })}>
            {words.replace}
          </Button>
        )}
      </div>
    </div>
  );
}

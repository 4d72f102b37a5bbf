import type { Asset } from '../../../../core/project/records.ts';
import { useProject, useStudio } from '../../../state/studio.ts';
import { useWords } from '../../../state/strings/words.ts';
import { NumberField } from '../../../ui/NumberField.tsx';
import { libraryWords } from '../strings.ts';

/** Shortest and longest time that a picture can be shown, seconds. */
const limits = { least: 1, most: 4 * 3600 };

interface StillLengthProps {
  readonly asset: Asset;
  readonly stillSec: number;
}

/** How long a picture is shown as a video; it is never shorter than the lines on it, which the host sees to. */
export function StillLength({ asset, stillSec }: StillLengthProps) {
  const words = useWords(libraryWords);
  const { project, notices } = useStudio();
  const isDisabled = useProject(({ mode }) => mode !== 'editing');
  const write = (next: number) =>
    void project
      .applyWishes(words.lengthStep, [{ collection: 'assets', id: asset.assetId, after: { ...asset, stillSec: next } }])
      .catch(notices.tellFailure);
  return (
    <div className="asset-length" title={words.lengthHint}>
      <span className="asset-length-name" aria-hidden="true">
        {words.length}
      </span>
      <NumberField
        label={words.lengthOf(asset.name)}
        value={stillSec}
        {...limits}
        step={1}
        digits={1}
        suffix=" s"
        isDisabled={isDisabled}
        onCommit={write}
      />
    </div>
  );
}

import { useProject, useStudio } from '../state/studio.ts';
import { useStrings } from '../state/strings/use-strings.ts';
import { useFailureTexts } from '../state/strings/failures/use-failure-texts.ts';
import { Button } from '../ui/Button.tsx';
import { ErrorState } from '../ui/ErrorState.tsx';
import { Skeleton } from '../ui/Skeleton.tsx';

/** The frame of the workspace while the project is read: what comes takes the same places. */
export function OpeningScreen() {
  const { project } = useStudio();
  const { opening } = useStrings();
  const { sentenceOf } = useFailureTexts();
  const state = useProject((view) => view.state);
  const failure = useProject((view) => view.failure);
  if (state === 'failed') {
    return (
      <ErrorState title={opening.failed} sentence={sentenceOf(failure)}>
        <Button variant="primary" onPress={() => project.leave()}>
          {opening.back}
        </Button>
      </ErrorState>
    );
  }
  return (
    <div className="opening" role="status" aria-label={opening.label}>
      <Skeleton height="44px" />
      <div className="opening-middle">
        <Skeleton height="100%" />
        <Skeleton height="100%" />
        <Skeleton height="100%" />
      </div>
      <Skeleton height="100%" />
    </div>
  );
}

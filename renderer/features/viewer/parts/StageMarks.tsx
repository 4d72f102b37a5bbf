import { LoaderCircle, TriangleAlert } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useJobs, useProject, useStudio, useTracks } from '../../../state/studio.ts';
import { useFailureTexts } from '../../../state/strings/failures/use-failure-texts.ts';
import { useWords } from '../../../state/strings/words.ts';
import { Button } from '../../../ui/Button.tsx';
import type { PreviewFeed } from '../preview-feed.ts';
import type { StageController } from '../stage-controller.ts';
import { viewerWords } from '../strings.ts';
import { useStage } from '../use-stage.ts';
import type { ViewMode } from '../view-layout.ts';

interface StageMarksProps {
  readonly controller: StageController;
  readonly feed: PreviewFeed;
  readonly mode: ViewMode;
  readonly isProxy: boolean;
}

/** Words over the picture: which side is which, and whether what is shown is what will be exported. */
export function StageMarks({ controller, feed, mode, isProxy }: StageMarksProps) {
  const words = useWords(viewerWords);
  const { sentenceOf } = useFailureTexts();
  const failure = useStage(controller, () => (feed.failure === null ? null : sentenceOf(feed.failure)));
  const isDivided = mode === 'wipe' || mode === 'side';
  return (
    <>
      {isDivided && <SideNames controller={controller} />}
      <div className="stage-marks">
        {isProxy && <span className="stage-mark">{words.proxy}</span>}
        <StateMark controller={controller} isShown={failure === null && mode !== 'original'} />
        <AnalyseMark />
      </div>
      {failure !== null && (
        <div className="stage-failure" role="alert">
          <TriangleAlert aria-hidden="true" className="button-icon" />
          <span className="stage-failure-text">
            <strong>{words.previewFailed}</strong> {failure}
          </span>
          <Button size="small" onPress={() => feed.retry()}>
            {words.tryAgain}
          </Button>
        </div>
      )}
    </>
  );
}

function StateMark({ controller, isShown }: { readonly controller: StageController; readonly isShown: boolean }) {
  const words = useWords(viewerWords);
  const isKnown = useTracks((tracks) => tracks.analysis === 'known');
  const state = useStage(controller, ({ frameState }) => frameState);
  if (!isShown || !isKnown || state === 'done' || state === 'loading') return null;
  return (
    <span className="stage-mark stage-mark-busy" role="status" data-testid="frame-state">
      <LoaderCircle aria-hidden="true" className="stage-spinner" />
      {state === 'stale' ? words.updating : words.pending}
    </span>
  );
}

/** Without an analysis nothing can be changed: say so, and start it from here. */
function AnalyseMark() {
  const words = useWords(viewerWords);
  const { client, notices } = useStudio();
  const projectId = useProject((project) => project.projectId);
  const isAbsent = useTracks((tracks) => tracks.analysis === 'absent');
  const isRunning = useJobs(({ jobs }) =>
    jobs.some(({ kind, state }) => kind === 'analysis' && (state === 'running' || state === 'queued')),
  );
  if (!isAbsent || isRunning || projectId === null) return null;
  return (
    <span className="stage-mark">
      {words.notAnalysed}
      <Button
        size="small"
        onPress={() => void client.analysis.start({ projectId, assetId: null }).catch(notices.tellFailure)}
      >
        {words.analyse}
      </Button>
    </span>
  );
}

/** The names stand at the lower corners of the picture, wherever it lies. */
function SideNames({ controller }: { readonly controller: StageController }) {
  const words = useWords(viewerWords);
  const original = useRef<HTMLSpanElement>(null);
  const dub = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const place = () => {
      const [left, right] = controller.panes;
      if (left === undefined || right === undefined || original.current === null || dub.current === null) return;
      const bottom = left.clip.y + left.clip.heightPx - 10;
      original.current.style.transform = `translate(${left.clip.x + 10}px, ${bottom}px) translateY(-100%)`;
      const end = right.clip.x + right.clip.widthPx - 10;
      dub.current.style.transform = `translate(${end}px, ${bottom}px) translate(-100%, -100%)`;
      original.current.hidden = left.clip.widthPx < 90;
      dub.current.hidden = right.clip.widthPx < 70;
    };
    place();
    return controller.subscribe(place);
  }, [controller]);
  return (
    <>
      <span ref={original} className="side-name">
        {words.original}
      </span>
      <span ref={dub} className="side-name">
        {words.dub}
      </span>
    </>
  );
}

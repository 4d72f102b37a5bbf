import { ScanFace } from 'lucide-react';
import { settingsOf } from '../../../core/project/document.ts';
import { useJobs, useProject, useStudio, useTracks } from '../../state/studio.ts';
import { useFormat } from '../../state/strings/format.ts';
import { useStrings } from '../../state/strings/use-strings.ts';
import { useWords } from '../../state/strings/words.ts';
import { Button } from '../../ui/Button.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { ProgressBar } from '../../ui/ProgressBar.tsx';
import { FaceItem } from './parts/FaceItem.tsx';
import { faceWords } from './strings.ts';
import './faces.css';

/** The people of the picture, or the way to find them. */
export function FacesPanel() {
  const words = useWords(faceWords);
  const videoId = useProject(({ document }) => settingsOf(document).videoAssetId);
  const summary = useTracks((tracks) => tracks.summary);
  const isAnalysing = useJobs(({ jobs }) =>
    jobs.some(({ kind, state }) => kind === 'analysis' && (state === 'running' || state === 'queued')),
  );
  const hasFaces = summary !== null && summary.faces.length > 0;
  return (
    <Panel title={words.title}>
      {hasFaces && (
        <ul className="faces">
          {summary.faces.map((face) => (
            <FaceItem key={face.faceNumber} face={face} frameCount={summary.frameCount} />
          ))}
        </ul>
      )}
      {videoId === null && <p className="faces-note">{words.noVideo}</p>}
      {summary !== null && !hasFaces && <EmptyState icon={ScanFace} size="small" title={words.none} />}
      {summary === null && isAnalysing && <AnalysisProgress />}
      {summary === null && videoId !== null && !isAnalysing && <AnalysisCall />}
    </Panel>
  );
}

function AnalysisCall() {
  const words = useWords(faceWords);
  const { client, notices } = useStudio();
  const projectId = useProject((project) => project.projectId);
  const analysis = useTracks((tracks) => tracks.analysis);
  const failure = useJobs(
    ({ jobs }) => jobs.find(({ kind, state }) => kind === 'analysis' && state === 'failed')?.failure,
  );
  if (analysis === 'unknown' || projectId === null) return null;
  const start = () => void client.analysis.start({ projectId, assetId: null }).catch(notices.tellFailure);
  return (
    <EmptyState
      icon={ScanFace}
      size="small"
      title={failure ? words.failed : words.analyse}
      sentence={failure?.sentence ?? words.notAnalysed}
    >
      <Button variant="primary" size="small" onPress={start}>
        {failure ? words.again : words.analyse}
      </Button>
    </EmptyState>
  );
}

function AnalysisProgress() {
  const words = useWords(faceWords);
  const strings = useStrings();
  const format = useFormat();
  const progress = useJobs(
    ({ jobs }) => jobs.find(({ kind, state }) => kind === 'analysis' && state === 'running')?.progress ?? null,
  );
  const leftSec = progress?.leftSec ?? null;
  return (
    <div className="faces-progress" role="status">
      <span className="numbers">
        {progress === null ? words.waiting : `${words.analysing} · ${format.percent(progress.ratio)}`}
        {leftSec !== null && ` · ${strings.topBar.left(format.clock(leftSec))}`}
      </span>
      <ProgressBar label={words.analysing} ratio={progress?.ratio ?? null} />
    </div>
  );
}

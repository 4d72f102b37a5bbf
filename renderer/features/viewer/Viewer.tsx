import { Clapperboard, FileQuestion } from 'lucide-react';
import { useState } from 'react';
import type { Asset } from '../../../core/project/records.ts';
import { relinkAsset } from '../../state/relink-asset.ts';
import { useJobs, useProject, useStudio } from '../../state/studio.ts';
import { useFormat } from '../../state/strings/format.ts';
import { useStrings } from '../../state/strings/use-strings.ts';
import { useFailureTexts } from '../../state/strings/failures/use-failure-texts.ts';
import { useWords } from '../../state/strings/words.ts';
import { Button } from '../../ui/Button.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { ProgressBar } from '../../ui/ProgressBar.tsx';
import { Stage } from './parts/Stage.tsx';
import { viewerWords } from './strings.ts';
import { usePicture } from './use-picture.ts';
import type { Picture } from './use-picture.ts';
import { useFirstVoice, useVoiceDrop } from './use-voice-drop.ts';
import './viewer.css';

export function Viewer() {
  const projectId = useProject((project) => project.projectId);
  const picture = usePicture();
  useFirstVoice();
  return (
    <div className="viewer" {...useVoiceDrop()}>
      {picture === null || projectId === null ? <NoVideo /> : <KnownPicture projectId={projectId} picture={picture} />}
    </div>
  );
}

function NoVideo() {
  const words = useWords(viewerWords);
  const { actions } = useStudio();
  return (
    <div className="viewer-notice">
      <EmptyState icon={Clapperboard} title={words.noVideoTitle} sentence={words.noVideoSentence}>
        <Button variant="primary" onPress={() => void actions.run('importMedia')}>
          {words.importVideo}
        </Button>
      </EmptyState>
    </div>
  );
}

interface KnownPictureProps {
  readonly projectId: string;
  readonly picture: Picture;
}

function KnownPicture({ projectId, picture }: KnownPictureProps) {
  const words = useWords(viewerWords);
  const [run, setRun] = useState(0);
  const [brokenUrl, setBrokenUrl] = useState<string | null>(null);
  const { asset, located } = picture;
  if (picture.isMissing) return <MissingVideo picture={picture} />;
  if (located === null) {
    return (
      <div className="viewer-notice" aria-busy="true">
        <span className="viewer-waiting">{words.loading}</span>
      </div>
    );
  }
  const url = located.isPlayable ? located.fileUrl : located.proxyUrl;
  if (url === null) return <ProxyProgress asset={asset} />;
  if (brokenUrl === url) {
    return (
      <div className="viewer-notice">
        <ErrorState title={words.unplayableTitle} sentence={words.unplayableSentence}>
          <Button
            onPress={() => {
              setBrokenUrl(null);
              setRun(run + 1);
            }}
          >
            {words.tryAgain}
          </Button>
        </ErrorState>
      </div>
    );
  }
  return (
    <Stage
      key={`${projectId} ${asset.assetId} ${url} ${run}`}
      {...{ projectId, picture, url }}
      // Of a picture there is nothing but the video that was made of it.
      isProxy={!located.isPlayable && asset.stillSec === null}
      onBroken={() => setBrokenUrl(url)}
    />
  );
}

function MissingVideo({ picture }: { readonly picture: Picture }) {
  const words = useWords(viewerWords);
  const studio = useStudio();
  const { asset } = picture;
  return (
    <div className="viewer-notice">
      <EmptyState
        icon={FileQuestion}
        title={words.missingTitle(asset.name)}
        sentence={words.missingSentence(asset.path)}
      >
        <Button
          variant="primary"
          onPress={() => void relinkAsset(studio, asset.assetId, words.relink).catch(studio.notices.tellFailure)}
        >
          {words.locate}
        </Button>
      </EmptyState>
    </div>
  );
}

function ProxyProgress({ asset }: { readonly asset: Asset }) {
  const words = useWords(viewerWords);
  const strings = useStrings();
  const format = useFormat();
  const job = useJobs(({ jobs }) => jobs.find(({ kind, state }) => kind === 'proxy' && state !== 'done'));
  const { failureText } = useFailureTexts();
  const codec = asset.summary.picture?.codec ?? asset.name;
  const isStill = asset.stillSec !== null;
  const title = isStill ? words.stillTitle : words.proxyTitle;
  const sentence = isStill ? words.stillSentence : words.proxySentence(codec.toUpperCase());
  const failure = job?.failure ? failureText(job.failure) : null;
  const progress = job?.progress ?? null;
  const leftSec = progress?.leftSec ?? null;
  return (
    <div className="viewer-notice">
      <EmptyState icon={Clapperboard} title={title} sentence={sentence}>
        <div className="viewer-proxy">
          <ProgressBar label={title} ratio={progress?.ratio ?? null} />
          <span className="viewer-proxy-note numbers">
            {failure ??
              (progress === null
                ? words.proxyWaiting
                : `${format.percent(progress.ratio)}${leftSec === null ? '' : ` · ${strings.topBar.left(format.clock(leftSec))}`}`)}
          </span>
        </div>
      </EmptyState>
    </div>
  );
}

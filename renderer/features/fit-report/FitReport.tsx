import { CircleAlert, CircleCheck, Info, TriangleAlert } from 'lucide-react';
import { settingsOf } from '../../../core/project/document.ts';
import { timecodeOf } from '../../../core/time/timecode.ts';
import type { AnalysisSummary } from '../../state/tracks-store.ts';
import { useProject, useStudio, useTracks } from '../../state/studio.ts';
import { useWords } from '../../state/strings/words.ts';
import { Button } from '../../ui/Button.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { fitWords } from './strings.ts';
import './fit-report.css';

type Finding = AnalysisSummary['findings'][number];

const icons = { blocker: CircleAlert, warning: TriangleAlert, note: Info };

/** Places that get a button of their own; the rest is counted. */
const shownPlaces = 3;

const noSentences: readonly string[] = [];

/** What the analysis and the voices say about the result to expect, in plain words, with the way to each place. */
export function FitReport() {
  const words = useWords(fitWords);
  const findings = useTracks((tracks) => tracks.summary?.findings ?? null);
  const sentences = useTracks((tracks) => tracks.dubTracks?.sentences ?? noSentences);
  if (findings === null) return null;
  return (
    <Panel title={words.title}>
      <ul className="findings">
        {findings.map((finding, index) => (
          <FindingItem key={index} finding={finding} />
        ))}
        {findings.length === 0 && (
          <li className="finding finding-good">
            <CircleCheck aria-hidden="true" className="finding-icon" />
            <span>{words.good}</span>
          </li>
        )}
        {sentences.map((sentence) => (
          <li key={sentence} className="finding">
            <Info aria-hidden="true" className="finding-icon" />
            <span>{sentence}</span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function FindingItem({ finding }: { readonly finding: Finding }) {
  const words = useWords(fitWords);
  const { playhead, selection } = useStudio();
  const document = useProject((project) => project.document);
  const hasMany = useTracks((tracks) => tracks.factorsByFace.size > 1);
  const { videoAssetId } = settingsOf(document);
  const rate = videoAssetId === null ? undefined : document.assets[videoAssetId]?.summary.picture?.frameRate;
  const Icon = icons[finding.severity];
  const { faceNumber } = finding;
  const name = faceNumber === null ? '' : document.faces[String(faceNumber)]?.name || words.faceName(faceNumber);
  const goTo = (frame: number) => {
    if (faceNumber !== null) selection.chooseFace(faceNumber);
    playhead.seekFrame(frame);
  };
  const rest = finding.frames.length - shownPlaces;
  return (
    <li className={`finding finding-${finding.severity}`}>
      <Icon className="finding-icon" role="img" aria-label={words.severities[finding.severity]} />
      <div className="finding-text">
        <span>
          {hasMany && faceNumber !== null && <strong>{words.of(name)}</strong>}
          {finding.sentence}
        </span>
        {rate !== undefined && finding.frames.length > 0 && (
          <span className="finding-places">
            {finding.frames.slice(0, shownPlaces).map(({ startFrame }) => (
              <Button
                key={startFrame}
                size="small"
                variant="quiet"
                className="numbers"
                aria-label={words.goTo(timecodeOf(startFrame, rate))}
                onPress={() => goTo(startFrame)}
              >
                {timecodeOf(startFrame, rate)}
              </Button>
            ))}
            {rest > 0 && <span className="finding-rest">{words.more(rest)}</span>}
          </span>
        )}
      </div>
    </li>
  );
}

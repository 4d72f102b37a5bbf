import { CircleAlert, CircleCheck, Info, TriangleAlert } from 'lucide-react';
import { settingsOf } from '../../../core/project/document.ts';
import { timecodeOf } from '../../../core/time/timecode.ts';
import type { AnalysisSummary } from '../../state/tracks-store.ts';
import { generativePacks, stillOf, useProjectPack } from '../../state/project-pack.ts';
import { usePacks, useProject, useStudio, useTracks } from '../../state/studio.ts';
import { saidIn, useSaid } from '../../state/strings/sayings/said.ts';
import { useLanguage, useWords } from '../../state/strings/words.ts';
import { Button } from '../../ui/Button.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { shownFindings, shownVoiceNotes } from './shown-findings.ts';
import { fitWords } from './strings.ts';
import './fit-report.css';

type Finding = AnalysisSummary['findings'][number];

const icons = { blocker: CircleAlert, warning: TriangleAlert, note: Info };

/** Places that get a button of their own; the rest is counted. */
const shownPlaces = 3;

/** What the analysis and the voices say about the result to expect, in plain words, with the way to each place. */
export function FitReport() {
  const words = useWords(fitWords);
  const allFindings = useTracks((tracks) => tracks.summary?.findings ?? null);
  const { kind } = useProjectPack();
  const isStill = useProject(({ document }) => stillOf(document) !== null);
  const findings = allFindings === null ? null : shownFindings(allFindings, kind, isStill);
  const dubTracks = useTracks((tracks) => tracks.dubTracks);
  const needsPack = isStill && kind === 'atlas';
  if (findings === null && !needsPack) return null;
  return (
    <Panel title={words.title}>
      <ul className="findings">
        {needsPack && <PackFinding />}
        {findings?.map((finding, index) => (
          <FindingItem key={index} finding={finding} />
        ))}
        {findings?.length === 0 && !needsPack && (
          <li className="finding finding-good">
            <CircleCheck aria-hidden="true" className="finding-icon" />
            <span>{words.good}</span>
          </li>
        )}
        {dubTracks !== null && <VoiceNotes dubTracks={shownVoiceNotes(dubTracks, kind)} />}
      </ul>
    </Panel>
  );
}

/** Why a still picture stays still, and the way to what moves it. */
function PackFinding() {
  const words = useWords(fitWords);
  const { panels } = useStudio();
  const hasGenerative = usePacks(({ packs }) => generativePacks(packs).length > 0);
  return (
    <li className="finding finding-blocker">
      <CircleAlert className="finding-icon" role="img" aria-label={words.severities.blocker} />
      <div className="finding-text">
        <span>{words.stillNeedsPack}</span>
        <span className="finding-places">
          <Button size="small" variant="quiet" onPress={() => panels.open(hasGenerative ? 'pack' : 'models')}>
            {hasGenerative ? words.choosePack : words.getPack}
          </Button>
        </span>
      </div>
    </li>
  );
}

type ShownTracks = ReturnType<typeof shownVoiceNotes>;

/** What was learned of the people, and what their voices lack. */
function VoiceNotes({ dubTracks: { sentences, notes } }: { readonly dubTracks: ShownTracks }) {
  const words = useWords(fitWords);
  const language = useLanguage();
  const faces = useProject(({ document }) => document.faces);
  const textOf = (sentence: string, index: number): string => {
    const note = notes?.[index];
    const own = note === undefined ? sentence : saidIn(language, sentence, note.saying);
    // The English sentence names its face itself.
    return own === sentence || note === undefined
      ? sentence
      : `${words.of(faces[String(note.faceNumber)]?.name || words.faceName(note.faceNumber))}${own}`;
  };
  return sentences.map((sentence, index) => (
    <li key={sentence} className="finding">
      <Info aria-hidden="true" className="finding-icon" />
      <span>{textOf(sentence, index)}</span>
    </li>
  ));
}

function FindingItem({ finding }: { readonly finding: Finding }) {
  const words = useWords(fitWords);
  const said = useSaid();
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
          {said(finding.sentence, finding.saying)}
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

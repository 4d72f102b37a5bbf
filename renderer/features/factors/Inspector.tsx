import { ScanFace } from 'lucide-react';
import { useState } from 'react';
import type { CSSProperties } from 'react';
import { factorNames } from '../../../core/analysis/factor.ts';
import type { FactorName } from '../../../core/analysis/factor.ts';
import { timecodeOf } from '../../../core/time/timecode.ts';
import { frameIndexAt } from '../../state/playhead.ts';
import { useProjectPack } from '../../state/project-pack.ts';
import { useAction, useJobs, useProject, useSelection, useStudio } from '../../state/studio.ts';
import { useStrings } from '../../state/strings/use-strings.ts';
import { useWords } from '../../state/strings/words.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Select } from '../../ui/Select.tsx';
import { Closures } from './parts/Closures.tsx';
import { CodeControls } from './parts/CodeControls.tsx';
import { Drivers } from './parts/Drivers.tsx';
import { EditList } from './parts/EditList.tsx';
import { FaceState } from './parts/FaceState.tsx';
import { HandleSliders } from './parts/HandleSliders.tsx';
import { LinePanel } from './parts/LinePanel.tsx';
import { OtherFactors } from './parts/OtherFactors.tsx';
import { QuickFixes } from './parts/QuickFixes.tsx';
import type { RangeScope } from './range-scope.ts';
import { factorWords } from './strings.ts';
import { useInspected } from './use-inspected.ts';
import type { Inspected } from './use-inspected.ts';
import './factors.css';

/** CSS colour of each factor. */
const colours: Readonly<Record<FactorName, string>> = {
  lip: 'var(--factor-lip)',
  eye: 'var(--factor-eye)',
  headPose: 'var(--factor-head-pose)',
  expression: 'var(--factor-expression)',
};

export function Inspector() {
  const [scope, setScope] = useState<RangeScope | null>(null);
  const { selection } = useStudio();
  const inspected = useInspected(scope);
  const factor = useSelection((state) => state.factor);
  const choose = (next: FactorName) => selection.chooseFactor(next);
  useAction('focusLip', () => choose('lip'));
  useAction('focusEye', () => choose('eye'));
  useAction('focusHeadPose', () => choose('headPose'));
  useAction('focusExpression', () => choose('expression'));
  return (
    <div className="inspector" style={{ '--factor': colours[factor] } as CSSProperties}>
      <LinePanel />
      <FactorTabs factor={factor} onChoose={choose} />
      {inspected === null ? <NoFace /> : <FactorBody inspected={inspected} onScope={setScope} />}
    </div>
  );
}

function FactorTabs({
  factor,
  onChoose,
}: {
  readonly factor: FactorName;
  readonly onChoose: (factor: FactorName) => void;
}) {
  const strings = useStrings();
  const words = useWords(factorWords);
  return (
    <div className="factor-tabs" role="group" aria-label={words.factor}>
      {factorNames.map((name) => (
        <button
          key={name}
          type="button"
          className="factor-tab"
          style={{ '--factor': colours[name] } as CSSProperties}
          aria-pressed={name === factor}
          onClick={() => onChoose(name)}
        >
          {strings.factors[name]}
        </button>
      ))}
    </div>
  );
}

function NoFace() {
  const words = useWords(factorWords);
  const isAnalysing = useJobs(({ jobs }) => jobs.some(({ kind, state }) => kind === 'analysis' && state === 'running'));
  return (
    <EmptyState
      icon={ScanFace}
      size="small"
      title={isAnalysing ? words.analysing : words.noFaceTitle}
      sentence={words.noFaceSentence}
    />
  );
}

interface FactorBodyProps {
  readonly inspected: Inspected;
  readonly onScope: (scope: RangeScope) => void;
}

function FactorBody({ inspected, onScope }: FactorBodyProps) {
  const pack = useProjectPack();
  return (
    <>
      <RangeHead inspected={inspected} onScope={onScope} />
      <FaceState inspected={inspected} />
      {pack.kind === 'pdfgc' ? (
        <CodeControls inspected={inspected} pack={pack} />
      ) : (
        <>
          <HandleSliders inspected={inspected} />
          {inspected.factor === 'lip' && <Closures inspected={inspected} />}
          <QuickFixes inspected={inspected} />
        </>
      )}
      {pack.kind === 'pdfgc' && <Drivers faceNumber={inspected.faceNumber} />}
      <EditList inspected={inspected} pack={pack} />
      {pack.kind === 'atlas' && <OtherFactors factor={inspected.factor} faceNumber={inspected.faceNumber} />}
    </>
  );
}

/** Whose factor, and where edits act: said in one line, chosen in the next. */
function RangeHead({ inspected, onScope }: FactorBodyProps) {
  const words = useWords(factorWords);
  const strings = useStrings();
  const { range, scope, scopes, rate, frameTimesSec, factor } = inspected;
  const isOnly = useProject(({ document }) => Object.keys(document.faces).length < 2);
  const name = useProject(({ document }) => document.faces[String(inspected.faceNumber)]?.name ?? '');
  // Hours say nothing in a video that has none.
  const hours = frameTimesSec[frameTimesSec.length - 1] < 3600 ? /^00:/ : /^$/;
  const codeAt = (timeSec: number) => timecodeOf(frameIndexAt(frameTimesSec, timeSec), rate).replace(hours, '');
  const who = isOnly ? '' : ` · ${name === '' ? words.faceName(inspected.faceNumber) : name}`;
  return (
    <header className="range-head">
      <h2 className="heading range-title">
        <span className="range-factor">{strings.factors[factor]}</span>
        {who}
        <span className="numbers range-codes">
          {codeAt(range.startSec)} – {codeAt(range.endSec)}
        </span>
      </h2>
      <Select
        label={words.range}
        isLabelHidden
        value={scope}
        options={scopes.map((value) => ({ value, label: words.scopes[value] }))}
        onChange={onScope}
      />
    </header>
  );
}

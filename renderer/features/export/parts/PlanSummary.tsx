import { CircleAlert, Info, TriangleAlert } from 'lucide-react';
import type { StudioClient } from '../../../state/client.ts';
import { useFormat } from '../../../state/strings/format.ts';
import { useSaid } from '../../../state/strings/sayings/said.ts';
import { useLanguage, useWords } from '../../../state/strings/words.ts';
import type { Answer } from '../../../state/use-answer.ts';
import { Button } from '../../../ui/Button.tsx';
import { Panel } from '../../../ui/Panel.tsx';
import { Skeleton } from '../../../ui/Skeleton.tsx';
import { estimateText } from '../presets.ts';
import { exportWords } from '../strings.ts';

type Plan = Awaited<ReturnType<StudioClient['export']['plan']>>;

interface PlanSummaryProps {
  readonly plan: Answer<Plan>;
  readonly onAgain: () => void;
}

const icons = { blocker: CircleAlert, warning: TriangleAlert, note: Info };

/** What will happen, in plain sentences, before it does. */
export function PlanSummary({ plan, onAgain }: PlanSummaryProps) {
  const words = useWords(exportWords);
  if (plan.state === 'failed') {
    return (
      <div className="export-failure" role="alert">
        <strong>{words.planFailed}</strong>
        <span>{plan.sentence}</span>
        <Button size="small" onPress={onAgain}>
          {words.again}
        </Button>
      </div>
    );
  }
  if (plan.state === 'waiting') {
    return (
      <Panel title={words.what}>
        <span role="status" className="visually-hidden">
          {words.planning}
        </span>
        <Skeleton height="112px" />
      </Panel>
    );
  }
  return <KnownPlan plan={plan.value} />;
}

function KnownPlan({ plan }: { readonly plan: Plan }) {
  const words = useWords(exportWords);
  const format = useFormat();
  const said = useSaid();
  const language = useLanguage();
  const facts = [
    [words.frames, words.framesChanged(format.number(plan.changedFrames), format.number(plan.frameCount))],
    [words.time, plan.estimatedSec === null ? words.unknown : words.about(estimateText(plan.estimatedSec, language))],
    [words.size, plan.estimatedBytes === null ? words.unknown : words.aboutSize(format.bytes(plan.estimatedBytes))],
  ];
  return (
    <>
      <Panel title={words.what}>
        <dl className="export-facts numbers">
          {facts.map(([name, value]) => (
            <div key={name} className="export-fact">
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
        {plan.sentences.map((sentence, index) => (
          <p key={sentence} className="export-sentence">
            {said(sentence, plan.sayings?.[index])}
          </p>
        ))}
      </Panel>
      {plan.findings.length > 0 && (
        <Panel title={words.findings}>
          <ul className="export-findings">
            {plan.findings.map(({ severity, sentence, saying }) => {
              const Icon = icons[severity];
              return (
                <li key={sentence} className={`export-finding export-finding-${severity}`}>
                  <Icon role="img" aria-label={words.severities[severity]} />
                  <span>{said(sentence, saying)}</span>
                </li>
              );
            })}
          </ul>
        </Panel>
      )}
    </>
  );
}

import { useEffect, useState } from 'react';
import type { HealthCheckValue } from '../../../../api/health.ts';
import { useStudio } from '../../../state/studio.ts';
import { useFailureTexts } from '../../../state/strings/failures/use-failure-texts.ts';
import { useLanguage, useWords } from '../../../state/strings/words.ts';
import { Button } from '../../../ui/Button.tsx';
import { StatusDot } from '../../../ui/StatusDot.tsx';
import { checkText } from '../check-text.ts';
import { modelWords } from '../strings.ts';

interface Examination {
  readonly checks: readonly HealthCheckValue[];
  readonly isRunning: boolean;
  /** Why the checks broke off, or null. */
  readonly failure: unknown;
}

const nothingYet: Examination = { checks: [], isRunning: true, failure: null };

/** What the product needs, looked at one thing after the other. */
export function Computer() {
  const words = useWords(modelWords);
  const language = useLanguage();
  const { sentenceOf } = useFailureTexts();
  const { checks, isRunning, failure, again } = useExamination();
  return (
    <div className="models-part" aria-busy={isRunning}>
      <ul className="checks" aria-live="polite">
        {checks.map((check) => {
          const { name, sentence, advice } = checkText(language, check);
          return (
            <li key={check.name} className="check">
              <StatusDot status={check.status} label={words.statuses[check.status]} />
              <div className="check-text">
                <span className="check-name">{name}</span>
                <span>{sentence}</span>
                {advice !== '' && <span className="check-advice">{advice}</span>}
              </div>
            </li>
          );
        })}
        {isRunning && (
          <li className="check">
            <StatusDot status="pending" label={words.looking} />
            <span className="models-quiet">{words.looking}</span>
          </li>
        )}
      </ul>
      {failure !== null && (
        <p className="models-problem" role="alert">
          {words.broken}: {sentenceOf(failure)}
        </p>
      )}
      <Button isDisabled={isRunning} onPress={again}>
        {words.again}
      </Button>
    </div>
  );
}

function useExamination(): Examination & { readonly again: () => void } {
  const { client } = useStudio();
  const [run, setRun] = useState(0);
  const [examination, setExamination] = useState(nothingYet);
  useEffect(() => {
    const controller = new AbortController();
    const examine = async () => {
      setExamination(nothingYet);
      for await (const check of client.health.examine({}, { signal: controller.signal })) {
        setExamination((before) => ({ ...before, checks: [...before.checks, check] }));
      }
      setExamination((before) => ({ ...before, isRunning: false }));
    };
    examine().catch((error: unknown) => {
      if (controller.signal.aborted) return;
      setExamination((before) => ({ ...before, isRunning: false, failure: error }));
    });
    return () => controller.abort();
  }, [client, run]);
  return { ...examination, again: () => setRun((before) => before + 1) };
}

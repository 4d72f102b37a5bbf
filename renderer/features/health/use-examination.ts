import { useCallback, useEffect, useState } from 'react';
import { useClient } from '../../state/client.ts';
import { sentenceOf } from '../../state/use-answer.ts';
import type { Examination } from './state.ts';

const nothingYet: Examination = { checks: [], isRunning: true, failure: null };

/** Runs the checks when the component appears; `again` runs them anew. */
export function useExamination(): Examination & { readonly again: () => void } {
  const client = useClient();
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
      setExamination((before) => ({ ...before, isRunning: false, failure: sentenceOf(error) }));
    });
    return () => controller.abort();
  }, [client, run]);
  const again = useCallback(() => setRun((before) => before + 1), []);
  return { ...examination, again };
}

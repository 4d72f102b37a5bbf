import { useEffect, useRef } from 'react';
import type { JobValue } from '../../../api/jobs.ts';
import { useJobs, useStudio, useStudioStore } from '../../state/studio.ts';
import { failureText } from '../../state/strings/failures/failure-text.ts';
import { useLanguage, useWords } from '../../state/strings/words.ts';
import { endedExports } from './job-order.ts';
import { jobWords } from './strings.ts';

/** Tells when an export has ended: on the page always, on the desktop when the page is not looked at and the user wants it. */
export function useExportEndings(): void {
  const words = useWords(jobWords);
  const language = useLanguage();
  const { client, notices, panels, host, settings } = useStudio();
  const jobs = useJobs((state) => state.jobs);
  const canNotify = useStudioStore(settings.store, ({ value }) => value.canNotify);
  const before = useRef<readonly JobValue[]>(jobs);
  useEffect(() => {
    const ended = endedExports(before.current, jobs);
    before.current = jobs;
    for (const job of ended) {
      const isGood = job.state === 'done';
      const sentence = isGood
        ? words.ready(nameOf(job))
        : words.exportFailed(job.failure === null ? '' : failureText(language, job.failure));
      const reveal = async () => {
        const { isShown } = await client.export.reveal({ jobId: job.jobId });
        if (!isShown) panels.open('jobs');
      };
      const action = isGood
        ? { label: words.reveal, run: () => void reveal().catch(notices.tellFailure) }
        : { label: words.showJobs, run: () => panels.open('jobs') };
      notices.tell(isGood ? 'good' : 'bad', sentence, action);
      // The desktop's shell has notifications of its own.
      if (canNotify && host.kind === 'web') notifyHidden(sentence);
    }
  }, [jobs, words, language, client, notices, panels, host, canNotify]);
}

function nameOf({ outputPath, subject }: JobValue): string {
  return outputPath?.split(/[\\/]/).pop() ?? subject;
}

function notifyHidden(sentence: string): void {
  if (!document.hidden || !('Notification' in window) || Notification.permission !== 'granted') return;
  new Notification('Facet', { body: sentence });
}

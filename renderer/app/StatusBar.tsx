import { useEffect, useState } from 'react';
import { settingsOf } from '../../core/project/document.ts';
import { mostWanted } from '../state/jobs-store.ts';
import { useJobs, useProject, useStudio } from '../state/studio.ts';
import { useFormat } from '../state/strings/format.ts';
import { useSaid } from '../state/strings/sayings/said.ts';
import { useStrings } from '../state/strings/use-strings.ts';
import { pictureFacts } from './picture-facts.ts';

/** What is going on and what the picture is. */
export function StatusBar() {
  const { statusBar, jobKinds } = useStrings();
  const job = useJobs(({ jobs }) => mostWanted(jobs));
  const said = useSaid();
  const sentence = useJobs(({ engine }) => (engine === null ? '' : said(engine.sentence, engine.saying)));
  const doing =
    job === null ? (sentence === '' ? statusBar.ready : sentence) : `${jobKinds[job.kind]} · ${job.subject}`;
  return (
    <footer className="status-bar" aria-label={statusBar.label}>
      <span className="status-doing" role="status">
        {doing}
      </span>
      <PictureFacts />
      <CacheSize />
    </footer>
  );
}

function PictureFacts() {
  const { statusBar } = useStrings();
  const format = useFormat();
  const picture = useProject(({ document }) => {
    const { videoAssetId } = settingsOf(document);
    return videoAssetId === null ? null : (document.assets[videoAssetId]?.summary.picture ?? null);
  });
  if (picture === null) return <span>{statusBar.noVideo}</span>;
  return <span className="numbers">{pictureFacts(picture, format, statusBar.variable).join(' · ')}</span>;
}

function CacheSize() {
  const { client } = useStudio();
  const { statusBar } = useStrings();
  const format = useFormat();
  const ended = useJobs(({ jobs }) => jobs.filter(({ endedMs }) => endedMs !== null).length);
  const [sizeBytes, setSizeBytes] = useState<number | null>(null);
  useEffect(() => {
    const controller = new AbortController();
    client.settings
      .measureCache({}, { signal: controller.signal })
      .then(({ sizeBytes: measured }) => setSizeBytes(measured))
      // Not worth a word: the number is a nicety and is asked for again after the next job.
      .catch(() => undefined);
    return () => controller.abort();
  }, [client, ended]);
  return (
    <span className="numbers status-cache">{sizeBytes === null ? '' : statusBar.cache(format.bytes(sizeBytes))}</span>
  );
}

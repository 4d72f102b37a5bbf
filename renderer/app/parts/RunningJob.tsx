import { mostWanted } from '../../state/jobs-store.ts';
import { useJobs, useStudio } from '../../state/studio.ts';
import { useFormat } from '../../state/strings/format.ts';
import { useStrings } from '../../state/strings/use-strings.ts';
import { ProgressBar } from '../../ui/ProgressBar.tsx';

/** The work that is under way, with its time left; pressing it shows all of it. */
export function RunningJob() {
  const { panels } = useStudio();
  const strings = useStrings();
  const format = useFormat();
  const jobs = useJobs((state) => state.jobs);
  const job = mostWanted(jobs);
  if (job === null) return null;
  const others = jobs.filter(({ state }) => state === 'queued' || state === 'running').length - 1;
  const { progress } = job;
  const name = strings.jobKinds[job.kind] ?? job.kind;
  return (
    <button type="button" className="running-job" title={job.subject} onClick={() => panels.open('jobs')}>
      <span className="running-job-name">{name}</span>
      <span className="running-job-bar">
        <ProgressBar label={`${name} ${job.subject}`} ratio={progress?.ratio ?? null} />
      </span>
      <span className="numbers running-job-percent">{progress === null ? '' : format.percent(progress.ratio)}</span>
      {typeof progress?.leftSec === 'number' && (
        <span className="numbers running-job-left">{strings.topBar.left(format.clock(progress.leftSec))}</span>
      )}
      {others > 0 && <span className="running-job-more">+{others}</span>}
    </button>
  );
}

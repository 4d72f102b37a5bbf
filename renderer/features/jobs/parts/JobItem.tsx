import { CircleAlert, CircleCheck, CircleSlash, Clock, LoaderCircle, Pause } from 'lucide-react';
import { useRef } from 'react';
import type { JobValue } from '../../../../api/jobs.ts';
import { useStudio } from '../../../state/studio.ts';
import { useFormat } from '../../../state/strings/format.ts';
import { useFailureTexts } from '../../../state/strings/failures/use-failure-texts.ts';
import { useSaid } from '../../../state/strings/sayings/said.ts';
import { useStrings } from '../../../state/strings/use-strings.ts';
import { useWords } from '../../../state/strings/words.ts';
import { Button } from '../../../ui/Button.tsx';
import { ProgressBar } from '../../../ui/ProgressBar.tsx';
import { commandsOf } from '../job-order.ts';
import { jobWords } from '../strings.ts';

const icons = {
  queued: Clock,
  running: LoaderCircle,
  paused: Pause,
  done: CircleCheck,
  failed: CircleAlert,
  cancelled: CircleSlash,
};

export function JobItem({ job }: { readonly job: JobValue }) {
  const words = useWords(jobWords);
  const strings = useStrings();
  const { failureText } = useFailureTexts();
  const { client, notices } = useStudio();
  const Icon = icons[job.state];
  const { jobId } = job;
  const isOpen = job.state === 'running' || job.state === 'paused' || job.state === 'queued';
  const kind = strings.jobKinds[job.kind] ?? job.kind;
  return (
    <li className={`job job-${job.state}`}>
      <div className="job-head">
        <Icon className="job-icon" role="img" aria-label={words.states[job.state]} />
        <span className="job-name">
          <span className="job-kind">{kind}</span>
          <span className="job-subject" title={job.subject}>
            {job.subject}
          </span>
        </span>
        <span className="job-state">{words.states[job.state]}</span>
      </div>
      {isOpen && <JobProgress job={job} label={`${kind} ${job.subject}`} />}
      {job.failure !== null && (
        <p className="job-failure" role="alert">
          {failureText(job.failure)} <span className="job-advice">{words.advice[job.failure.code] ?? ''}</span>
        </p>
      )}
      {job.state === 'done' && job.outputPath !== null && <JobOutput job={job} path={job.outputPath} />}
      <div className="job-commands">
        {commandsOf(job).map((command) => (
          <Button
            key={command}
            size="small"
            onPress={() => void client.jobs[command]({ jobId }).catch(notices.tellFailure)}
          >
            {words[command]}
          </Button>
        ))}
      </div>
      {job.notices.length > 0 && <JobLog job={job} />}
    </li>
  );
}

function JobProgress({ job, label }: { readonly job: JobValue; readonly label: string }) {
  const words = useWords(jobWords);
  const format = useFormat();
  const { progress } = job;
  const facts =
    progress === null
      ? []
      : [
          words.phases[progress.phase],
          `${format.number(progress.doneFrames)} / ${format.number(progress.totalFrames)}`,
          ...(progress.framesPerSec === null
            ? []
            : [words.framesPerSec(format.number(progress.framesPerSec, progress.framesPerSec < 10 ? 1 : 0))]),
          words.elapsed(format.clock(progress.elapsedSec)),
        ];
  return (
    <>
      <ProgressBar label={label} ratio={progress === null ? (job.state === 'running' ? null : 0) : progress.ratio} />
      <div className="job-facts numbers">
        <span>{facts.join(' · ')}</span>
        {progress !== null && (
          <span className="job-left">
            {format.percent(progress.ratio)}
            {progress.leftSec !== null && job.state === 'running' && ` · ${words.left(format.clock(progress.leftSec))}`}
          </span>
        )}
      </div>
    </>
  );
}

function JobOutput({ job, path }: { readonly job: JobValue; readonly path: string }) {
  const words = useWords(jobWords);
  const format = useFormat();
  const { client, notices } = useStudio();
  const text = useRef<HTMLElement>(null);
  const copy = useCopy(text);
  const reveal = async () => {
    const { isShown } = await client.export.reveal({ jobId: job.jobId });
    if (!isShown) notices.tell('info', words.cannotReveal);
  };
  const tookSec = job.endedMs === null ? null : (job.endedMs - job.createdMs) / 1000;
  const facts = [
    ...(job.outputBytes === null ? [] : [format.bytes(job.outputBytes)]),
    ...(tookSec === null ? [] : [words.took(format.clock(tookSec))]),
  ];
  return (
    <div className="job-output">
      <code ref={text} className="job-path">
        {path}
      </code>
      <span className="job-facts numbers">{facts.join(' · ')}</span>
      <div className="job-commands">
        <Button size="small" onPress={() => void reveal().catch(notices.tellFailure)}>
          {words.reveal}
        </Button>
        <Button size="small" variant="quiet" onPress={() => copy(path)}>
          {words.copyPath}
        </Button>
      </div>
    </div>
  );
}

/** What the job said on its way, with the encoder's exact commands. */
function JobLog({ job }: { readonly job: JobValue }) {
  const words = useWords(jobWords);
  const said = useSaid();
  const text = useRef<HTMLPreElement>(null);
  const log = job.notices
    .map((notice) => (typeof notice === 'string' ? notice : said(notice.sentence, notice.saying)))
    .join('\n');
  const copy = useCopy(text);
  return (
    <details className="job-log">
      <summary>{words.log}</summary>
      <pre ref={text} className="job-log-text scrolling" tabIndex={0}>
        {log}
      </pre>
      <Button size="small" variant="quiet" onPress={() => copy(log)}>
        {words.copyLog}
      </Button>
    </details>
  );
}

/** Copies a text; where the page may not, selects it so that the keyboard can. */
function useCopy(place: { readonly current: HTMLElement | null }): (text: string) => void {
  const words = useWords(jobWords);
  const { notices } = useStudio();
  const select = () => {
    const selection = window.getSelection();
    if (place.current === null || selection === null) return;
    selection.selectAllChildren(place.current);
    notices.tell('info', words.copyFailed);
  };
  return (text) => {
    // Only pages of a secure address have a clipboard.
    const { clipboard } = navigator as { readonly clipboard?: Clipboard };
    if (clipboard === undefined) return select();
    clipboard.writeText(text).then(() => notices.tell('good', words.copied), select);
  };
}

import { ListChecks } from 'lucide-react';
import { useJobs, useStudio } from '../../state/studio.ts';
import { useWords } from '../../state/strings/words.ts';
import { Button } from '../../ui/Button.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Sheet } from '../../ui/Sheet.tsx';
import { jobsInOrder } from './job-order.ts';
import { JobItem } from './parts/JobItem.tsx';
import { jobWords } from './strings.ts';
import { useExportEndings } from './use-export-endings.ts';
import './jobs.css';

interface JobsPanelProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** All work of this run. It listens for exports that end also while it is closed. */
export function JobsPanel({ isOpen, onClose }: JobsPanelProps) {
  const words = useWords(jobWords);
  const { client, notices } = useStudio();
  const jobs = useJobs((state) => state.jobs);
  useExportEndings();
  const hasEnded = jobs.some(({ endedMs }) => endedMs !== null);
  return (
    <Sheet
      isOpen={isOpen}
      onClose={onClose}
      title={words.title}
      footer={
        <Button isDisabled={!hasEnded} onPress={() => void client.jobs.clearEnded({}).catch(notices.tellFailure)}>
          {words.clear}
        </Button>
      }
    >
      {jobs.length === 0 ? (
        <EmptyState icon={ListChecks} title={words.none} sentence={words.noneSentence} />
      ) : (
        <ul className="jobs">
          {jobsInOrder(jobs).map((job) => (
            <JobItem key={job.jobId} job={job} />
          ))}
        </ul>
      )}
    </Sheet>
  );
}

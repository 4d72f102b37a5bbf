import { Progress } from 'radix-ui';

interface ProgressBarProps {
  readonly label: string;
  /** Share in [0, 1]; null while it is not known. Other numbers are shown as the nearest end. */
  readonly ratio: number | null;
}

export function ProgressBar({ label, ratio }: ProgressBarProps) {
  const percent = ratio === null ? null : Math.round(Math.min(Math.max(ratio, 0), 1) * 100);
  return (
    <Progress.Root className="progress" aria-label={label} value={percent}>
      <Progress.Indicator
        className={percent === null ? 'progress-bar progress-bar-unknown' : 'progress-bar'}
        style={percent === null ? undefined : { width: `${percent}%` }}
      />
    </Progress.Root>
  );
}

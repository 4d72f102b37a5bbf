import type { HealthCheckValue } from '../../../api/health.ts';
import { Button } from '../../ui/Button.tsx';
import { StatusDot } from '../../ui/StatusDot.tsx';
import './health.css';
import type { Examination } from './state.ts';

interface HealthPanelProps extends Examination {
  readonly again: () => void;
}

export function HealthPanel({ checks, isRunning, failure, again }: HealthPanelProps) {
  return (
    <section className="health" aria-labelledby="health-heading" aria-busy={isRunning}>
      <div className="health-head">
        <h2 id="health-heading" className="heading">
          This computer
        </h2>
        <Button onPress={again} isDisabled={isRunning}>
          Look again
        </Button>
      </div>
      <ul className="health-list" aria-live="polite">
        {checks.map((check) => (
          <CheckRow key={check.name} check={check} />
        ))}
        {isRunning && (
          <li className="health-check health-pending">
            <StatusDot status="pending" />
            <span>Looking…</span>
          </li>
        )}
      </ul>
      {failure !== null && <p className="health-failure">{failure}</p>}
    </section>
  );
}

function CheckRow({ check }: { readonly check: HealthCheckValue }) {
  return (
    <li className="health-check">
      <StatusDot status={check.status} />
      <div>
        <div className="health-name">{check.name}</div>
        <div className="health-sentence">{check.sentence}</div>
        {check.advice !== '' && <div className={`health-advice health-advice-${check.status}`}>{check.advice}</div>}
      </div>
    </li>
  );
}

import { useJobs, useStudio } from '../../state/studio.ts';
import { useFormat } from '../../state/strings/format.ts';
import { useSaid } from '../../state/strings/sayings/said.ts';
import { useStrings } from '../../state/strings/use-strings.ts';
import { StatusDot } from '../../ui/StatusDot.tsx';
import { Tooltip } from '../../ui/Tooltip.tsx';

const dots = { starting: 'pending', ready: 'ok', restarting: 'warning', failed: 'missing' } as const;

/** What computes, and how fast it does right now. */
export function EngineChip() {
  const { panels } = useStudio();
  const { topBar } = useStrings();
  const format = useFormat();
  const said = useSaid();
  const engine = useJobs((state) => state.engine);
  const framesPerSec = useJobs(
    ({ jobs }) => jobs.find(({ state }) => state === 'running')?.progress?.framesPerSec ?? null,
  );
  const state = engine?.state ?? 'starting';
  const provider = engine?.executionProvider ?? '';
  const name = state === 'ready' && provider !== '' ? provider.toUpperCase() : topBar.engineStates[state];
  return (
    <Tooltip label={engine?.sentence !== '' && engine !== null ? said(engine.sentence, engine.saying) : topBar.engine}>
      <button type="button" className="engine-chip" onClick={() => panels.open('models')}>
        <StatusDot status={dots[state]} label={topBar.engineStates[state]} />
        {name}
        {framesPerSec !== null && (
          <span className="engine-speed numbers">{topBar.framesPerSec(format.number(framesPerSec))}</span>
        )}
      </button>
    </Tooltip>
  );
}

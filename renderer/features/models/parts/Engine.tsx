import { useJobs, useStudio, useStudioStore } from '../../../state/studio.ts';
import { useFormat } from '../../../state/strings/format.ts';
import { useSaid } from '../../../state/strings/sayings/said.ts';
import { useWords } from '../../../state/strings/words.ts';
import { Select } from '../../../ui/Select.tsx';
import { StatusDot } from '../../../ui/StatusDot.tsx';
import { modelWords } from '../strings.ts';

const dots = { starting: 'pending', ready: 'ok', restarting: 'pending', failed: 'missing' } as const;

/** The process that computes: how it is, and where it runs. */
export function Engine() {
  const words = useWords(modelWords);
  const format = useFormat();
  const said = useSaid();
  const { settings, notices } = useStudio();
  const engine = useJobs((state) => state.engine);
  const provider = useStudioStore(settings.store, ({ value }) => value.executionProvider);
  const names = Object.keys(words.providers);
  const options = (names.includes(provider) ? names : [...names, provider]).map((value) => ({
    value,
    label: words.providers[value] ?? value,
  }));
  return (
    <div className="models-part">
      {engine === null ? (
        <p className="models-quiet">{words.looking}</p>
      ) : (
        <>
          <dl className="models-facts">
            <dt>{words.state}</dt>
            <dd>
              <StatusDot status={dots[engine.state]} label={words.states[engine.state]} /> {words.states[engine.state]}
            </dd>
            <dt>{words.runsOn}</dt>
            <dd>{words.providers[engine.executionProvider] ?? engine.executionProvider}</dd>
            {engine.networks && (
              <>
                <dt>{words.networksRunOn(engine.networks.packId)}</dt>
                <dd>{words.providers[engine.networks.executionProvider] ?? engine.networks.executionProvider}</dd>
              </>
            )}
            <dt>{words.mediaRunner}</dt>
            <dd>{engine.mediaRunner}</dd>
            <dt>{words.restarts}</dt>
            <dd className="numbers">{format.number(engine.restarts)}</dd>
          </dl>
          {engine.sentence !== '' && (
            <p className={engine.state === 'failed' ? 'models-problem' : 'models-quiet'}>
              {said(engine.sentence, engine.saying)}
            </p>
          )}
        </>
      )}
      <Select
        label={words.provider}
        value={provider}
        options={options}
        onChange={(executionProvider) => void settings.write({ executionProvider }).catch(notices.tellFailure)}
      />
      <p className="field-hint">{words.providerHint}</p>
    </div>
  );
}

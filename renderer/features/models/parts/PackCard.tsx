import { useState } from 'react';
import type { ModelPackValue } from '../../../../api/models.ts';
import type { StudioClient } from '../../../state/client.ts';
import { useStudio } from '../../../state/studio.ts';
import { useFailureTexts } from '../../../state/strings/failures/use-failure-texts.ts';
import { useFormat } from '../../../state/strings/format.ts';
import { packWords } from '../../../state/strings/pack-words.ts';
import { useWords } from '../../../state/strings/words.ts';
import { Button } from '../../../ui/Button.tsx';
import { ConfirmDialog } from '../../../ui/ConfirmDialog.tsx';
import { modelWords } from '../strings.ts';

type Verified = Awaited<ReturnType<StudioClient['models']['verify']>>;

/** A check of a pack's files against their sums. */
type Check =
  | { readonly state: 'none' | 'running' }
  | { readonly state: 'known'; readonly value: Verified }
  | { readonly state: 'failed'; readonly error: unknown };

/** A pack: what it is for, under which licence, whether it is whole, and what can be done with it. */
export function PackCard({ pack }: { readonly pack: ModelPackValue }) {
  const words = useWords(modelWords);
  const { kinds, goodAt } = useWords(packWords);
  const format = useFormat();
  const { client } = useStudio();
  const [check, setCheck] = useState<Check>({ state: 'none' });
  const absent = pack.files.filter(({ sizeBytes }) => sizeBytes === null).length;
  const bytes = pack.files.reduce((sum, { sizeBytes }) => sum + (sizeBytes ?? 0), 0);
  const facts = [
    words.version(pack.version),
    pack.isBuiltIn ? words.builtIn : words.own,
    ...(pack.precision === null ? [] : [words.precisions[pack.precision] ?? pack.precision]),
    ...(absent > 0 ? [] : [format.bytes(bytes)]),
  ];
  // The name of a licence may be followed by what it is the licence of.
  const licenceId = /^[\w.-]*/.exec(pack.licence)?.[0] ?? '';
  const demand = words.demands[licenceId];
  const verify = () => {
    setCheck({ state: 'running' });
    client.models.verify({ packId: pack.id }).then(
      (value) => setCheck({ state: 'known', value }),
      (error: unknown) => setCheck({ state: 'failed', error }),
    );
  };
  return (
    <article className="pack" aria-label={pack.id}>
      <header className="pack-head">
        <h3 className="pack-name">{kinds[pack.kind]}</h3>
        <span className="models-quiet">{pack.id}</span>
        <span className={absent > 0 ? 'models-problem' : 'models-quiet numbers'}>
          {absent > 0 ? words.incomplete(absent, pack.files.length) : facts.join(' · ')}
        </span>
      </header>
      <p>{goodAt[pack.kind]}</p>
      <p className="models-quiet">
        {words.licence}: <span title={pack.licence}>{demand === undefined ? pack.licence : licenceId}</span> –{' '}
        {demand ?? words.demandsUnknown}
      </p>
      <PackFiles pack={pack} verified={check.state === 'known' ? check.value : null} />
      <CheckResult check={check} />
      <div className="pack-commands">
        <Button size="small" isDisabled={check.state === 'running'} onPress={verify}>
          {check.state === 'running' ? words.checking : words.check}
        </Button>
        {!pack.isBuiltIn && <RemovePack pack={pack} bytes={bytes} />}
      </div>
    </article>
  );
}

function PackFiles({ pack, verified }: { readonly pack: ModelPackValue; readonly verified: Verified | null }) {
  const words = useWords(modelWords);
  const format = useFormat();
  const problemOf = (name: string) => verified?.files.find((file) => file.name === name)?.problem ?? '';
  // What was found is shown without another press.
  const hasProblem = verified !== null && verified.state !== 'verified';
  return (
    <details key={String(hasProblem)} open={hasProblem}>
      <summary>{words.files(pack.files.length)}</summary>
      <ul className="pack-files">
        {pack.files.map(({ name, sizeBytes }) => (
          <li key={name} className="pack-file">
            <span className="pack-file-name">{name}</span>
            {problemOf(name) !== '' ? (
              <span className="models-problem">{words.notIntact}</span>
            ) : (
              <span className={sizeBytes === null ? 'models-problem' : 'models-quiet numbers'}>
                {verified !== null && sizeBytes !== null && <span className="models-good">{words.intactFile}</span>}
                {sizeBytes === null ? words.absent : format.bytes(sizeBytes)}
              </span>
            )}
          </li>
        ))}
      </ul>
    </details>
  );
}

/** How the files compare with the manifest, in one sentence. */
function CheckResult({ check }: { readonly check: Check }) {
  const words = useWords(modelWords);
  const { sentenceOf } = useFailureTexts();
  if (check.state === 'failed')
    return (
      <p className="models-problem" role="alert">
        {sentenceOf(check.error)}
      </p>
    );
  if (check.state !== 'known') return null;
  const { state } = check.value;
  return (
    <p className={state === 'verified' ? 'models-good' : 'models-problem'} role="status">
      {words.checked[state]}
    </p>
  );
}

/** Takes a pack of the user's from the disk, after saying what is lost. */
function RemovePack({ pack, bytes }: { readonly pack: ModelPackValue; readonly bytes: number }) {
  const words = useWords(modelWords);
  const format = useFormat();
  const { client, packs, notices } = useStudio();
  const [isAsking, setAsking] = useState(false);
  const remove = async () => {
    await client.models.remove({ packId: pack.id });
    await packs.read();
    notices.tell('good', words.removed(pack.id));
  };
  return (
    <>
      <Button size="small" variant="quiet" onPress={() => setAsking(true)}>
        {words.remove}
      </Button>
      <ConfirmDialog
        isOpen={isAsking}
        title={words.removeTitle(pack.id)}
        sentence={words.removeSentence(format.bytes(bytes))}
        confirmLabel={words.removeNow}
        isDanger
        onConfirm={() => void remove().catch(notices.tellFailure)}
        onClose={() => setAsking(false)}
      />
    </>
  );
}

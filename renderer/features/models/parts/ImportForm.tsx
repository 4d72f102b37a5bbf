import { Check, Minus } from 'lucide-react';
import { useCallback, useState } from 'react';
import { packPrecisions } from '../../../../core/ports/pack-import.ts';
import type { PackPrecision } from '../../../../core/ports/pack-import.ts';
import type { PackImportWish } from '../../../state/pack-import-store.ts';
import { usePacks, useStudio } from '../../../state/studio.ts';
import { useFormat } from '../../../state/strings/format.ts';
import { useWords } from '../../../state/strings/words.ts';
import { useAnswer } from '../../../state/use-answer.ts';
import { Button } from '../../../ui/Button.tsx';
import { TextField } from '../../../ui/TextField.tsx';
import { expectedFiles, packNameState, usualPackName } from '../import-form.ts';
import { importWords } from '../import-words.ts';

/** Which files, under which name, how precise. */
export function ImportForm({ last }: { readonly last: PackImportWish | null }) {
  const words = useWords(importWords);
  const { files, notices, packImport } = useStudio();
  const packs = usePacks((state) => state.packs);
  const [folder, setFolder] = useState(last?.folder ?? '');
  const [name, setName] = useState(last?.packId ?? usualPackName);
  const [precision, setPrecision] = useState<PackPrecision>(last?.precision ?? 'fp32');
  const nameState = packNameState(name, packs);
  const problem = nameState === 'malformed' || nameState === 'reserved' ? words.nameProblems[nameState] : null;
  const replaces = nameState === 'replaces';
  const choose = async () => {
    const [chosen] = await files.choose('checkpoints', null);
    if (chosen !== undefined) setFolder(chosen);
  };
  const begin = () => void packImport.begin({ folder: folder.trim(), packId: name, precision, canReplace: replaces });
  return (
    <div className="import">
      {last !== null && <p role="status">{words.cancelled}</p>}
      <p className="models-quiet">{words.source}</p>
      <TextField
        label={words.folder}
        value={folder}
        placeholder={words.folderPlaceholder}
        onChange={setFolder}
        trailing={<Button onPress={() => void choose().catch(notices.tellFailure)}>{words.choose}</Button>}
      />
      <ExpectedFiles folder={folder.trim()} />
      <TextField
        label={words.name}
        value={name}
        onChange={setName}
        problem={problem}
        hint={replaces ? words.replaces : undefined}
      />
      <Precision value={precision} onChange={setPrecision} />
      <div className="import-foot">
        <Button variant="primary" isDisabled={folder.trim() === '' || problem !== null} onPress={begin}>
          {replaces ? words.replace : words.begin}
        </Button>
      </div>
    </div>
  );
}

/** The four files, and whether they lie in the chosen folder. */
function ExpectedFiles({ folder }: { readonly folder: string }) {
  const words = useWords(importWords);
  const format = useFormat();
  const { client } = useStudio();
  const answer = useAnswer(
    useCallback(
      async (signal: AbortSignal) =>
        folder === '' ? [] : (await client.files.listFolder({ folder }, { signal })).entries,
      [client, folder],
    ),
  );
  const isKnown = answer.state === 'known' && folder !== '';
  const list = expectedFiles(answer.state === 'known' ? answer.value : []);
  const noteOf = (sizeBytes: number | null) => {
    if (sizeBytes !== null) return words.there(format.bytes(sizeBytes));
    return isKnown ? words.notThere : '';
  };
  return (
    <div className="import-files">
      <ul className="pack-files" aria-label={words.files}>
        {list.map(({ file, sizeBytes }) => (
          <li key={file} className="import-file" data-there={sizeBytes !== null || undefined}>
            {sizeBytes === null ? <Minus aria-hidden="true" /> : <Check aria-hidden="true" />}
            <code className="pack-file-name">{file}</code>
            <span className={isKnown && sizeBytes === null ? 'models-problem' : 'models-quiet numbers'}>
              {noteOf(sizeBytes)}
            </span>
          </li>
        ))}
      </ul>
      {answer.state === 'failed' && (
        <p className="models-problem" role="alert">
          {answer.sentence}
        </p>
      )}
    </div>
  );
}

interface PrecisionProps {
  readonly value: PackPrecision;
  readonly onChange: (value: PackPrecision) => void;
}

function Precision({ value, onChange }: PrecisionProps) {
  const words = useWords(importWords);
  return (
    <fieldset className="cards">
      <legend className="field-label">{words.precision}</legend>
      {packPrecisions.map((precision) => (
        <label key={precision} className="card" data-chosen={precision === value || undefined}>
          <input
            type="radio"
            name="precision"
            className="card-radio"
            checked={precision === value}
            onChange={() => onChange(precision)}
          />
          <span className="card-name">{words.precisions[precision]}</span>
          <span className="card-meaning">{words.precisionMeanings[precision]}</span>
        </label>
      ))}
    </fieldset>
  );
}

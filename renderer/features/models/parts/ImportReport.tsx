import { settingsOf } from '../../../../core/project/document.ts';
import type { PackImportResult } from '../../../state/pack-import-store.ts';
import { useProject, useStudio } from '../../../state/studio.ts';
import { useFormat } from '../../../state/strings/format.ts';
import { packWords } from '../../../state/strings/pack-words.ts';
import { useWords } from '../../../state/strings/words.ts';
import { Button } from '../../../ui/Button.tsx';
import { importWords } from '../import-words.ts';

interface ImportReportProps {
  readonly report: PackImportResult;
  readonly onClose: () => void;
}

/** What was made of which file. */
export function ImportReport({ report, onClose }: ImportReportProps) {
  const words = useWords(importWords);
  const format = useFormat();
  const { packId, networks, notes, bytes, elapsedSec, peakMemoryBytes } = report;
  return (
    <div className="import">
      <p>
        {words.doneSentence(format.bytes(bytes), format.clock(Math.max(1, elapsedSec)), format.bytes(peakMemoryBytes))}
      </p>
      <table className="import-report numbers">
        <thead>
          <tr>
            <th scope="col">{words.network}</th>
            <th scope="col">{words.used}</th>
            <th scope="col">{words.dropped}</th>
            <th scope="col">{words.size}</th>
          </tr>
        </thead>
        <tbody>
          {networks.map(({ network, file, usedTensors, droppedTensors, bytes: size, sha256 }) => (
            <tr key={network}>
              <th scope="row">
                {words.networks[network] ?? network}
                <code className="import-source" title={`sha256 ${sha256}`}>
                  {file}
                </code>
              </th>
              <td>{format.number(usedTensors)}</td>
              <td>{format.number(droppedTensors)}</td>
              <td>{format.bytes(size)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {notes.length > 0 && (
        <ul className="import-notes" aria-label={words.notes}>
          {notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
      <p className="models-quiet">{words.droppedHint}</p>
      <div className="import-foot">
        <UseHere packId={packId} onClose={onClose} />
        <Button variant="primary" onPress={onClose}>
          {words.finish}
        </Button>
      </div>
    </div>
  );
}

/** The way from a new pack to its use; only while a project that can be changed is open. */
function UseHere({ packId, onClose }: { readonly packId: string; readonly onClose: () => void }) {
  const words = useWords(importWords);
  const { chosenStep } = useWords(packWords);
  const { project, notices } = useStudio();
  const settings = useProject(({ state, mode, document }) =>
    state === 'open' && mode === 'editing' ? settingsOf(document) : null,
  );
  if (settings === null || settings.packId === packId) return null;
  const choose = () => {
    const after = { ...settings, packId };
    project.applyWishes(chosenStep, [{ collection: 'settings', id: 'project', after }]).catch(notices.tellFailure);
    onClose();
  };
  return <Button onPress={choose}>{words.useHere}</Button>;
}

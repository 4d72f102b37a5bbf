import { useProject } from '../../../state/studio.ts';
import { useWords } from '../../../state/strings/words.ts';
import { Button } from '../../../ui/Button.tsx';
import { factorWords } from '../strings.ts';
import { useEditCommands } from '../use-edit-commands.ts';
import type { Inspected } from '../use-inspected.ts';

/** Why edits would not be seen: locked face, read-only project. */
export function FaceState({ inspected }: { readonly inspected: Inspected }) {
  const words = useWords(factorWords);
  const commands = useEditCommands();
  const record = useProject(({ document }) => document.faces[String(inspected.faceNumber)] ?? null);
  if (!commands.canEdit) return <p className="inspector-note">{words.readOnly}</p>;
  if (record === null || !record.isLocked) return null;
  const unlock = () =>
    commands.apply(words.unlockStep, [
      { collection: 'faces', id: String(record.faceNumber), after: { ...record, isLocked: false } },
    ]);
  return (
    <p className="inspector-note inspector-note-row">
      {words.locked}
      <Button size="small" onPress={unlock}>
        {words.unlock}
      </Button>
    </p>
  );
}

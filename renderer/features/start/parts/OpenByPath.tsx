import { useState } from 'react';
import { useWords } from '../../../state/strings/words.ts';
import { Button } from '../../../ui/Button.tsx';
import { TextField } from '../../../ui/TextField.tsx';
import { startWords } from '../strings.ts';

/** For hosts without the system's dialogs: the path of a project on the host. */
export function OpenByPath({ onOpen }: { readonly onOpen: (path: string) => void }) {
  const words = useWords(startWords);
  const [path, setPath] = useState('');
  const open = () => path.trim() !== '' && onOpen(path.trim());
  return (
    <form
      className="start-path"
      onSubmit={(event) => {
        event.preventDefault();
        open();
      }}
    >
      <TextField label={words.typedPath} value={path} onChange={setPath} placeholder="/…/project.facet" autoFocus />
      <Button onPress={open}>{words.openPath}</Button>
    </form>
  );
}

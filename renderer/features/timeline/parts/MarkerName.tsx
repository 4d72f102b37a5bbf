import { useState } from 'react';
import type { Marker } from '../../../../core/project/records.ts';
import { useStrings } from '../../../state/strings/use-strings.ts';
import { useWords } from '../../../state/strings/words.ts';
import { Button } from '../../../ui/Button.tsx';
import { Dialog } from '../../../ui/Dialog.tsx';
import { TextField } from '../../../ui/TextField.tsx';
import { timelineWords } from '../strings.ts';
import { useCommit } from '../use-commit.ts';

/** Asks for the name of a marker. */
export function MarkerName({ marker, onClose }: { readonly marker: Marker; readonly onClose: () => void }) {
  const words = useWords(timelineWords);
  const { ui } = useStrings();
  const commit = useCommit();
  const [label, setLabel] = useState(marker.label);
  const save = () => {
    if (label.trim() !== '' && label !== marker.label) {
      const after = { ...marker, label: label.trim() };
      commit(words.steps.renameMarker, [{ collection: 'markers', id: marker.markerId, after }]);
    }
    onClose();
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      size="small"
      title={words.renameMarker}
      footer={
        <>
          <Button onPress={onClose}>{ui.cancel}</Button>
          <Button variant="primary" onPress={save}>
            {words.steps.renameMarker}
          </Button>
        </>
      }
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        <TextField label={words.renameMarker} isLabelHidden value={label} onChange={setLabel} autoFocus />
      </form>
    </Dialog>
  );
}

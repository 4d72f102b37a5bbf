import { useProject, useAction, useStudio } from '../state/studio.ts';
import { useStrings } from '../state/strings/use-strings.ts';

/** What can be done anywhere in the page. */
export function useGlobalActions(): void {
  const { project, notices } = useStudio();
  const strings = useStrings();
  const isOpen = useProject((view) => view.state === 'open');
  const isEditable = useProject((view) => view.state === 'open' && view.mode === 'editing');
  const hasUndo = useProject((view) => view.undoLabel !== null);
  const hasRedo = useProject((view) => view.redoLabel !== null);
  useAction('undo', () => void project.undo().catch(notices.tellFailure), isEditable && hasUndo);
  useAction('redo', () => void project.redo().catch(notices.tellFailure), isEditable && hasRedo);
  useAction('closeProject', () => project.leave(), isOpen);
  useAction('saveNow', () => notices.tell('info', strings.topBar.everySaved), isOpen);
}

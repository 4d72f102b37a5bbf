import { useProject, useAction, useStudio } from '../state/studio.ts';
import { useStrings } from '../state/strings/use-strings.ts';

/** What can be done anywhere in the page. */
export function useGlobalActions(): void {
  const { project, notices, client, files } = useStudio();
  const strings = useStrings();
  const isOpen = useProject((view) => view.state === 'open');
  const isEditable = useProject((view) => view.state === 'open' && view.mode === 'editing');
  const hasUndo = useProject((view) => view.undoLabel !== null);
  const hasRedo = useProject((view) => view.redoLabel !== null);
  useAction('undo', () => void project.undo().catch(notices.tellFailure), isEditable && hasUndo);
  useAction('redo', () => void project.redo().catch(notices.tellFailure), isEditable && hasRedo);
  useAction('closeProject', () => project.leave(), isOpen);
  useAction('saveNow', () => notices.tell('info', strings.topBar.everySaved), isOpen);
  // On the start screen that screen does these two, with its buttons at rest meanwhile.
  useAction('newProject', () => void createProject().catch(notices.tellFailure), isOpen);
  useAction('openProject', () => void openProject().catch(notices.tellFailure), isOpen);

  async function createProject(): Promise<void> {
    const { projectId } = await client.project.create({ name: strings.untitled, path: null });
    await project.enter(projectId);
  }
  async function openProject(): Promise<void> {
    const paths = await files.choose('project');
    if (paths.length > 0) await project.open(paths[0]);
  }
}

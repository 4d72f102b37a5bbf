import type { FactorEdit } from '../../../core/edit/factor-edit.ts';
import type { RecordWish } from '../../../core/project/record-change.ts';
import { newId } from '../../state/ids.ts';
import { useProject, useStudio } from '../../state/studio.ts';
import { topPosition, wishFor } from './edit-place.ts';

/** Changes of edits as steps of the history. */
export interface EditCommands {
  /** False in a project that can only be read. */
  readonly canEdit: boolean;
  apply(label: string, wishes: readonly RecordWish[], gestureId?: string | null): void;
  /** Makes edits be as given. */
  write(label: string, edits: readonly FactorEdit[], gestureId?: string | null): void;
  newEditId(): string;
  /** A place above every edit of the project. */
  nextPosition(): number;
}

export function useEditCommands(): EditCommands {
  const { project, notices } = useStudio();
  const canEdit = useProject(({ mode }) => mode === 'editing');
  const apply: EditCommands['apply'] = (label, wishes, gestureId = null) => {
    if (canEdit && wishes.length > 0) project.applyWishes(label, wishes, gestureId).catch(notices.tellFailure);
  };
  return {
    canEdit,
    apply,
    write: (label, edits, gestureId = null) => apply(label, edits.map(wishFor), gestureId),
    newEditId: () => newId('edit'),
    nextPosition: () => topPosition(Object.values(project.store.getState().document.edits)),
  };
}

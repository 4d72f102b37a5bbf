import { StudioError } from '../../core/errors.ts';
import { isDeepEqual } from '../../core/project/deep-equal.ts';
import { applyChanges } from '../../core/project/document.ts';
import { recordIdOf, type ProjectDocument } from '../../core/project/records.ts';
import { recordChangeSchema, type RecordChange } from '../../core/project/record-change.ts';

/**
 * Checks changes against the records that they claim to change. Changes of nothing are left out.
 *
 * @throws 'project.invalid-change' when a record is not as its schema says, or was not what the change says it was
 */
export function checkChanges(document: ProjectDocument, changes: readonly RecordChange[]): readonly RecordChange[] {
  const checked: RecordChange[] = [];
  for (const change of changes) {
    const result = recordChangeSchema.safeParse(change);
    if (!result.success) {
      const [issue] = result.error.issues;
      throw refused(
        'a value in it is not one that a project can hold',
        change,
        `${issue?.path.join('.')}: ${issue?.message}`,
      );
    }
    const { collection, id, before, after } = result.data as RecordChange;
    if (after !== null && recordIdOf(collection, after) !== id) throw refused('a record has another id', change);
    if (id === '__proto__') throw refused('a record cannot have this id', change);
    if (collection === 'settings' && after === null) throw refused('a project cannot be without settings', change);
    if (!isDeepEqual(before, after)) checked.push(result.data as RecordChange);
  }
  if (doChangesFit(document, checked)) return checked;
  throw new StudioError(
    'project.invalid-change',
    'The change was refused: what it changes is not as it was any more. Try again.',
  );
}

/** True when every change finds the record that it says was there. */
export function doChangesFit(document: ProjectDocument, changes: readonly RecordChange[]): boolean {
  let reached = document;
  for (const change of changes) {
    const records: Readonly<Record<string, unknown>> = reached[change.collection];
    if (!isDeepEqual(Object.hasOwn(records, change.id) ? records[change.id] : null, change.before)) return false;
    reached = applyChanges(reached, [change]);
  }
  return true;
}

function refused(reason: string, { collection, id }: RecordChange, detail = ''): StudioError {
  return new StudioError('project.invalid-change', `The change was refused: ${reason}.`, {
    collection: String(collection),
    id: String(id),
    detail,
  });
}

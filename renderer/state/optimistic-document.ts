import type { RecordChange, RecordWish } from '../../core/project/record-change.ts';
import type { ProjectDocument } from '../../core/project/records.ts';

/** A document without a record. */
export const emptyDocument: ProjectDocument = {
  settings: {},
  assets: {},
  lines: {},
  edits: {},
  faces: {},
  markers: {},
};

/** The document with each record as it is wished or as it became; collections without a change keep their identity. */
export function withRecords(
  document: ProjectDocument,
  records: readonly (RecordWish | RecordChange)[],
): ProjectDocument {
  const changed: Record<string, Record<string, unknown>> = {};
  for (const { collection, id, after } of records) {
    changed[collection] ??= { ...document[collection] };
    if (after === null) delete changed[collection][id];
    else changed[collection][id] = after;
  }
  return { ...document, ...changed } as ProjectDocument;
}

/** Later wishes for a record take the place of earlier ones; the order of first mention stays. */
export function mergeWishes(earlier: readonly RecordWish[], later: readonly RecordWish[]): RecordWish[] {
  const byRecord = new Map<string, RecordWish>();
  for (const wish of [...earlier, ...later]) byRecord.set(`${wish.collection}/${wish.id}`, wish);
  return [...byRecord.values()];
}

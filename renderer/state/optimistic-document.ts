import { applyChanges } from '../../core/project/document.ts';
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

/** The document with each record as it is wished; collections without a wish keep their identity. */
export function withWishes(document: ProjectDocument, wishes: readonly RecordWish[]): ProjectDocument {
  // What was there before does not matter for the way forward.
  const changes = wishes.map((wish) => ({ ...wish, before: null }) as RecordChange);
  return applyChanges(document, changes);
}

/** Later wishes for a record take the place of earlier ones; the order of first mention stays. */
export function mergeWishes(earlier: readonly RecordWish[], later: readonly RecordWish[]): RecordWish[] {
  const byRecord = new Map<string, RecordWish>();
  for (const wish of [...earlier, ...later]) byRecord.set(`${wish.collection}/${wish.id}`, wish);
  return [...byRecord.values()];
}

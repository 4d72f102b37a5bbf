import { isDeepEqual } from './deep-equal.ts';
import { collectionNames, type CollectionName, type ProjectDocument, type ProjectSettings } from './records.ts';
import type { RecordChange, RecordWish } from './record-change.ts';

/** The settings of a new project. */
export function makeProjectSettings(name: string): ProjectSettings {
  return {
    name,
    videoAssetId: null,
    originalSoundDb: null,
    canAdapt: true,
    isMarked: true,
    preset: 'standard',
    packId: 'atlas',
    expressionWindowFrames: 1,
  };
}

/** A project without anything in it. */
export function makeDocument(name: string): ProjectDocument {
  return { settings: { project: makeProjectSettings(name) }, assets: {}, faces: {}, lines: {}, edits: {}, markers: {} };
}

/** The project's settings; every document has them. */
export function settingsOf(document: ProjectDocument): ProjectSettings {
  return document.settings.project;
}

/**
 * The document after the changes, in order. Collections that no change touches are the same objects as before, so that a reader can
 * tell by identity what is new.
 */
export function applyChanges(document: ProjectDocument, changes: readonly RecordChange[]): ProjectDocument {
  const next: Record<string, Record<string, unknown>> = { ...document };
  const copied = new Set<CollectionName>();
  for (const { collection, id, after } of changes) {
    if (!copied.has(collection)) {
      next[collection] = { ...next[collection] };
      copied.add(collection);
    }
    if (after === null) delete next[collection][id];
    else next[collection][id] = after;
  }
  return next as unknown as ProjectDocument;
}

/** The changes that take the given ones back: each the other way round, last first. */
export function invertChanges(changes: readonly RecordChange[]): readonly RecordChange[] {
  return changes.map((change) => ({ ...change, before: change.after, after: change.before }) as RecordChange).reverse();
}

/** Turns wishes into changes by what the document has now. Wishes for what is there already are left out. */
export function changesFromWishes(document: ProjectDocument, wishes: readonly RecordWish[]): readonly RecordChange[] {
  const changes: RecordChange[] = [];
  let reached = document;
  for (const { collection, id, after } of wishes) {
    const before = (reached[collection] as Readonly<Record<string, unknown>>)[id] ?? null;
    if (isDeepEqual(before, after)) continue;
    const change = { collection, id, before, after } as RecordChange;
    changes.push(change);
    reached = applyChanges(reached, [change]);
  }
  return changes;
}

/** One change a record with the effect of all of them: what a gesture of many small steps amounts to. Changes that cancel out vanish. */
export function mergeChanges(changes: readonly RecordChange[]): readonly RecordChange[] {
  const merged = new Map<string, RecordChange>();
  for (const change of changes) {
    const place = `${change.collection}/${change.id}`;
    const earlier = merged.get(place);
    merged.set(place, earlier ? ({ ...change, before: earlier.before } as RecordChange) : change);
  }
  return [...merged.values()].filter(({ before, after }) => !isDeepEqual(before, after));
}

/** The changes that lead from one document to another. */
export function changesBetween(from: ProjectDocument, to: ProjectDocument): readonly RecordChange[] {
  const changes: RecordChange[] = [];
  for (const collection of collectionNames) {
    const [before, after] = [from[collection], to[collection]] as Readonly<Record<string, unknown>>[];
    for (const id of new Set([...Object.keys(before), ...Object.keys(after)])) {
      if (isDeepEqual(before[id], after[id])) continue;
      changes.push({ collection, id, before: before[id] ?? null, after: after[id] ?? null } as RecordChange);
    }
  }
  return changes;
}

import { createHash } from 'node:crypto';
import type { CollectionName, ProjectDocument } from '../../core/project/records.ts';
import { collectionNames } from '../../core/project/records.ts';
import { additionsOfVersion3 } from './migrations/0003-packs-and-stills.ts';
import { nameFromPath } from './private-copy.ts';
import { readRecords } from './record-reading.ts';
import { currentVersion } from './schema-versions.ts';
import type { Database } from './sqlite.ts';

/**
 * SHA-256, in hex, over all records as they are read, in order of their ids: equal documents have equal digests.
 *
 * @param version of the format: fields that came later are left out, as the program of that version did not know them
 */
export function digestOf(document: ProjectDocument, version = currentVersion): string {
  const hash = createHash('sha256');
  for (const collection of collectionNames) {
    const records: Readonly<Record<string, object>> = document[collection];
    const later = new Set(laterFieldsOf(collection, version));
    for (const id of Object.keys(records).sort()) {
      const fields = Object.entries(records[id]).filter(([field]) => !later.has(field));
      hash.update(JSON.stringify([collection, id, Object.fromEntries(fields)]));
    }
  }
  return hash.digest('hex');
}

function laterFieldsOf(collection: CollectionName, version: number): readonly string[] {
  const additions: Readonly<Partial<Record<CollectionName, object>>> = version < 3 ? additionsOfVersion3 : {};
  return Object.keys(additions[collection] ?? {});
}

/**
 * Notes the digest of what the file holds, unless it is there. SQLite has no checksums of its own: without this a bit that flips in
 * the middle of a number is another number. Every step removes the digest; closing or copying the file puts it back.
 */
export function sealContent(database: Database, path: string): void {
  if (readDigest(database) !== null) return;
  // What the file holds, not what memory does: half a character of UTF-16 is written as another one.
  const digest = digestOf(readRecords(database, nameFromPath(path)).document);
  database.prepare('UPDATE project SET digest = ? WHERE id = 1').run(digest);
}

/** The digest that the file was closed with; null when it was not closed since its last change. */
export function readDigest(database: Database): string | null {
  return database.prepare<[], string | null>('SELECT digest FROM project WHERE id = 1').pluck().get() ?? null;
}

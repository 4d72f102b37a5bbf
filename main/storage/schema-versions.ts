import { createInitialTables } from './migrations/0001-initial.ts';
import { addExportsAndConsent } from './migrations/0002-exports-and-consent.ts';
import { addPacksAndStills } from './migrations/0003-packs-and-stills.ts';
import type { Database, Sqlite } from './sqlite.ts';

/** Marks a SQLite file as a Facet project: "Face" in ASCII. */
export const applicationId = 0x46616365;

/** Step n-1 leads from version n-1 to version n. A step that was released never changes. */
const migrations: readonly ((database: Database) => void)[] = [
  createInitialTables,
  addExportsAndConsent,
  addPacksAndStills,
];

/** The version that this program writes. */
export const currentVersion = migrations.length;

/** Brings the tables to a version, by default the current one, in one transaction. */
export function migrate(database: Database, toVersion = currentVersion): void {
  const from = versionOf(database);
  database
    .transaction(() => {
      for (let version = from; version < toVersion; version += 1) migrations[version](database);
      database.pragma(`application_id = ${applicationId}`);
      database.pragma(`user_version = ${toVersion}`);
    })
    .immediate();
}

/** The version of an open project's tables. */
export function versionOf(database: Database): number {
  return Number(database.pragma('user_version', { simple: true }));
}

/** One thing that a database's schema defines. */
interface SchemaObject {
  readonly type: string;
  readonly name: string;
  readonly sql: string | null;
}

/** How a file's schema stands to the one that its version must have. */
export type SchemaVerdict = 'expected' | 'foreign' | 'damaged';

/**
 * Compares a file's schema with the one that its version must have. Whatever a stranger added (a trigger, a view, another
 * table) makes it 'foreign'; a part of ours that is missing or reads otherwise makes it 'damaged'.
 */
export function judgeSchema(sqlite: Sqlite, database: Database, version: number): SchemaVerdict {
  const expected = expectedSchema(sqlite, version);
  const found = new Map(readSchema(database).map((object) => [`${object.type} ${object.name}`, object.sql]));
  for (const name of found.keys()) if (!expected.has(name)) return 'foreign';
  for (const [name, sql] of expected) if (found.get(name) !== sql) return 'damaged';
  return 'expected';
}

const expectedSchemas = new Map<number, ReadonlyMap<string, string | null>>();

function expectedSchema(sqlite: Sqlite, version: number): ReadonlyMap<string, string | null> {
  let schema = expectedSchemas.get(version);
  if (schema === undefined) {
    const database = new sqlite(':memory:');
    migrate(database, version);
    schema = new Map(readSchema(database).map((object) => [`${object.type} ${object.name}`, object.sql]));
    database.close();
    expectedSchemas.set(version, schema);
  }
  return schema;
}

/** More objects than any version has: the rest need not be read to know that the file is not ours. */
const mostObjects = 200;

function readSchema(database: Database): readonly SchemaObject[] {
  return database
    .prepare<[number], SchemaObject>('SELECT type, name, sql FROM sqlite_schema LIMIT ?')
    .all(mostObjects)
    .map(({ type, name, sql }) => ({ type, name, sql: sql?.replaceAll(/\s+/g, ' ') ?? null }));
}

import { checkDocument } from '../../core/project/check-document.ts';
import { makeProjectSettings } from '../../core/project/document.ts';
import {
  collectionNames,
  recordIdOf,
  recordSchemas,
  type CollectionName,
  type ProjectDocument,
} from '../../core/project/records.ts';
import { fieldValue, partTables, recordTables, type PartTable, type RecordColumn } from './record-columns.ts';
import type { Row } from './record-rows.ts';
import type { Database } from './sqlite.ts';

/** What could be read of a project's records. */
export interface ReadRecords {
  /** Sound: every record is as its schema says, and what it points at is there. */
  readonly document: ProjectDocument;
  /** Records of the document that were read, not made up. */
  readonly readCount: number;
  /** Rows that were left out because they, or what they point at, are broken. */
  readonly brokenCount: number;
  /** Tables whose end was not reached, by name. */
  readonly brokenTables: readonly string[];
}

/** No honest project comes near; a file that says more is not read further. */
const mostRows = 1_000_000;

/** A table as far as it could be read. */
interface ReadTable {
  readonly rows: readonly Row[];
  readonly isWhole: boolean;
}

/**
 * Reads all records, leaving out what is broken.
 *
 * @param name the project's name when its settings cannot be read
 */
export function readRecords(database: Database, name: string): ReadRecords {
  const brokenTables: string[] = [];
  const read = (table: string, order: string): readonly Row[] => {
    const { rows, isWhole } = readTable(database, `SELECT * FROM ${table} ORDER BY ${order}`);
    if (!isWhole) brokenTables.push(table);
    return rows;
  };
  let brokenCount = 0;
  let readCount = 0;
  const collections = collectionNames.map((collection) => {
    const rows = read(recordTables[collection].table, 'rowid');
    const parts = partTables[collection];
    const lists = parts && listsByOwner(parts, read(parts.table, `${parts.key}, ordinal`));
    const records = rows.flatMap((row) => {
      const record = recordFromRow(collection, row, lists);
      return record === null ? [] : [[recordIdOf(collection, record as never), record] as const];
    });
    brokenCount += rows.length - records.length;
    readCount += records.length;
    return [collection, Object.fromEntries(records)] as const;
  });
  const found = Object.fromEntries(collections) as unknown as ProjectDocument;
  const isNamed = Object.hasOwn(found.settings, 'project');
  const named = isNamed ? found : { ...found, settings: { project: makeProjectSettings(name) } };
  const { document, removedCount } = withoutContradictions(named);
  return {
    document,
    readCount,
    brokenCount: brokenCount + removedCount + (isNamed ? 0 : 1),
    brokenTables,
  };
}

/** Reads row by row, so that the rows before a damaged page are not lost. */
export function readTable(database: Database, sql: string): ReadTable {
  const rows: Row[] = [];
  try {
    for (const row of database.prepare<[], Row>(sql).iterate()) {
      if (rows.length === mostRows) return { rows, isWhole: false };
      rows.push(row);
    }
    return { rows, isWhole: true };
  } catch {
    // Whatever kept it from being read (a damaged page, a column that is not there), the rest of this table is lost.
    return { rows, isWhole: false };
  }
}

function listsByOwner(parts: PartTable, rows: readonly Row[]): ReadonlyMap<unknown, readonly unknown[]> {
  const lists = new Map<unknown, unknown[]>();
  for (const row of rows) {
    const list = lists.get(row[parts.key]) ?? [];
    list.push(fieldsFromRow(parts.columns, row));
    lists.set(row[parts.key], list);
  }
  return lists;
}

function recordFromRow(
  collection: CollectionName,
  row: Row,
  lists: ReadonlyMap<unknown, readonly unknown[]> | undefined,
): unknown {
  const { key, columns } = recordTables[collection];
  const parts = partTables[collection];
  try {
    const fields: Record<string, unknown> = { ...fieldsFromRow(columns, row) };
    if (collection === 'edits') Object.assign(fields, editFields(row));
    if (parts !== undefined) fields[parts.listField] = lists?.get(row[key]) ?? [];
    // The schema takes the fields that the record's kind has, and leaves the others.
    const { success, data } = recordSchemas[collection].safeParse(fields);
    return success ? data : null;
  } catch (failure) {
    if (failure instanceof SyntaxError) return null;
    throw failure;
  }
}

function editFields(row: Row): Row {
  const parameters: unknown = JSON.parse(String(row.parameters));
  return { ...(parameters as Row), assetId: row.asset_id };
}

function fieldsFromRow(columns: readonly RecordColumn[], row: Row): Row {
  return Object.fromEntries(columns.map(({ column, field, kind }) => [field, fieldValue(kind, row[column])]));
}

/** Takes out records that contradict the others, until none does: a line goes with the voice that it needs. */
function withoutContradictions(document: ProjectDocument): { document: ProjectDocument; removedCount: number } {
  let sound = document;
  let removedCount = 0;
  for (let problems = checkDocument(sound); problems.length > 0; problems = checkDocument(sound)) {
    const doomed = new Set(problems.map(({ collection, id }) => `${collection}/${id}`));
    removedCount += doomed.size;
    sound = Object.fromEntries(
      collectionNames.map((collection) => {
        const entries = Object.entries(sound[collection]).filter(([id]) => !doomed.has(`${collection}/${id}`));
        return [collection, Object.fromEntries(entries)];
      }),
    ) as unknown as ProjectDocument;
    if (!Object.hasOwn(sound.settings, 'project')) {
      // Only its video can be wrong; everything else in the settings was checked by their schema.
      const settings = { ...document.settings.project, videoAssetId: null };
      sound = { ...sound, settings: { project: settings } };
    }
  }
  return { document: sound, removedCount };
}

import { invariant } from '../../core/errors.ts';
import type { RecordChange } from '../../core/project/record-change.ts';
import { columnValue, partTables, recordTables, type PartTable, type RecordColumn } from './record-columns.ts';
import type { Database, Statement } from './sqlite.ts';

/** A row of a table, by column. */
export type Row = Readonly<Record<string, unknown>>;

/** Fields of an edit that its kind alone has; the rest have columns. `assetId` has one too, for the foreign key. */
const editColumns = ['asset_id', 'parameters'];

/** Writes what records became into their tables. The statements are prepared once and belong to the connection. */
export interface RecordWriter {
  /** Call inside a transaction. @throws SqliteError when a value or a reference is refused */
  write(changes: readonly RecordChange[]): void;
}

/** @param database a writable connection whose tables have the current version */
export function createRecordWriter(database: Database): RecordWriter {
  const prepared = new Map<string, Statement>();
  const run = (sql: string, ...values: unknown[]): void => {
    let statement = prepared.get(sql);
    if (statement === undefined) prepared.set(sql, (statement = database.prepare<unknown[]>(sql)));
    statement.run(...values);
  };
  return {
    write(changes) {
      for (const change of changes) {
        const { table, key } = recordTables[change.collection];
        if (change.after === null) run(`DELETE FROM ${table} WHERE ${key} = ?`, keyOf(change));
        else writeRecord(run, change);
      }
    },
  };
}

type Run = (sql: string, ...values: unknown[]) => void;

/** The key column's value. A face's is its number; a text compares unequal to every number. */
function keyOf({ collection, id }: RecordChange): string | number {
  return collection === 'faces' ? Number(id) : id;
}

function writeRecord(run: Run, change: RecordChange): void {
  const { table, key, columns } = recordTables[change.collection];
  invariant(change.after !== null, 'a record that went is deleted, not written');
  const record: Row = change.after;
  const names = columns.map(({ column }) => column);
  const values = columns.map(({ kind, field }) => columnValue(kind, record[field]));
  if (!names.includes(key)) {
    names.unshift(key);
    values.unshift(keyOf(change));
  }
  if (change.collection === 'edits') {
    names.push(...editColumns);
    values.push(record.assetId ?? null, JSON.stringify(editParameters(record, columns)));
  }
  // Never OR REPLACE: that deletes the row first, and its takes or keyframes with it.
  const updates = names.map((name) => `${name} = excluded.${name}`).join(', ');
  run(
    `INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')}) ` +
      `ON CONFLICT (${key}) DO UPDATE SET ${updates}`,
    ...values,
  );
  const parts = partTables[change.collection];
  if (parts !== undefined) writeParts(run, parts, keyOf(change), record[parts.listField]);
}

function writeParts(run: Run, parts: PartTable, owner: string | number, list: unknown): void {
  const { table, key, columns } = parts;
  run(`DELETE FROM ${table} WHERE ${key} = ?`, owner);
  if (!Array.isArray(list)) return;
  const names = [key, 'ordinal', ...columns.map(({ column }) => column)];
  const sql = `INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`;
  (list as Row[]).forEach((part, ordinal) => {
    run(sql, owner, ordinal, ...columns.map(({ kind, field }) => columnValue(kind, part[field])));
  });
}

function editParameters(record: Row, columns: readonly RecordColumn[]): Row {
  const elsewhere = new Set([...columns.map(({ field }) => field), 'assetId', 'keyframes']);
  return Object.fromEntries(Object.entries(record).filter(([field]) => !elsewhere.has(field)));
}

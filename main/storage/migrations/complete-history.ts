import type { Database } from '../sqlite.ts';

/** Fields that the records of a version lack, by collection, with the values that they get. */
export type RecordAdditions = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** Gives the records inside the steps of the history the fields that a version adds: undo and redo write whole records. */
export function completeHistory(database: Database, additions: RecordAdditions): void {
  const write = database.prepare<[string, number]>('UPDATE history SET changes = ? WHERE step = ?');
  const rows = database.prepare<[], { step: number; changes: string }>('SELECT step, changes FROM history').all();
  for (const { step, changes } of rows) {
    const steps = parseSteps(changes);
    // A row that is something else is damage; undo says so when it gets there.
    if (steps !== null) write.run(JSON.stringify(steps.map((change) => completeChange(change, additions))), step);
  }
}

function parseSteps(text: string): readonly unknown[] | null {
  try {
    const steps: unknown = JSON.parse(text);
    return Array.isArray(steps) ? steps : null;
  } catch {
    return null;
  }
}

function completeChange(change: unknown, additions: RecordAdditions): unknown {
  if (!isObject(change)) return change;
  const addition = Object.hasOwn(additions, String(change.collection)) ? additions[String(change.collection)] : {};
  const complete = (record: unknown) => (isObject(record) ? { ...addition, ...record } : record);
  return { ...change, before: complete(change.before), after: complete(change.after) };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

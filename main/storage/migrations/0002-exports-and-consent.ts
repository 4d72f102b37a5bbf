import type { Database } from '../sqlite.ts';

/**
 * Version 2: a project remembers its exports, so that one can be resumed; keeps a note of consent for each face; and a line may have
 * text before it has a voice. A digest tells whether the records are still those that were written. The steps of the history hold whole records, so these get the new fields too.
 */
export function addExportsAndConsent(database: Database): void {
  database.exec(`
ALTER TABLE face ADD COLUMN consent_note TEXT NOT NULL DEFAULT '';
ALTER TABLE project ADD COLUMN digest TEXT;
ALTER TABLE dub_line ADD COLUMN text_duration_sec REAL NOT NULL DEFAULT 0;

CREATE TABLE export_job (
  job_id TEXT NOT NULL PRIMARY KEY CHECK (job_id <> ''),
  created_ms REAL NOT NULL,
  output_path TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('running', 'done', 'failed', 'cancelled')),
  request TEXT NOT NULL
) STRICT;
`);
  completeHistory(database);
}

/** What the records of version 1 lack, by collection. */
const additions: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  faces: { consentNote: '' },
  lines: { textDurationSec: 0 },
};

function completeHistory(database: Database): void {
  const write = database.prepare<[string, number]>('UPDATE history SET changes = ? WHERE step = ?');
  const rows = database.prepare<[], { step: number; changes: string }>('SELECT step, changes FROM history').all();
  for (const { step, changes } of rows) {
    const steps = parseSteps(changes);
    // A row that is something else is damage; undo says so when it gets there.
    if (steps !== null) write.run(JSON.stringify(steps.map(completeChange)), step);
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

function completeChange(change: unknown): unknown {
  if (!isObject(change)) return change;
  const addition = Object.hasOwn(additions, String(change.collection)) ? additions[String(change.collection)] : {};
  const complete = (record: unknown) => (isObject(record) ? { ...addition, ...record } : record);
  return { ...change, before: complete(change.before), after: complete(change.after) };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

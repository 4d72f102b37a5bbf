import type { Database } from '../sqlite.ts';
import { completeHistory } from './complete-history.ts';

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
  completeHistory(database, additions);
}

/** What the records of version 1 lack, by collection. */
const additions = {
  faces: { consentNote: '' },
  lines: { textDurationSec: 0 },
};

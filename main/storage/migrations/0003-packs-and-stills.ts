import type { Database } from '../sqlite.ts';
import { completeHistory } from './complete-history.ts';

/** What the records of version 2 lack, by collection: the file's digest was made without it. */
export const additionsOfVersion3 = {
  settings: { packId: 'atlas', expressionWindowFrames: 1 },
  assets: { stillSec: null },
} as const;

/**
 * Version 3: a project says which model pack makes its pixels and how far the expression is averaged, and a still picture for how long it
 * is shown. A program that does not know these would make other pixels of the same file, so it must not open it. The digest is made anew
 * when the file is closed.
 */
export function addPacksAndStills(database: Database): void {
  database.exec(`
ALTER TABLE settings ADD COLUMN pack_id TEXT NOT NULL DEFAULT 'atlas';
ALTER TABLE settings ADD COLUMN expression_window_frames INTEGER NOT NULL DEFAULT 1 CHECK (expression_window_frames >= 1);
ALTER TABLE asset ADD COLUMN still_sec REAL CHECK (still_sec > 0);
UPDATE project SET digest = NULL;
`);
  completeHistory(database, additionsOfVersion3);
}

import { z } from 'zod';
import type { ExportRecord } from '../../core/ports/project-store.ts';
import { readTable } from './record-reading.ts';
import type { Database } from './sqlite.ts';

/** A project remembers so many exports. */
const mostExports = 200;

const exportRecordSchema = z.object({
  jobId: z.string().min(1),
  createdMs: z.number(),
  outputPath: z.string(),
  state: z.enum(['running', 'done', 'failed', 'cancelled']),
  request: z.string(),
});

/** The exports that a project remembers, newest first; broken rows are left out. */
export function readExports(database: Database): { exports: readonly ExportRecord[]; areWhole: boolean } {
  const sql =
    'SELECT job_id AS jobId, created_ms AS createdMs, output_path AS outputPath, state, request ' +
    'FROM export_job ORDER BY created_ms DESC, rowid DESC';
  const { rows, isWhole } = readTable(database, sql);
  const exports = rows.flatMap((row) => exportRecordSchema.safeParse(row).data ?? []);
  return { exports, areWhole: isWhole && exports.length === rows.length };
}

/** Adds an export or changes it. The oldest are forgotten. Call inside a transaction. */
export function writeExport(database: Database, record: ExportRecord): void {
  const { jobId, createdMs, outputPath, state, request } = record;
  database
    .prepare(
      'INSERT INTO export_job (job_id, created_ms, output_path, state, request) VALUES (?, ?, ?, ?, ?) ' +
        'ON CONFLICT (job_id) DO UPDATE SET created_ms = excluded.created_ms, output_path = excluded.output_path, ' +
        'state = excluded.state, request = excluded.request',
    )
    .run(jobId, createdMs, outputPath, state, request);
  database
    .prepare(
      'DELETE FROM export_job WHERE job_id NOT IN ' +
        '(SELECT job_id FROM export_job ORDER BY created_ms DESC, rowid DESC LIMIT ?)',
    )
    .run(mostExports);
}

import type BetterSqlite3 from 'better-sqlite3';
import { StudioError, invariant, type ErrorCode } from '../../core/errors.ts';

/** An open database connection. */
export type Database = BetterSqlite3.Database;

/** A prepared statement with any number of values. */
export type Statement = BetterSqlite3.Statement<unknown[]>;

/** Opens database connections. */
export type Sqlite = typeof BetterSqlite3;

/** The package is built for Node-API 10; on an older Node its loading ends the process without a word. */
const leastNodeApi = 10;

/** Loads SQLite, after making sure that loading it cannot end the process. */
export async function loadSqlite(): Promise<Sqlite> {
  invariant(
    Number(process.versions.napi) >= leastNodeApi,
    `projects need Node 22 or newer; this is Node ${process.versions.node}`,
  );
  return (await import('better-sqlite3')).default;
}

/** The result code of a failure of SQLite ('SQLITE_FULL'), or '' for any other failure. */
export function sqliteCodeOf(failure: unknown): string {
  const code = (failure as { code?: unknown } | null)?.code;
  return typeof code === 'string' && code.startsWith('SQLITE_') ? code : '';
}

/** True when the failure says that the file's content is not a sound database. */
export function isCorruption(failure: unknown): boolean {
  return /^SQLITE_(CORRUPT|NOTADB|FORMAT)/.test(sqliteCodeOf(failure));
}

/**
 * What a failed write means for the user. Failures that are not SQLite's come back as they are: they are bugs, or have their
 * sentence already.
 */
export function writeFailure(path: string, cause: unknown): unknown {
  const code = sqliteCodeOf(cause);
  const says = (errorCode: ErrorCode, message: string) =>
    new StudioError(errorCode, message, { path, sqliteCode: code }, cause);
  if (code === '') return cause;
  if (code === 'SQLITE_FULL') {
    return says('export.disk-full', `The disk of ${path} is full. The last change was not saved: free some space.`);
  }
  if (code === 'SQLITE_CONSTRAINT_FOREIGNKEY') {
    return says('project.invalid-change', 'The change was refused: it names a file that the project does not have.');
  }
  if (code.startsWith('SQLITE_CONSTRAINT')) {
    return says('project.invalid-change', 'The change was refused: a value in it is not one that a project can hold.');
  }
  if (isCorruption(cause)) {
    return says('project.read-only', `${path} is damaged. The last change was not saved.`);
  }
  return says('project.read-only', `${path} cannot be written at the moment. The last change was not saved.`);
}

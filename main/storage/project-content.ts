import { tmpdir } from 'node:os';
import type { ExportRecord } from '../../core/ports/project-store.ts';
import type { ProjectDocument } from '../../core/project/records.ts';
import {
  assertLooksLikeProject,
  nameFromPath,
  openGuarded,
  withPrivateCopy,
  type FileActivity,
} from './private-copy.ts';
import { digestOf, readDigest } from './content-digest.ts';
import { diskFailure } from './disk-failure.ts';
import { readExports } from './export-rows.ts';
import { notAProject, projectDamaged, projectTooNew } from './project-failures.ts';
import { readRecords, readTable } from './record-reading.ts';
import { applicationId, currentVersion, judgeSchema, migrate, versionOf } from './schema-versions.ts';
import { isCorruption, sqliteCodeOf, type Database, type Sqlite } from './sqlite.ts';

/** What a project file says, after every check. */
export interface ProjectContent {
  /** Version of the tables in the file. */
  readonly version: number;
  readonly document: ProjectDocument;
  readonly revision: number;
  readonly exports: readonly ExportRecord[];
  /** What could not be read, as a sentence; '' when the file is sound. */
  readonly damage: string;
}

/**
 * Reads a project file, of any version that was ever written, as a stranger's: through a private copy, with nothing in it trusted.
 * A file that is damaged in part gives what could be read.
 *
 * @throws 'project.not-found' | 'project.not-a-project' | 'project.too-new' | 'project.damaged' when nothing could be read
 */
export async function readProjectContent(
  sqlite: Sqlite,
  path: string,
  activity: FileActivity,
): Promise<ProjectContent> {
  await assertLooksLikeProject(path);
  try {
    return await withPrivateCopy(sqlite, path, activity, (copyPath) => {
      const database = openGuarded(sqlite, copyPath);
      try {
        return readChecked(sqlite, database, path);
      } finally {
        database.close();
      }
    });
  } catch (failure) {
    // Whatever else the database says of a copy that is ours alone, the reason is in the copy.
    if (sqliteCodeOf(failure) !== '' && sqliteCodeOf(failure) !== 'SQLITE_FULL') throw projectDamaged(path, failure);
    throw diskFailure('A copy for reading the project', tmpdir(), failure);
  }
}

/**
 * Reads a snapshot. It takes the place of the user's work, so one that is damaged in part is not good enough.
 *
 * @throws 'project.damaged', and what {@link readProjectContent} throws
 */
export async function readSoundContent(sqlite: Sqlite, path: string): Promise<ProjectContent> {
  const content = await readProjectContent(sqlite, path, 'quiet');
  if (content.damage !== '') throw projectDamaged(path);
  return content;
}

function readChecked(sqlite: Sqlite, database: Database, path: string): ProjectContent {
  const version = versionOf(database);
  if (Number(database.pragma('application_id', { simple: true })) !== applicationId) {
    throw notAProject(path, 'it is the database of another program');
  }
  if (version > currentVersion) throw projectTooNew(path, version);
  if (version < 1) throw notAProject(path, 'it has no version');
  const verdict = judgeSchema(sqlite, database, version);
  if (verdict === 'foreign') throw notAProject(path, 'somebody added parts to it that Facet does not write');
  if (verdict === 'damaged') throw projectDamaged(path);
  const isSound = passesQuickCheck(database);
  const digest = digestIn(database, version);
  if (version < currentVersion) {
    database.pragma('query_only = OFF');
    migrate(database);
    database.pragma('query_only = ON');
  }
  const records = readRecords(database, nameFromPath(path));
  const { exports, areWhole } = readExports(database);
  if (records.readCount === 0 && !isSound) throw projectDamaged(path);
  const lost = [...records.brokenTables, ...(areWhole ? [] : ['export_job'])];
  return {
    version,
    document: records.document,
    revision: readRevision(database),
    exports,
    damage: damageSentence(isSound, isAsWritten(digest, records.document, version), records.brokenCount, lost),
  };
}

function passesQuickCheck(database: Database): boolean {
  try {
    return database.pragma('quick_check(1)', { simple: true }) === 'ok';
  } catch (failure) {
    if (isCorruption(failure)) return false;
    throw failure;
  }
}

/** The first version whose files have a digest. */
const firstWithDigest = 2;

/** The digest that the file was closed with, before anything is changed in it; null when it has none, 'unreadable' when it is damaged. */
function digestIn(database: Database, version: number): string | null {
  if (version < firstWithDigest) return null;
  try {
    return readDigest(database);
  } catch (failure) {
    if (isCorruption(failure)) return 'unreadable';
    throw failure;
  }
}

/** A file that was not closed has no digest; then there is nothing to compare. */
function isAsWritten(digest: string | null, document: ProjectDocument, version: number): boolean {
  return digest === null || digest === digestOf(document, version);
}

function readRevision(database: Database): number {
  const [row] = readTable(database, 'SELECT revision FROM project WHERE id = 1').rows;
  return typeof row?.revision === 'number' ? row.revision : 0;
}

function damageSentence(
  isSound: boolean,
  isUnaltered: boolean,
  brokenCount: number,
  lostTables: readonly string[],
): string {
  if (isSound && isUnaltered && brokenCount === 0 && lostTables.length === 0) return '';
  const parts = ['The project file is damaged.'];
  if (brokenCount > 0) parts.push(`${brokenCount} of its records could not be read and are left out.`);
  if (lostTables.length > 0) parts.push(`Only a part could be read of: ${lostTables.join(', ')}.`);
  if (brokenCount === 0 && lostTables.length === 0) {
    parts.push('All its records could be read.');
    if (!isUnaltered) parts.push('Some of their values are not those that Facet wrote.');
  }
  return parts.join(' ');
}

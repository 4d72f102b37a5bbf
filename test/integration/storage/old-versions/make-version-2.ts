import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { createProjectStore } from '../../../../main/storage/project-store.ts';
import { anAsset, commitWishes, wishesForEverything } from '../a-project.ts';

/**
 * Writes `version-2.facet`: a project with something in every table, closed as the last program of version 2 closed it, its digest
 * included. The file is committed and stays as it is; this program says how it came to be, and gives a file of version 2 only in a copy
 * of that program.
 */
const path = join(import.meta.dirname, 'version-2.facet');
rmSync(path, { force: true });
const project = await createProjectStore({ snapshotFolder: join(tmpdir(), 'facet-version-2') }).create(
  path,
  'Film two',
);
commitWishes(project, 'Fill', wishesForEverything());
const voice = anAsset('late-voice', 'voice');
commitWishes(project, 'Import a file', [{ collection: 'assets', id: 'late-voice', after: voice }]);
await project.close();

// Small enough for a repository; the records and the digest stay as they are.
const database = new Sqlite(path);
database.pragma('journal_mode = DELETE');
database.pragma('page_size = 1024');
database.exec('VACUUM');
database.close();

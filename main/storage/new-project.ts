import { open } from 'node:fs/promises';
import { changesBetween } from '../../core/project/document.ts';
import { collectionNames, type ProjectDocument } from '../../core/project/records.ts';
import { sealContent } from './content-digest.ts';
import { createRecordWriter } from './record-rows.ts';
import { migrate } from './schema-versions.ts';
import type { Sqlite } from './sqlite.ts';

/** Writes a project file with a document and no history. The path is free; the file is on disk when this resolves. */
export async function writeNewProject(
  sqlite: Sqlite,
  path: string,
  document: ProjectDocument,
  nowMs: number,
): Promise<void> {
  const database = new sqlite(path);
  try {
    migrate(database);
    database
      .transaction(() => {
        database
          .prepare('INSERT INTO project (id, created_ms, revision, history_position) VALUES (1, ?, 0, 0)')
          .run(Math.round(nowMs));
        const nothing = Object.fromEntries(collectionNames.map((name) => [name, {}])) as unknown as ProjectDocument;
        createRecordWriter(database).write(changesBetween(nothing, document));
      })
      .immediate();
    sealContent(database, path);
  } finally {
    database.close();
  }
  const file = await open(path, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

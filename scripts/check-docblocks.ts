/** Fails when an export of a room with documented borders has no docblock. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { missingDocblocks } from './docblocks.ts';

const documentedRooms = ['core', 'api', 'main/engine/models'];

function sourceFilesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') || path.endsWith('.tsx'))
    .map((path) => join(folder, path));
}

const findings = documentedRooms
  .flatMap(sourceFilesOf)
  .flatMap((path) => missingDocblocks(path, readFileSync(path, 'utf8')));
for (const finding of findings) console.error(`${finding.path}:${finding.line} ${finding.name} has no docblock`);
process.exitCode = findings.length > 0 ? 1 : 0;

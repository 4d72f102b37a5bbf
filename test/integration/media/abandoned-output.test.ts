import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { PartialFile } from '../../../main/engine/media/partial-file.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'facet-partial-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('removes what a killed process has left of the same output, and nothing else', async () => {
  const gone = spawnSync(process.execPath, ['-e', '']).pid;
  const alive = process.ppid;
  const leftovers = [`.out.mp4.${gone}.facet-partial`, `.out.mp4.${gone}.sound.facet-partial`];
  const others = [`.out.mp4.${alive}.facet-partial`, `.other.mp4.${gone}.facet-partial`, '.out.mp4.backup', 'out.mp4'];
  for (const name of [...leftovers, ...others]) writeFileSync(join(folder, name), 'x');
  const file = await PartialFile.prepare(join(folder, 'out.mp4'));
  await file.remove();
  expect(readdirSync(folder).sort()).toEqual([...others].sort());
});

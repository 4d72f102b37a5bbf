import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openProviderMemoryFile } from '../../../main/engine-process/provider-memory-file.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'facet-providers-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('remembers failing providers in a file, whose folder it makes', async () => {
  const path = join(folder, 'user', 'providers.json');
  expect(await openProviderMemoryFile(path).read()).toEqual({});
  await openProviderMemoryFile(path).write({ cuda: 'It could not start.' });
  expect(await openProviderMemoryFile(path).read()).toEqual({ cuda: 'It could not start.' });
  expect(readdirSync(join(folder, 'user'))).toEqual(['providers.json']);
});

it('takes a damaged file for an empty one', async () => {
  const path = join(folder, 'damaged.json');
  writeFileSync(path, '{"format":"facet.providers","failures":{"cuda":');
  expect(await openProviderMemoryFile(path).read()).toEqual({});
  writeFileSync(path, '{"format":"something else"}');
  expect(await openProviderMemoryFile(path).read()).toEqual({});
});

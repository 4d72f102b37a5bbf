import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { userFiles } from '../../../main/storage/user-files.ts';

describe("the user's files", () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'facet-files-'));
    writeFileSync(join(folder, 'a.txt'), 'hello');
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('are read whole up to a limit, and folders and absent files are named as what they are', async () => {
    expect(await userFiles.readBytes(join(folder, 'a.txt'), 5)).toEqual(new TextEncoder().encode('hello'));
    expect(await userFiles.readBytes(join(folder, 'a.txt'), 4)).toBeNull();
    await expect(userFiles.readBytes(folder, 9)).rejects.toMatchObject({ code: 'media.not-readable' });
    await expect(userFiles.readBytes(join(folder, 'b'), 9)).rejects.toMatchObject({ code: 'media.not-found' });
  });

  it('are copied without ever replacing another', async () => {
    const target = join(folder, 'copy.txt');
    await userFiles.copy(join(folder, 'a.txt'), target);
    expect(await readFile(target, 'utf8')).toBe('hello');
    await expect(userFiles.copy(join(folder, 'a.txt'), target)).rejects.toMatchObject({ code: 'project.exists' });
    await expect(userFiles.copy(join(folder, 'b'), join(folder, 'c'))).rejects.toMatchObject({
      code: 'media.not-found',
    });
  });

  it('lie on a disk with room, below folders that end at a root', async () => {
    await userFiles.makeFolder(join(folder, 'x', 'y'));
    expect(await userFiles.exists(join(folder, 'x', 'y'))).toBe(true);
    expect(await userFiles.freeBytes(folder)).toBeGreaterThan(0);
    expect(await userFiles.freeBytes(join(folder, 'none'))).toBeNull();
    expect(userFiles.folderOf('/')).toBeNull();
  });

  it('say why they cannot be written', async () => {
    const below = join(folder, 'a.txt', 'below');
    await expect(userFiles.makeFolder(below)).rejects.toMatchObject({ code: 'export.not-writable' });
    await expect(userFiles.writeBytes(below, new Uint8Array(1))).rejects.toMatchObject({ code: 'export.not-writable' });
  });
});

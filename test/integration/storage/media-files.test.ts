import { createHash } from 'node:crypto';
import {
  mkdirSync,
  openSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
  writeSync,
  closeSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createMediaFiles } from '../../../main/storage/media-files.ts';
import { aFolder } from './a-project.ts';

const files = createMediaFiles();
const mebibyte = 1024 * 1024;

/** A long file that takes no room on the disk. */
const aLongFile = (path: string, sizeBytes: number, marks: Record<number, string> = {}): void => {
  writeFileSync(path, '');
  truncateSync(path, sizeBytes);
  const file = openSync(path, 'r+');
  for (const [offset, text] of Object.entries(marks)) writeSync(file, text, Number(offset));
  closeSync(file);
};

describe('a content key', () => {
  it('is the hash of size and content', async () => {
    const path = join(aFolder(), 'a.bin');
    const content = Buffer.from('voice');
    writeFileSync(path, content);
    const expected = createHash('sha256')
      .update(Buffer.from([0, 0, 0, 0, 0, 0, 0, 5]))
      .update(content)
      .digest('hex');
    expect(await files.contentKeyOf(path)).toBe(expected);
  });

  it('is equal for equal files wherever they lie, whenever they were written', async () => {
    const folder = aFolder();
    writeFileSync(join(folder, 'a'), Buffer.alloc(3 * mebibyte + 5, 1));
    writeFileSync(join(folder, 'b'), Buffer.alloc(3 * mebibyte + 5, 1));
    utimesSync(join(folder, 'b'), 1, 1);
    expect(await files.contentKeyOf(join(folder, 'a'))).toBe(await files.contentKeyOf(join(folder, 'b')));
  });

  it('of a long file sees its head, its tail and its length', async () => {
    const folder = aFolder();
    const size = 300 * mebibyte;
    aLongFile(join(folder, 'plain'), size);
    aLongFile(join(folder, 'head'), size, { 0: 'x' });
    aLongFile(join(folder, 'tail'), size, { [size - 1]: 'x' });
    aLongFile(join(folder, 'longer'), size + 1);
    const keys = await Promise.all(
      ['plain', 'head', 'tail', 'longer'].map((name) => files.contentKeyOf(join(folder, name))),
    );
    expect(new Set(keys).size).toBe(4);
  });

  it('of what is not there, or no file, is refused with a code', async () => {
    const folder = aFolder();
    await expect(files.contentKeyOf(join(folder, 'none'))).rejects.toMatchObject({ code: 'media.not-found' });
    await expect(files.contentKeyOf(folder)).rejects.toMatchObject({ code: 'media.not-readable' });
  });
});

describe('looking at files', () => {
  it('tells the state of a file, and null for anything else', async () => {
    const folder = aFolder();
    const path = join(folder, 'a');
    writeFileSync(path, 'abc');
    utimesSync(path, 100, 200);
    expect(await files.stateOf(path)).toEqual({ path, sizeBytes: 3, modifiedMs: 200_000 });
    expect(await files.stateOf(join(folder, 'b'))).toBeNull();
    expect(await files.stateOf(folder)).toBeNull();
  });

  it('lists folders first, by name with numbers as numbers, without what is hidden or leads nowhere', async () => {
    const folder = aFolder();
    for (const name of ['take 10.wav', 'Take 2.wav', 'a.mp4', '.secret']) writeFileSync(join(folder, name), 'abc');
    for (const name of ['zoo', '.git']) mkdirSync(join(folder, name));
    symlinkSync(join(folder, 'nothing'), join(folder, 'broken'));
    symlinkSync(join(folder, 'zoo'), join(folder, 'link'));
    const entries = await files.listFolder(folder);
    expect(entries.map(({ name, kind }) => `${kind} ${name}`)).toEqual([
      'folder link',
      'folder zoo',
      'file a.mp4',
      'file Take 2.wav',
      'file take 10.wav',
    ]);
    expect(entries[2]).toMatchObject({ path: join(folder, 'a.mp4'), sizeBytes: 3 });
    await expect(files.listFolder(join(folder, 'none'))).rejects.toMatchObject({ code: 'media.not-found' });
    await expect(files.listFolder(join(folder, 'a.mp4', 'x'))).rejects.toMatchObject({ code: 'media.not-found' });
  });

  it('finds files by size, near ones first, and is not led in a circle', async () => {
    const folder = aFolder();
    mkdirSync(join(folder, 'a', 'b'), { recursive: true });
    mkdirSync(join(folder, '.trash'));
    writeFileSync(join(folder, 'a', 'b', 'far'), '12345');
    writeFileSync(join(folder, 'a', 'near'), '54321');
    writeFileSync(join(folder, 'a', 'other'), '1234');
    writeFileSync(join(folder, '.trash', 'gone'), '12345');
    symlinkSync(folder, join(folder, 'a', 'circle'));
    expect(await files.findBySize(folder, 5)).toEqual([join(folder, 'a', 'near'), join(folder, 'a', 'b', 'far')]);
    expect(await files.findBySize(join(folder, 'none'), 5)).toEqual([]);
  });

  it('stops a search after so many matches and so deep', async () => {
    const folder = aFolder();
    for (let index = 0; index < 60; index += 1) writeFileSync(join(folder, `${index}`), 'same');
    const deep = join(folder, ...'abcdefghij');
    mkdirSync(deep, { recursive: true });
    writeFileSync(join(deep, 'deep'), 'deepest');
    expect(await files.findBySize(folder, 4)).toHaveLength(50);
    expect(await files.findBySize(folder, 7)).toEqual([]);
  });

  it('begins with the home folder, knows the user’s own folder names, and leaves out what is not there', async () => {
    const home = aFolder();
    mkdirSync(join(home, 'Dokumente'));
    mkdirSync(join(home, 'Videos'));
    mkdirSync(join(home, '.config'));
    writeFileSync(join(home, '.config', 'user-dirs.dirs'), 'XDG_DOCUMENTS_DIR="$HOME/Dokumente"\n');
    const places = await createMediaFiles({ home, platform: 'linux' }).places();
    expect(places.slice(0, 3)).toEqual([
      { name: 'Home', path: home },
      { name: 'Videos', path: join(home, 'Videos') },
      { name: 'Documents', path: join(home, 'Dokumente') },
    ]);
    expect(places).toContainEqual({ name: 'Computer', path: '/' });
    expect(places.map(({ name }) => name)).not.toContain('Music');
  });
});

import { randomBytes } from 'node:crypto';
import { open, rm, stat, statfs } from 'node:fs/promises';
import type { Stats } from 'node:fs';
import { dirname, join } from 'node:path';
import { StudioError } from '../../core/errors.ts';
import type { OutputGuard, OutputIntent } from '../../core/ports/output-guard.ts';

/** Less than this and not even a short clip fits. */
const leastFreeBytes = 8 * 1024 * 1024;

/** Looks at output places with the file system itself. */
export const outputGuard: OutputGuard = {
  async assertCanWrite(intent) {
    const existing = await statOrNull(intent.outputPath);
    if (existing) await assertCanTakeThePlace(intent, existing);
    await assertFolderTakesFiles(intent.outputPath);
  },
};

async function assertCanTakeThePlace(intent: OutputIntent, existing: Stats): Promise<void> {
  const path = intent.outputPath;
  if (existing.isDirectory()) {
    throw new StudioError('export.not-writable', `${path} is a folder: name the file to write in it.`, { path });
  }
  for (const inputPath of intent.inputPaths) {
    const input = await statOrNull(inputPath);
    if (input && input.ino === existing.ino && input.dev === existing.dev) {
      throw new StudioError(
        'cli.same-file',
        `The output ${path} is also an input: the original would be lost. Choose another name.`,
        { path },
      );
    }
  }
  if (!existing.isFile()) {
    throw new StudioError('export.not-writable', `${path} is not an ordinary file: choose another name.`, { path });
  }
  if (!intent.canReplace) {
    throw new StudioError('cli.output-exists', `${path} exists already.`, { path });
  }
}

async function assertFolderTakesFiles(outputPath: string): Promise<void> {
  const folder = dirname(outputPath);
  const folderStat = await statOrNull(folder);
  if (!folderStat?.isDirectory()) {
    throw new StudioError(
      'export.folder-missing',
      `The folder ${folder} does not exist: make it first, or write elsewhere.`,
      { path: folder },
    );
  }
  const probe = join(folder, `.facet-${randomBytes(6).toString('hex')}.tmp`);
  try {
    await (await open(probe, 'wx')).close();
  } catch (cause) {
    throw new StudioError(
      'export.not-writable',
      `The folder ${folder} cannot be written: choose another place for the output.`,
      { path: folder },
      cause,
    );
  } finally {
    await rm(probe, { force: true });
  }
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize < leastFreeBytes) {
    throw new StudioError('export.disk-full', `The disk of ${folder} is full. Free some space, or write elsewhere.`, {
      path: folder,
      freeBytes: bavail * bsize,
    });
  }
}

async function statOrNull(path: string): Promise<Stats | null> {
  try {
    return await stat(path);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw new StudioError('export.not-writable', `${path} cannot be looked at.`, { path }, cause);
  }
}

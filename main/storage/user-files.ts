import { access, constants, copyFile, mkdir, readFile, stat, statfs, writeFile } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join } from 'node:path';
import { StudioError } from '../../core/errors.ts';
import type { UserFiles } from '../../core/ports/user-files.ts';
import { readFailure } from './content-key.ts';
import { diskFailure } from './disk-failure.ts';

/** The user's files with the file system itself. */
export const userFiles: UserFiles = {
  async readBytes(path, limitBytes) {
    try {
      const state = await stat(path);
      // Pipes and devices never end.
      if (!state.isFile()) throw new StudioError('media.not-readable', `${path} is not a file.`, { path });
      return state.size > limitBytes ? null : new Uint8Array(await readFile(path));
    } catch (cause) {
      throw cause instanceof StudioError ? cause : readFailure(path, cause);
    }
  },
  async writeBytes(path, bytes) {
    try {
      await writeFile(path, bytes);
    } catch (cause) {
      throw diskFailure('The file', path, cause);
    }
  },
  async copy(sourcePath, targetPath) {
    if (!(await exists(sourcePath))) throw readFailure(sourcePath, { code: 'ENOENT' });
    try {
      await copyFile(sourcePath, targetPath, constants.COPYFILE_EXCL);
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'EEXIST')
        throw new StudioError('project.exists', `${targetPath} exists already.`, { path: targetPath }, cause);
      throw diskFailure('The copy', targetPath, cause);
    }
  },
  async makeFolder(folder) {
    try {
      await mkdir(folder, { recursive: true });
    } catch (cause) {
      throw diskFailure('The folder', folder, cause);
    }
  },
  exists,
  async freeBytes(folder) {
    const state = await statfs(folder).catch(() => null);
    return state === null ? null : state.bavail * state.bsize;
  },
  join,
  folderOf: (path) => (dirname(path) === path ? null : dirname(path)),
  nameOf: (path) => basename(path),
  isAbsolute,
};

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

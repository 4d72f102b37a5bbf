import { access, constants, open, readdir, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { StudioError } from '../../../core/errors.ts';
import { outputFailure } from './media-failures.ts';

/** Where a file of that name really lies: a link's target, so that replacing keeps the link. */
async function resolveLink(path: string): Promise<string> {
  return realpath(path).catch(() => path);
}

/**
 * An output that appears under its name only when it is complete: it grows beside the target, on the same disk,
 * so that the last step is a rename.
 */
export class PartialFile {
  readonly targetPath: string;
  readonly path: string;
  /** The finished sound, until it is part of the file. */
  readonly soundPath: string;

  private constructor(targetPath: string) {
    this.targetPath = targetPath;
    // The process id keeps two exports to one name from writing into one another.
    const stem = join(dirname(targetPath), `.${basename(targetPath)}.${String(process.pid)}`);
    this.path = `${stem}.facet-partial`;
    this.soundPath = `${stem}.sound.facet-partial`;
  }

  /** Makes sure that the file can be written before any work is done. @throws StudioError 'export.*' */
  static async prepare(path: string): Promise<PartialFile> {
    const file = new PartialFile(await resolveLink(path));
    await file.#prepare();
    return file;
  }

  async #prepare(): Promise<void> {
    try {
      const folder = await stat(dirname(this.targetPath));
      if (!folder.isDirectory()) throw Object.assign(new Error('not a folder'), { code: 'ENOTDIR' });
      const target = await stat(this.targetPath).catch(() => null);
      if (target && !target.isFile()) {
        const what = target.isDirectory() ? 'folder' : 'device or pipe';
        throw new StudioError('export.not-writable', `The output names a ${what}. Give it a file name.`, {
          path: this.targetPath,
        });
      }
      if (target) await access(this.targetPath, constants.W_OK);
      await this.remove();
      await this.#removeAbandoned();
      // 'wx': never through a link that somebody else has laid there.
      await (await open(this.path, 'wx')).close();
      await (await open(this.soundPath, 'wx')).close();
    } catch (error) {
      if (error instanceof StudioError) throw error;
      throw outputFailure(error, this.targetPath);
    }
  }

  /** What a killed process has left of an output of this name goes, before it puzzles the user. */
  async #removeAbandoned(): Promise<void> {
    const folder = dirname(this.targetPath);
    const head = `.${basename(this.targetPath)}.`;
    for (const name of await readdir(folder)) {
      const match = name.startsWith(head) ? /^(\d+)(\.sound)?\.facet-partial$/.exec(name.slice(head.length)) : null;
      if (match && !isRunning(Number(match[1]))) await rm(join(folder, name), { force: true });
    }
  }

  /** Gives the finished file its name, replacing an older one. @throws StudioError 'export.*' */
  async complete(): Promise<void> {
    try {
      const handle = await open(this.path, 'r+');
      // A power cut after the rename must not leave an empty file under the final name.
      await handle.sync();
      await handle.close();
      await rename(this.path, this.targetPath);
    } catch (error) {
      throw outputFailure(error, this.targetPath);
    }
    await rm(this.soundPath, { force: true });
  }

  /** Removes what was written; the target itself is untouched. */
  async remove(): Promise<void> {
    await rm(this.path, { force: true });
    await rm(this.soundPath, { force: true });
  }
}

function isRunning(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    // A process of another user answers EPERM: it runs.
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

import { randomBytes } from 'node:crypto';
import { link, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { z } from 'zod';
import { isRunning } from './process-owner.ts';

/** Says who edits a project. It lies beside the file; its date is the owner's last sign of life. */
const lockSchema = z.object({ token: z.string(), host: z.string(), processId: z.number().int() });

/** The right to write a project file. */
export interface ProjectLock {
  /** False once another process took the lock, because this one was silent for too long. */
  readonly isHeld: boolean;
  release(): Promise<void>;
}

/** What came of asking for the lock. */
export type LockAnswer =
  | { readonly kind: 'held'; readonly lock: ProjectLock }
  /** Another live process edits the file. */
  | { readonly kind: 'taken'; readonly host: string; readonly processId: number }
  /** The folder cannot be written. */
  | { readonly kind: 'impossible' };

const beatEveryMs = 10_000;
/** An owner that was silent for so long is gone, also where its process cannot be asked. */
const silentAfterMs = 120_000;

/** Where the lock of a project file lies. */
export function lockPathOf(projectPath: string): string {
  return `${projectPath}.lock`;
}

/** Asks for the right to write a project file. A lock whose owner is dead is taken over. */
export async function takeLock(projectPath: string): Promise<LockAnswer> {
  const path = lockPathOf(projectPath);
  const token = randomBytes(12).toString('hex');
  const content = JSON.stringify({ token, host: hostname(), processId: process.pid });
  // Each round a lock of a dead owner goes; a live one ends the search.
  for (let round = 0; round < 5; round += 1) {
    try {
      await writeFile(path, content, { flag: 'wx', flush: true });
      return { kind: 'held', lock: holdLock(path, token) };
    } catch (cause) {
      const { code } = cause as NodeJS.ErrnoException;
      // On a full disk the file may have been made, and nothing written into it.
      if (code === 'ENOSPC' || code === 'EDQUOT') await rm(path, { force: true });
      if (code !== 'EEXIST') return { kind: 'impossible' };
    }
    const owner = await liveOwnerOf(path);
    if (owner !== null) return { kind: 'taken', ...owner };
    if (!(await removeDeadLock(path))) return { kind: 'impossible' };
  }
  return { kind: 'taken', host: 'another computer', processId: 0 };
}

function holdLock(path: string, token: string): ProjectLock {
  let isHeld = true;
  const beat = setInterval(() => {
    void isOurs(path, token).then(async (isMine) => {
      if (!isMine) isHeld = false;
      else await utimes(path, new Date(), new Date()).catch(() => undefined);
    });
  }, beatEveryMs);
  beat.unref();
  return {
    get isHeld() {
      return isHeld;
    },
    async release() {
      clearInterval(beat);
      if (await isOurs(path, token)) await rm(path, { force: true });
      isHeld = false;
    },
  };
}

async function isOurs(path: string, token: string): Promise<boolean> {
  return (await readLock(path))?.token === token;
}

async function readLock(path: string): Promise<z.output<typeof lockSchema> | null> {
  try {
    return lockSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    // Gone, or not written to the end by a process that died: nobody's.
    return null;
  }
}

async function liveOwnerOf(path: string): Promise<{ host: string; processId: number } | null> {
  const state = await stat(path).catch(() => null);
  if (state === null) return null;
  const owner = await readLock(path);
  const silentMs = Date.now() - state.mtimeMs;
  // A lock is empty for the moment between its making and its writing.
  if (owner === null) return silentMs < 2_000 ? { host: hostname(), processId: 0 } : null;
  const isOnThisHost = owner.host === hostname();
  if (isOnThisHost && !isRunning(owner.processId)) return null;
  return silentMs < silentAfterMs ? { host: owner.host, processId: owner.processId } : null;
}

/** Removes a dead owner's lock, unless another process was faster and it is a live one's by now. */
async function removeDeadLock(path: string): Promise<boolean> {
  const aside = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    await rename(path, aside);
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === 'ENOENT';
  }
  if ((await liveOwnerOf(aside)) !== null) await link(aside, path).catch(() => undefined);
  await rm(aside, { force: true });
  return true;
}

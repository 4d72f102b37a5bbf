import { mkdir, open, readdir, rename, rm, stat, statfs } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { extname, join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { StudioError } from '../../core/errors.ts';

/** Where files that were dropped on a page of this host go. */
export interface UploadPlace {
  /** Absolute; made when it is not there. */
  readonly folder: string;
  readonly maxBytes: number;
}

/** Room that an upload leaves on the disk for the rest of the studio. */
const reserveBytes = 268_435_456;

/**
 * Streams the body of a request into a new file of the folder. A file of that name stays; the new one gets a number. What breaks off
 * leaves nothing behind.
 *
 * @param name as the page had it; what a file name cannot have is replaced
 * @returns absolute path of the file
 * @throws StudioError 'host.upload-refused' (too large, broken off), 'export.disk-full', 'export.not-writable'
 */
export async function receiveUpload(request: IncomingMessage, name: string, place: UploadPlace): Promise<string> {
  const announced = Number(request.headers['content-length'] ?? 0);
  if (announced > place.maxBytes) throw tooLarge(place.maxBytes);
  const partial = join(place.folder, `.facet-${randomBytes(6).toString('hex')}.partial`);
  try {
    await mkdir(place.folder, { recursive: true });
    const { bavail, bsize } = await statfs(place.folder);
    if (bavail * bsize < announced + reserveBytes) throw diskFull(place.folder);
    await writeBody(request, partial, place.maxBytes);
    return await placeUnderFreeName(partial, place.folder, fileNameFrom(name));
  } catch (error) {
    throw failureFrom(error, place.folder);
  } finally {
    // Best effort: the failure above says more than one of the clean-up would.
    await rm(partial, { force: true }).catch(() => undefined);
  }
}

/** Unfinished uploads are written to all the time; one that rested this long belongs to a host that was killed. */
const abandonedMs = 3_600_000;

/** Removes what hosts that were killed have left half written. What cannot be removed stays; it takes room and does no harm. */
export async function clearAbandonedUploads(folder: string, nowMs: number): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names.filter((one) => /^\.facet-[0-9a-f]{12}\.partial$/.test(one))) {
    const path = join(folder, name);
    const state = await stat(path).catch(() => null);
    if (state !== null && nowMs - state.mtimeMs > abandonedMs) await rm(path, { force: true }).catch(() => undefined);
  }
}

/** A name that every file system takes and that hides nothing: no path, no leading dot, no device of Windows. */
export function fileNameFrom(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? '';
  const kept = last
    .normalize('NFC')
    .replace(/[\u0000-\u001f\u007f<>:"|?*]/g, '_')
    .replace(/^[.\s]+|[.\s]+$/g, '');
  const safe = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i.test(kept) ? `_${kept}` : kept;
  const extension = extname(safe).slice(0, 16);
  const stem = [...safe.slice(0, safe.length - extname(safe).length)].slice(0, 56).join('');
  return stem === '' ? `upload${extension}` : `${stem}${extension}`;
}

/** Takes the name with an empty file first, so that two uploads of one name cannot replace each other. */
async function placeUnderFreeName(partial: string, folder: string, name: string): Promise<string> {
  const extension = extname(name);
  const stem = name.slice(0, name.length - extension.length);
  for (let number = 1; ; number++) {
    const path = join(folder, number === 1 ? name : `${stem} (${number})${extension}`);
    if (!(await takeName(path))) continue;
    await rename(partial, path);
    return path;
  }
}

async function takeName(path: string): Promise<boolean> {
  try {
    await (await open(path, 'wx')).close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Reads piece by piece; a request that is refused half way stays open, because its answer comes over the same connection. */
async function writeBody(request: IncomingMessage, path: string, maxBytes: number): Promise<void> {
  const file = await open(path, 'wx');
  try {
    let byteCount = 0;
    for await (const chunk of request.iterator({ destroyOnReturn: false })) {
      byteCount += (chunk as Buffer).length;
      if (byteCount > maxBytes) throw tooLarge(maxBytes);
      await file.writeFile(chunk as Buffer);
    }
    if (!request.complete) throw brokenOff();
  } finally {
    await file.close();
  }
}

function tooLarge(maxBytes: number): StudioError {
  const limit = `${Math.round(maxBytes / 1e6)} MB`;
  return new StudioError('host.upload-refused', `The file is larger than this host takes (${limit}).`, { maxBytes });
}

function brokenOff(): StudioError {
  return new StudioError('host.upload-refused', 'The upload broke off; nothing was kept.');
}

function diskFull(folder: string): StudioError {
  return new StudioError('export.disk-full', `There is no room for the file in ${folder}.`, { folder });
}

function failureFrom(error: unknown, folder: string): unknown {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  if (['ENOSPC', 'EDQUOT', 'EFBIG'].includes(code)) return diskFull(folder);
  if (['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST'].includes(code))
    return new StudioError('export.not-writable', `${folder} cannot be written.`, { folder }, error);
  if (['ERR_STREAM_PREMATURE_CLOSE', 'ECONNRESET'].includes(code)) return brokenOff();
  return error;
}

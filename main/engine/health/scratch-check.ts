import { mkdir, mkdtemp, rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { HealthCheck } from '../../../core/ports/doctor.ts';

const gigabyte = 1e9;

/** An hour of video with one face needs about half of this. */
const comfortableFreeBytes = gigabyte;

/** The scratch folder: can it be written, and how much is free there? */
export async function checkScratch(root: string): Promise<HealthCheck> {
  try {
    await mkdir(root, { recursive: true });
    const folder = await mkdtemp(join(root, 'doctor-'));
    try {
      await writeFile(join(folder, 'probe'), 'probe');
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  } catch (failure) {
    const reason = (failure as NodeJS.ErrnoException).code ?? String(failure);
    return {
      name: 'scratch',
      status: 'missing',
      sentence: `The scratch folder ${root} cannot be written (${reason}).`,
      advice: 'Set FACET_SCRATCH to a folder that can.',
      details: { path: root, reason },
    };
  }
  const { bavail, bsize } = await statfs(root);
  const freeBytes = bavail * bsize;
  const isRoomy = freeBytes >= comfortableFreeBytes;
  return {
    name: 'scratch',
    status: isRoomy ? 'ok' : 'warning',
    sentence: `Scratch files go to ${root}, ${(freeBytes / gigabyte).toFixed(1)} GB free.`,
    advice: isRoomy
      ? ''
      : 'An hour of video needs about half a gigabyte there: free some, or set FACET_SCRATCH to a folder with room.',
    details: { path: root, freeBytes },
  };
}

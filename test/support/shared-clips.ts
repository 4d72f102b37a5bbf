import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Folder of real footage beside the checkout; it is not part of the repository. */
const clipsFolder = resolve(import.meta.dirname, '../../../shared/clips');

/** Why a test on real footage is skipped here, or false when it can run. */
export const noClips: string | false = existsSync(clipsFolder)
  ? false
  : 'the folder ../shared with real clips is not here';

/** Path of a clip, such as `test/name.mp4`. */
export function clipPath(name: string): string {
  return join(clipsFolder, name);
}

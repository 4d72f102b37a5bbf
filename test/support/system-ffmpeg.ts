import { spawnSync } from 'node:child_process';

/** Why a test whose files are made by an installed ffmpeg is skipped here, or false when it can run. */
export const noFfmpeg: string | false =
  spawnSync('ffmpeg', ['-version'], { stdio: 'ignore' }).status === 0
    ? false
    : 'no ffmpeg is installed to make its files';

/** What a skipped suite adds to its name. */
export const ffmpegNote = noFfmpeg === false ? '' : ` (skipped: ${noFfmpeg})`;

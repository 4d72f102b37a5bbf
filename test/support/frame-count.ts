import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Frames of a file, each one decoded and counted by ffprobe. */
export async function frameCountIn(path: string): Promise<number> {
  const words = [
    '-v',
    'error',
    '-select_streams',
    'v:0',
    '-count_frames',
    '-show_entries',
    'stream=nb_read_frames',
    '-of',
    'csv=p=0',
    path,
  ];
  const { stdout } = await run('ffprobe', words);
  return Number.parseInt(stdout, 10);
}

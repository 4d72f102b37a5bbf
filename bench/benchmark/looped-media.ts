import { existsSync } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { MediaRunner, RunArgument } from '../../main/engine/media/media-runner.ts';
import { cacheFolder, fileKey, keyOf } from '../evaluation/content-cache.ts';

/** A video and a voice of the same length. */
export interface BenchInput {
  readonly videoPath: string;
  readonly voicePath: string;
  readonly seconds: number;
}

/** Repeats a clip (fitted into 1280x720) and a voice until they last so long. */
export async function loopMedia(
  runner: MediaRunner,
  clip: string,
  voice: string,
  seconds: number,
): Promise<BenchInput> {
  const folder = join(cacheFolder, 'bench', keyOf(await fileKey(clip), await fileKey(voice), String(seconds)));
  const videoPath = join(folder, 'video.mp4');
  const voicePath = join(folder, 'voice.wav');
  const fit = 'scale=1280:720:force_original_aspect_ratio=decrease,pad=1280:720:(ow-iw)/2:(oh-ih)/2,setsar=1,fps=25';
  const loop = (path: string): RunArgument[] => [
    '-stream_loop',
    '-1',
    '-i',
    { kind: 'input', path },
    '-t',
    String(seconds),
  ];
  await make(runner, videoPath, (output) => [
    ...loop(clip),
    '-vf',
    fit,
    '-c:v',
    'libx264',
    '-preset',
    'veryfast',
    '-crf',
    '18',
    '-pix_fmt',
    'yuv420p',
    '-c:a',
    'aac',
    '-b:a',
    '128k',
    output,
  ]);
  await make(runner, voicePath, (output) => [...loop(voice), '-ac', '1', '-ar', '24000', output]);
  return { videoPath, voicePath, seconds };
}

async function make(runner: MediaRunner, path: string, words: (output: RunArgument) => RunArgument[]): Promise<void> {
  if (existsSync(path)) return;
  await mkdir(dirname(path), { recursive: true });
  const partial = path.replace(/(\.[a-z0-9]+)$/, '.part$1');
  const run = runner.start({
    program: 'ffmpeg',
    arguments: ['-y', '-v', 'error', ...words({ kind: 'output', path: partial })],
  });
  run.endInput();
  const { exitCode, lastMessages } = await run.result;
  if (exitCode !== 0) throw new Error(`ffmpeg could not make ${path}: ${lastMessages}`);
  await rename(partial, path);
}

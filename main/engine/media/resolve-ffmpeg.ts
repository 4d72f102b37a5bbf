import { execFile } from 'node:child_process';
import { access, constants, stat } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { StudioError } from '../../../core/errors.ts';

/** A native ffmpeg that can do the work. */
export interface NativeFfmpeg {
  readonly path: string;
  /** The ffprobe beside it, or null. */
  readonly probePath: string | null;
  readonly version: string;
  readonly encoders: readonly string[];
}

/** Where to look. */
export interface FfmpegSearch {
  /** FFMPEG_PATH: a program, or a folder that has one. */
  readonly chosen: string | undefined;
  /** Folder of the packaged application's resources. */
  readonly resourcesFolder: string | undefined;
  readonly searchPath: string | undefined;
  readonly platform: NodeJS.Platform;
}

/** libavcodec of ffmpeg 5.1, the first that knows `-fps_mode`; git builds have no version number but always this one. */
const oldestCodecVersion = { major: 59, minor: 37 };

/**
 * Finds a native ffmpeg in the order FFMPEG_PATH, bundled, PATH.
 * FFMPEG_PATH is a choice: when it can not do the work, that is an error, not a silent change.
 *
 * @returns null when none is found or the one on PATH is too old or lacks an encoder
 * @throws StudioError 'media.ffmpeg-not-found' when FFMPEG_PATH names something that can not do the work
 */
export async function resolveNativeFfmpeg(search: FfmpegSearch): Promise<NativeFfmpeg | null> {
  const suffix = search.platform === 'win32' ? '.exe' : '';
  if (search.chosen) return resolveChosen(search.chosen, suffix);
  const folders = [
    ...(search.resourcesFolder ? [join(search.resourcesFolder, 'ffmpeg')] : []),
    ...(search.searchPath ?? '').split(delimiter).filter((folder) => folder !== ''),
  ];
  for (const folder of folders) {
    const path = join(folder, `ffmpeg${suffix}`);
    if (!(await isExecutable(path))) continue;
    const checked = await checkFfmpeg(path, suffix);
    if (typeof checked !== 'string') return checked;
  }
  return null;
}

async function resolveChosen(chosen: string, suffix: string): Promise<NativeFfmpeg> {
  const isFolder = await stat(chosen).then(
    (entry) => entry.isDirectory(),
    () => false,
  );
  const path = isFolder ? join(chosen, `ffmpeg${suffix}`) : chosen;
  if (!(await isExecutable(path))) throw notUsable(chosen, 'there is no program at that place');
  const checked = await checkFfmpeg(path, suffix);
  if (typeof checked === 'string') throw notUsable(chosen, checked);
  return checked;
}

function notUsable(chosen: string, reason: string): StudioError {
  return new StudioError(
    'media.ffmpeg-not-found',
    `FFMPEG_PATH names ${chosen}, but ${reason}. Correct it, or remove it to use the ffmpeg that Facet brings.`,
    { path: chosen },
  );
}

/** Checks version and encoders. @returns a reason in words when it can not do the work */
async function checkFfmpeg(path: string, suffix: string): Promise<NativeFfmpeg | string> {
  const banner = await outputOf(path, ['-hide_banner', '-version']);
  if (banner === null) return 'it does not run';
  const codec = /libavcodec\s+(\d+)\.\s*(\d+)/.exec(banner);
  const version = /^ffmpeg version (\S+)/m.exec(banner)?.[1];
  if (!codec || !version) return 'it is not ffmpeg';
  const [major, minor] = [Number(codec[1]), Number(codec[2])];
  const isOld =
    major < oldestCodecVersion.major || (major === oldestCodecVersion.major && minor < oldestCodecVersion.minor);
  if (isOld) return `it is version ${version}; 5.1 or newer is needed`;
  const encoders = namesIn(await outputOf(path, ['-hide_banner', '-encoders']), /^ [VAS][.A-Z]{5} (\S+)/gm);
  const missing = ['libx264', 'aac'].filter((name) => !encoders.includes(name));
  if (missing.length > 0) return `it was built without ${missing.join(' and ')}`;
  const demuxers = namesIn(await outputOf(path, ['-hide_banner', '-demuxers']), /^ D.? +(\S+)/gm);
  if (!demuxers.includes('nut')) return 'it was built without the NUT format';
  const probePath = join(dirname(path), `ffprobe${suffix}`);
  return { path, version, encoders, probePath: (await isExecutable(probePath)) ? probePath : null };
}

function namesIn(text: string | null, pattern: RegExp): string[] {
  return [...(text ?? '').matchAll(pattern)].map((match) => match[1]);
}

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

/** Standard output of a short run; null when the program can not be started, fails, or takes ten seconds. */
function outputOf(path: string, words: string[]): Promise<string | null> {
  return new Promise((settle) => {
    execFile(path, words, { timeout: 10_000, maxBuffer: 1 << 22, windowsHide: true }, (error, stdout) => {
      settle(error ? null : stdout);
    });
  });
}

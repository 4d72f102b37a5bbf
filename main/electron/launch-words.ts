import { extname, resolve } from 'node:path';
import { stillEndings } from '../../core/media/still-endings.ts';
import type { HostCommand } from '../../api/bridge.ts';

const projectExtension = '.facet';

/** Files that can be imported by dropping them on the application's icon. */
const mediaExtensions: ReadonlySet<string> = new Set(
  [
    ...'mp4 m4v mov mkv webm avi mpg mpeg ts mts mxf wav mp3 m4a aac flac ogg opus aif aiff srt vtt'.split(' '),
    ...stillEndings,
  ].map((name) => `.${name}`),
);

/**
 * What the words of a start ask for: a project to open (the last one named), else media to import. Flags, also those that Chromium
 * adds, and everything else are left alone.
 *
 * @param words `process.argv`, or what a second instance was started with
 * @param folder that relative paths belong to
 */
export function commandFromWords(words: readonly string[], folder: string): HostCommand | null {
  const paths = words.slice(1).filter((word) => !word.startsWith('-'));
  return commandFromPaths(paths.map((path) => resolve(folder, path)));
}

/** What a bunch of files, dropped or opened together, asks for. */
export function commandFromPaths(paths: readonly string[]): HostCommand | null {
  const isOf = (extensions: ReadonlySet<string>) => (path: string) => extensions.has(extname(path).toLowerCase());
  const project = paths.filter(isOf(new Set([projectExtension]))).at(-1);
  if (project !== undefined) return { openProject: project };
  const media = paths.filter(isOf(mediaExtensions));
  return media.length === 0 ? null : { importFiles: media };
}

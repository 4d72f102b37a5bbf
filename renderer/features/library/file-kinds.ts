import type { FilePurpose } from '../../state/file-choice.ts';

const videos = [
  'mp4',
  'mov',
  'm4v',
  'mkv',
  'webm',
  'avi',
  'mxf',
  'mts',
  'm2ts',
  'ts',
  'mpg',
  'mpeg',
  'wmv',
  'flv',
  'ogv',
  '3gp',
];
const pictures = ['png', 'jpg', 'jpeg', 'webp', 'bmp', 'tif', 'tiff', 'avif'];
const sounds = ['wav', 'mp3', 'm4a', 'aac', 'flac', 'ogg', 'opus', 'aif', 'aiff', 'wma', 'ac3', 'caf'];

/** Endings of the files that a purpose is about; null = any. */
export function endingsOf(purpose: FilePurpose): readonly string[] | null {
  switch (purpose) {
    case 'media':
      return [...videos, ...sounds, ...pictures];
    case 'subtitles':
      return ['srt', 'vtt'];
    case 'checkpoints':
      return ['pth'];
    case 'project':
    case 'save-project':
    case 'save-copy':
      return ['facet'];
    case 'save-export':
      return ['mp4'];
  }
}

/** True for purposes that name a file which is not there yet. */
export function isSaving(purpose: FilePurpose): boolean {
  return purpose.startsWith('save-');
}

/** True for the purpose that is about a folder: its files are shown, so that one sees where one is, and cannot be chosen. */
export function isOfFolder(purpose: FilePurpose): boolean {
  return purpose === 'checkpoints';
}

/** True for the name of a still picture. */
export function isPicture(name: string): boolean {
  return pictures.some((ending) => name.toLowerCase().endsWith(`.${ending}`));
}

/** True when a file of this name serves the purpose. */
export function isOfPurpose(name: string, purpose: FilePurpose): boolean {
  const endings = endingsOf(purpose);
  const ending = /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase();
  return endings === null || (ending !== undefined && endings.includes(ending));
}

/** A name with the ending that the purpose needs. */
export function withEnding(name: string, purpose: FilePurpose): string {
  const [ending] = endingsOf(purpose) ?? [];
  return ending === undefined || isOfPurpose(name, purpose) ? name : `${name}.${ending}`;
}

/** A path inside a folder, with the folder's own kind of separator. */
export function joinPath(folder: string, name: string): string {
  const separator = folder.includes('\\') && !folder.includes('/') ? '\\' : '/';
  return folder.endsWith(separator) ? folder + name : folder + separator + name;
}

/** Folder and file name of a path of either kind. */
export function splitPath(path: string): { readonly folder: string; readonly name: string } {
  const at = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'));
  return at < 0 ? { folder: '', name: path } : { folder: path.slice(0, Math.max(1, at)), name: path.slice(at + 1) };
}

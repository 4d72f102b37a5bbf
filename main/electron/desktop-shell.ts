import type { FileFilter } from 'electron';
import type { HostShell } from '../../core/ports/host-shell.ts';
import type { ElectronApi, StudioWindow } from './electron-api.ts';
import type { DesktopWords } from './menu-words.ts';

/** What files each dialog shows first. */
const extensions = {
  media:
    'mp4 m4v mov mkv webm avi mpg mpeg ts mts mxf wav mp3 m4a aac flac ogg opus aif aiff png jpg jpeg webp bmp tif tiff avif'.split(
      ' ',
    ),
  subtitles: ['srt', 'vtt'],
  project: ['facet'],
  video: ['mp4', 'mov', 'm4v'],
} as const;

/**
 * The system's dialogs and file manager as the studio's port.
 *
 * @param windowOf the window that a dialog belongs to; null while none is open
 */
export function makeDesktopShell(
  { dialog, shell }: Pick<ElectronApi, 'dialog' | 'shell'>,
  windowOf: () => StudioWindow | null,
  words: () => DesktopWords['talk'],
): HostShell {
  const filtersFor = (...kinds: (keyof typeof extensions)[]): FileFilter[] => {
    const { fileKinds } = words();
    const named = kinds.map((kind) => ({ name: fileKinds[kind], extensions: [...extensions[kind]] }));
    return [...named, { name: fileKinds.all, extensions: ['*'] }];
  };
  const open = async (filters: FileFilter[], suggestedPath: string | null, isMany: boolean) => {
    const properties: ('openFile' | 'multiSelections')[] = isMany ? ['openFile', 'multiSelections'] : ['openFile'];
    const options = { filters, properties, ...(suggestedPath === null ? {} : { defaultPath: suggestedPath }) };
    const window = windowOf();
    const { canceled, filePaths } = await (window === null
      ? dialog.showOpenDialog(options)
      : dialog.showOpenDialog(window, options));
    return canceled ? [] : filePaths;
  };
  const openFolder = async (suggestedPath: string | null) => {
    const properties: 'openDirectory'[] = ['openDirectory'];
    const options = { properties, ...(suggestedPath === null ? {} : { defaultPath: suggestedPath }) };
    const window = windowOf();
    const { canceled, filePaths } = await (window === null
      ? dialog.showOpenDialog(options)
      : dialog.showOpenDialog(window, options));
    return canceled ? [] : filePaths;
  };
  const save = async (filters: FileFilter[], suggestedPath: string | null) => {
    const options = { filters, ...(suggestedPath === null ? {} : { defaultPath: suggestedPath }) };
    const window = windowOf();
    const { canceled, filePath } = await (window === null
      ? dialog.showSaveDialog(options)
      : dialog.showSaveDialog(window, options));
    return canceled || filePath === '' ? [] : [filePath];
  };
  return {
    hasDialogs: true,
    async choose(purpose, suggestedPath) {
      switch (purpose) {
        case 'media':
          return open(filtersFor('media', 'subtitles'), suggestedPath, true);
        case 'subtitles':
          return open(filtersFor('subtitles'), suggestedPath, false);
        case 'project':
          return open(filtersFor('project'), suggestedPath, false);
        case 'checkpoints':
          return openFolder(suggestedPath);
        case 'save-export':
          return save(filtersFor('video'), suggestedPath);
        case 'save-project':
        case 'save-copy':
          return save(filtersFor('project'), suggestedPath);
      }
    },
    async reveal(path) {
      shell.showItemInFolder(path);
      return true;
    },
  };
}

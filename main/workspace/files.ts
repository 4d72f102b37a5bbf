import { StudioError } from '../../core/errors.ts';
import type { FolderEntry } from '../../core/ports/media-files.ts';
import { textFromBytes } from './text-from-bytes.ts';
import type { WorkspacePorts } from './workspace-ports.ts';

/** Larger files are not what a person calls a text. */
const textLimitBytes = 5 * 1024 * 1024;

/** Choosing and reading files. */
export interface Files {
  describe(): Promise<{
    readonly hasDialogs: boolean;
    readonly places: readonly { readonly name: string; readonly path: string }[];
    readonly projectFolder: string;
  }>;
  /** @throws 'media.not-found' | 'media.not-readable' */
  listFolder(folder: string): Promise<{
    readonly folder: string;
    readonly parent: string | null;
    readonly entries: readonly FolderEntry[];
  }>;
  /** @throws 'media.not-found' | 'media.not-readable' | 'media.not-media' for what is no text */
  readText(path: string): Promise<string>;
}

/** Files of this computer. */
export function createFiles(
  ports: Pick<WorkspacePorts, 'mediaFiles' | 'userFiles' | 'shell' | 'projectFolder'>,
): Files {
  const { mediaFiles, userFiles } = ports;
  return {
    async describe() {
      const places = await mediaFiles.places();
      return { hasDialogs: ports.shell.hasDialogs, places, projectFolder: ports.projectFolder };
    },
    async listFolder(folder) {
      const places = await mediaFiles.places();
      // Nothing named: where choosing starts.
      const listed = folder === '' ? (places[0]?.path ?? '/') : folder;
      if (!userFiles.isAbsolute(listed))
        throw new StudioError('media.not-found', `${listed} is no whole path.`, { path: listed });
      return { folder: listed, parent: userFiles.folderOf(listed), entries: await mediaFiles.listFolder(listed) };
    },
    async readText(path) {
      const name = userFiles.nameOf(path);
      if (!userFiles.isAbsolute(path)) throw new StudioError('media.not-found', `${path} is no whole path.`, { path });
      const bytes = await userFiles.readBytes(path, textLimitBytes);
      if (bytes === null)
        throw new StudioError('media.not-media', `${name} is larger than 5 MB, so it is hardly a text.`, { path });
      const text = textFromBytes(bytes);
      if (text === null) throw new StudioError('media.not-media', `${name} is not a text file.`, { path });
      return text;
    },
  };
}

/** A file as the disk has it now. */
export interface FileState {
  readonly path: string;
  readonly sizeBytes: number;
  readonly modifiedMs: number;
}

/** An entry of a folder, for choosing files. */
export interface FolderEntry {
  readonly name: string;
  readonly path: string;
  readonly kind: 'folder' | 'file';
  readonly sizeBytes: number;
  readonly modifiedMs: number;
}

/** Looks at the user's files without reading what they mean. */
export interface MediaFiles {
  /** @returns null when there is no such file */
  stateOf(path: string): Promise<FileState | null>;
  /** Hash of size and content (long files: of evenly spread parts). @throws 'media.not-found' | 'media.not-readable' */
  contentKeyOf(path: string): Promise<string>;
  /** Visible entries, folders first, by name. @throws 'media.not-found' | 'media.not-readable' */
  listFolder(folder: string): Promise<readonly FolderEntry[]>;
  /** Files under the folder (to a bounded depth and number) whose size is that of the wanted one, for relinking. */
  findBySize(folder: string, sizeBytes: number): Promise<readonly string[]>;
  /** Home, documents, the disk's root, and the like; the first is where choosing starts. */
  places(): Promise<readonly { readonly name: string; readonly path: string }[]>;
}

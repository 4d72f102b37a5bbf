/** The few things that a host does with files besides media: reading and writing small ones, copying, room on the disk, and paths. */
export interface UserFiles {
  /** The whole file; null when it is larger than the limit. @throws 'media.not-found' | 'media.not-readable' */
  readBytes(path: string, limitBytes: number): Promise<Uint8Array | null>;
  /** Writes a small file in a folder that exists. @throws 'export.disk-full' | 'export.not-writable' */
  writeBytes(path: string, bytes: Uint8Array): Promise<void>;
  /** @throws 'media.not-found' for the source, 'export.disk-full' | 'export.not-writable' | 'project.exists' for the target */
  copy(sourcePath: string, targetPath: string): Promise<void>;
  /** Makes a folder and those above it; one that exists is fine. @throws 'export.not-writable' | 'export.disk-full' */
  makeFolder(folder: string): Promise<void>;
  /** True for files and folders alike. */
  exists(path: string): Promise<boolean>;
  /** Bytes that this user may still write on the disk of the folder; null when the system does not say. */
  freeBytes(folder: string): Promise<number | null>;
  /** Paths by the rules of this computer. */
  join(folder: string, ...names: readonly string[]): string;
  /** The folder that holds a file or folder; null for a root. */
  folderOf(path: string): string | null;
  /** Last part of a path. */
  nameOf(path: string): string;
  isAbsolute(path: string): boolean;
}

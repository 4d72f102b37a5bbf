/** The folder of an artifact while it is being made. */
export interface ArtifactFolder {
  /** Absolute; programs that write files themselves (ffmpeg) write them here. */
  readonly path: string;
  /** Writes a file. Whole or not at all, because an unfinished artifact is never seen. @throws 'export.disk-full' */
  write(name: string, bytes: Uint8Array): Promise<void>;
}

/** Artifacts whose files are made and read by name: `ArtifactCache` for code that knows no file system. */
export interface ArtifactFiles {
  /**
   * Makes an artifact unless it is there already. Two makers of one key share the work; what `fill` throws removes it.
   * @returns absolute path of the artifact's folder
   * @throws 'export.disk-full' | 'export.not-writable', and whatever `fill` throws
   */
  make(key: string, fill: (folder: ArtifactFolder) => Promise<void>): Promise<string>;
  /** Folder of a finished artifact, or null. */
  find(key: string): Promise<string | null>;
  /** Bytes of one file of a finished artifact; null when there is no such artifact or file. */
  read(key: string, name: string): Promise<Uint8Array | null>;
}

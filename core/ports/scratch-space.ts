/** A folder for files that only one job needs. */
export interface ScratchFolder {
  readonly path: string;
  /** Deletes the folder and all in it; safe to call more than once. */
  remove(): Promise<void>;
}

/** Makes scratch folders. Folders that a killed process left behind are removed when the next one is made. */
export interface ScratchSpace {
  /** @throws 'export.not-writable' when the place for scratch files cannot be written, 'export.disk-full' when it has no room */
  open(): Promise<ScratchFolder>;
}

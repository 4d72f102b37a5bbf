/** A project that was opened before. */
export interface RecentProject {
  readonly path: string;
  readonly name: string;
  readonly openedMs: number;
}

/** Small facts that outlive a run: the user's settings and recent projects. A damaged file counts as empty and is kept aside. */
export interface SettingsStore {
  /** The settings as they were written, unchecked; null when there are none. */
  readSettings(): Promise<unknown>;
  /** @throws 'export.not-writable' | 'export.disk-full' */
  writeSettings(settings: unknown): Promise<void>;
  listRecent(): Promise<readonly RecentProject[]>;
  /** Puts a project first; at most 30 are kept. */
  noteRecent(project: RecentProject): Promise<void>;
  forgetRecent(path: string): Promise<void>;
}

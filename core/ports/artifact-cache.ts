/**
 * Derived data in folders, found by key. A key names everything that the content depends on (content keys of the inputs, version of
 * the maker, parameters), so an artifact never grows stale; it may be deleted at any time to make room.
 */
export interface ArtifactCache {
  /** Absolute path of the finished artifact's folder, or null. Finding it makes it young again. */
  find(key: string): Promise<string | null>;
  /**
   * Makes an artifact: `write` fills an empty folder, which becomes visible under the key in one step when it resolves and is removed
   * when it rejects. Returns the folder of a finished artifact at once; two makers of one key in one process share the work.
   * @throws 'export.disk-full' | 'export.not-writable', and whatever `write` throws
   */
  make(key: string, write: (folder: string) => Promise<void>): Promise<string>;
  /** Bytes of all finished artifacts. */
  sizeBytes(): Promise<number>;
  /** Deletes the oldest artifacts until the rest takes at most the limit. Artifacts used in the last minute stay. */
  trim(limitBytes: number): Promise<void>;
}

/** What is about to be written, and from what. */
export interface OutputIntent {
  readonly outputPath: string;
  /** Files that the job reads; the output must be none of them. */
  readonly inputPaths: readonly string[];
  /** True when an existing file may be replaced. */
  readonly canReplace: boolean;
}

/** Looks at the place of an output before hours are spent on it. Nothing is left there by looking. */
export interface OutputGuard {
  /**
   * @throws 'cli.same-file' when the output is an input (also through links), 'cli.output-exists', 'export.folder-missing',
   *         'export.not-writable', 'export.disk-full' when next to nothing is free
   */
  assertCanWrite(intent: OutputIntent): Promise<void>;
}

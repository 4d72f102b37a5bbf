/** What a host can do on the user's desktop. A host without a desktop (a server) can do none of it. */
export interface HostShell {
  readonly hasDialogs: boolean;
  /** Shows the system's dialog; empty when dismissed or when there is none. Paths are absolute. */
  choose(
    purpose: 'media' | 'subtitles' | 'project' | 'checkpoints' | 'save-project' | 'save-export' | 'save-copy',
    suggestedPath: string | null,
  ): Promise<readonly string[]>;
  /** Shows a file in the file manager; false when this host cannot. */
  reveal(path: string): Promise<boolean>;
}

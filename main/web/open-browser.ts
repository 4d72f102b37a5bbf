import { spawn } from 'node:child_process';

/** A program with its arguments. */
export interface BrowserCommand {
  readonly program: string;
  readonly words: readonly string[];
}

/** What opens an address in the user's browser; null where there is no screen to show one on. */
export function browserCommand(
  platform: string,
  env: Readonly<Record<string, string | undefined>>,
  url: string,
): BrowserCommand | null {
  if (platform === 'darwin') return { program: 'open', words: [url] };
  // Not through cmd.exe, which has its own ideas about & and #.
  if (platform === 'win32') return { program: 'rundll32', words: ['url.dll,FileProtocolHandler', url] };
  const hasScreen = Boolean(env.DISPLAY) || Boolean(env.WAYLAND_DISPLAY);
  return hasScreen ? { program: 'xdg-open', words: [url] } : null;
}

/** Starts the program and leaves it alone; false when it could not be started. */
export function openBrowser({ program, words }: BrowserCommand): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(program, words, { stdio: 'ignore', detached: true });
    child.once('error', () => resolve(false));
    child.once('spawn', () => {
      child.unref();
      resolve(true);
    });
  });
}

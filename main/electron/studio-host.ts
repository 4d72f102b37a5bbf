import type { DesktopWorld } from './start.ts';
import { openHost } from '../host.ts';

/** Opens the real studio behind the window. Its log goes to the error stream. */
export const openDesktopStudio: DesktopWorld['openStudio'] = (shell, launchEngine) =>
  openHost({
    host: 'electron',
    env: process.env,
    shell,
    launchEngine,
    onLog: (line) => void process.stderr.write(`${line}\n`),
  });

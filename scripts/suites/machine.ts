import { existsSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { delimiter, join } from 'node:path';

/** Folder of evaluation material beside the repository; it is never part of it. */
export const sharedFolder = '../shared';

const chromiumPaths = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

/** A Chromium on this machine (CHROMIUM_PATH first), or null. */
export function findChromium(): string | null {
  const asked = process.env.CHROMIUM_PATH;
  return [...(asked ? [asked] : []), ...chromiumPaths].find((path) => existsSync(path)) ?? null;
}

/** True when a program of this name is on PATH. */
export function isOnPath(program: string): boolean {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const names = process.platform === 'win32' ? [`${program}.exe`, `${program}.cmd`] : [program];
  return folders.some((folder) => names.some((name) => existsSync(join(folder, name))));
}

/** True when the evaluation material lies beside the repository. */
export function hasSharedFolder(): boolean {
  return existsSync(sharedFolder);
}

/** True when python3 can make virtual environments (Debian ships it without). */
export function canMakePythonEnvironments(): boolean {
  return spawnSync('python3', ['-c', 'import venv, ensurepip'], { stdio: 'ignore' }).status === 0;
}

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
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

/** The interpreter that makes the training environment; the same rule as training/venv.sh. */
export function trainingPython(): string {
  return process.env.FACET_PYTHON ?? 'python3.11';
}

/** True when the training package's interpreter is here and can make virtual environments (Debian splits that off). */
export function canMakeTrainingEnvironment(): boolean {
  return spawnSync(trainingPython(), ['-c', 'import venv, ensurepip'], { stdio: 'ignore' }).status === 0;
}

/** Folder of the environment of the present lock file, made or not; the same as in training/venv.sh. */
export function trainingEnvironmentFolder(lockFile: string): string {
  const hash = createHash('sha256').update(readFileSync(lockFile)).digest('hex').slice(0, 12);
  const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache');
  return join(cache, 'facet', `training-venv-${hash}`);
}

/** True when the environment of the present lock file was already made. */
export function hasTrainingEnvironment(lockFile: string): boolean {
  return existsSync(join(trainingEnvironmentFolder(lockFile), '.complete'));
}

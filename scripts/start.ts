/**
 * `npm start`: opens the studio. Builds it when its sources are newer than what was built, then opens the desktop window, or, where
 * there is no Electron or no screen, the browser. `npm start -- --web` always takes the browser; other words are handed on
 * (`npm start -- film.facet`, `npm start -- --port 8722`).
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { planStart } from './start/plan-start.ts';

const sources = ['api', 'core', 'main', 'preload', 'renderer', 'electron.vite.config.ts', 'package-lock.json'];
const built = ['out/main/index.js', 'out/preload/index.cjs', 'out/renderer/index.html'];

/** Where Electron keeps its program. */
const programs: Readonly<Record<string, string>> = {
  darwin: 'Electron.app/Contents/MacOS/Electron',
  win32: 'electron.exe',
};

function electronPath(): string | null {
  const folder = process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join('node_modules', 'electron', 'dist');
  const path = resolve(folder, programs[process.platform] ?? 'electron');
  return existsSync(path) ? path : null;
}

function newestChangeMs(path: string): number {
  const state = statSync(path);
  if (!state.isDirectory()) return state.mtimeMs;
  return Math.max(state.mtimeMs, ...readdirSync(path).map((name) => newestChangeMs(join(path, name))));
}

function hasScreen(): boolean {
  if (process.platform !== 'linux') return true;
  return Boolean(process.env.DISPLAY) || Boolean(process.env.WAYLAND_DISPLAY);
}

const words = process.argv.slice(2).filter((word) => word !== '--web');
const plan = planStart({
  electronPath: electronPath(),
  platform: process.platform,
  hasScreen: hasScreen(),
  isRoot: process.getuid?.() === 0,
  wantsWeb: words.length < process.argv.length - 2,
  changedMs: Math.max(...sources.map(newestChangeMs)),
  builtMs: built.every((path) => existsSync(path)) ? Math.min(...built.map((path) => statSync(path).mtimeMs)) : null,
});

if (plan.mustBuild) {
  console.log('Building the studio.');
  const { status } = spawnSync(
    process.execPath,
    ['node_modules/electron-vite/bin/electron-vite.js', 'build', '--logLevel', 'warn'],
    {
      stdio: 'inherit',
    },
  );
  if (status !== 0) process.exit(status ?? 1);
}
console.log(plan.sentence);
const serve = [
  '--disable-warning=ExperimentalWarning',
  'bin/facet.mjs',
  'serve',
  ...(plan.opensBrowser ? ['--open'] : []),
];
const child =
  plan.host === 'electron'
    ? spawn(electronPath() ?? '', ['.', ...words], { stdio: 'inherit' })
    : spawn(process.execPath, [...serve, ...words], { stdio: 'inherit' });
// The terminal sends Ctrl+C to both; this one stays to hand on how the studio ended.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => child.kill('SIGTERM'));
child.on('exit', (status) => (process.exitCode = status ?? 1));

import { homedir } from 'node:os';
import { posix, win32 } from 'node:path';

/** The variables of a process, as `process.env` has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Where what must not be lost lies: settings, recent projects, safety copies. FACET_HOME, when set, is that folder.
 * Else it is what the system's rules say: XDG_DATA_HOME, Library/Application Support, or APPDATA.
 */
export function userDataFolder(env: Environment, platform: NodeJS.Platform): string {
  const own = ownFolder(env, platform);
  if (own !== null) return own;
  const home = homeOf(env);
  if (platform === 'win32') return win32.join(env.APPDATA || win32.join(home, 'AppData', 'Roaming'), 'Facet');
  if (platform === 'darwin') return posix.join(home, 'Library', 'Application Support', 'Facet');
  return posix.join(absolute(env.XDG_DATA_HOME) ?? posix.join(home, '.local', 'share'), 'facet');
}

/** Where derived data lies that may be deleted at any time: `cache` in FACET_HOME, or where the system keeps such things. */
export function cacheFolder(env: Environment, platform: NodeJS.Platform): string {
  const own = ownFolder(env, platform);
  if (own !== null) return pathsOf(platform).join(own, 'cache');
  const home = homeOf(env);
  if (platform === 'win32')
    return win32.join(env.LOCALAPPDATA || win32.join(home, 'AppData', 'Local'), 'Facet', 'Cache');
  if (platform === 'darwin') return posix.join(home, 'Library', 'Caches', 'Facet');
  return posix.join(absolute(env.XDG_CACHE_HOME) ?? posix.join(home, '.cache'), 'facet');
}

/** Where model packs lie that the user made by import; host, engine and command line mean the same folder. */
export function userPacksFolder(env: Environment, platform: NodeJS.Platform): string {
  return pathsOf(platform).join(userDataFolder(env, platform), 'packs');
}

function ownFolder(env: Environment, platform: NodeJS.Platform): string | null {
  return env.FACET_HOME ? pathsOf(platform).resolve(env.FACET_HOME) : null;
}

function pathsOf(platform: NodeJS.Platform): typeof posix {
  return platform === 'win32' ? win32 : posix;
}

function homeOf(env: Environment): string {
  return env.HOME || env.USERPROFILE || homedir();
}

/** The XDG rules say that a relative path counts as not set. */
function absolute(path: string | undefined): string | null {
  return path !== undefined && posix.isAbsolute(path) ? path : null;
}

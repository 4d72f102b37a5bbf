import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { RecentProject, SettingsStore } from '../../core/ports/settings-store.ts';
import { diskFailure } from './disk-failure.ts';

const mostRecent = 30;

const recentProjectSchema = z.object({ path: z.string().min(1), name: z.string(), openedMs: z.number() });
const recentListSchema = z.array(z.unknown());

/** Settings and recent projects as two JSON files in the folder, which is made when it is first needed. */
export function createSettingsStore(folder: string): SettingsStore {
  const settingsPath = join(folder, 'settings.json');
  const recentPath = join(folder, 'recent-projects.json');
  // One write after the other: each reads what the one before it wrote.
  let queue: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(action: () => Promise<T>): Promise<T> => {
    const done = queue.then(action);
    queue = done.catch(() => undefined);
    return done;
  };
  const changeRecent = (change: (list: readonly RecentProject[]) => readonly RecentProject[]) =>
    inTurn(async () => writeJson(recentPath, change(await readRecent(recentPath)).slice(0, mostRecent)));
  return {
    readSettings: () => inTurn(() => readJson(settingsPath)),
    writeSettings: (settings) => inTurn(() => writeJson(settingsPath, settings)),
    listRecent: () => inTurn(() => readRecent(recentPath)),
    noteRecent: (project) => changeRecent((list) => [project, ...list.filter(({ path }) => path !== project.path)]),
    forgetRecent: (path) => changeRecent((list) => list.filter((project) => project.path !== path)),
  };
}

async function readRecent(path: string): Promise<readonly RecentProject[]> {
  const list = recentListSchema.safeParse((await readJson(path)) ?? []);
  if (!list.success) {
    await keepAside(path);
    return [];
  }
  return list.data.flatMap((entry) => recentProjectSchema.safeParse(entry).data ?? []);
}

/** @returns null when there is no such file, or none that can be read; one that is not JSON is kept aside */
async function readJson(path: string): Promise<unknown> {
  const text = await readFile(path, 'utf8').catch(() => null);
  if (text === null) return null;
  try {
    return JSON.parse(text);
  } catch {
    await keepAside(path);
    return null;
  }
}

/** What is left of a damaged file may still be of use to somebody; the next write must not take its place. */
async function keepAside(path: string): Promise<void> {
  await rename(path, `${path}.damaged`).catch(() => undefined);
}

/** The file is at every moment the old one or the new one, whole. */
async function writeJson(path: string, value: unknown): Promise<void> {
  const unfinished = `${path}.${randomBytes(4).toString('hex')}.tmp`;
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await writeFile(unfinished, `${JSON.stringify(value ?? null, null, 2)}\n`, { flush: true });
    await rename(unfinished, path);
  } catch (cause) {
    throw diskFailure('The settings', path, cause);
  } finally {
    await rm(unfinished, { force: true }).catch(() => undefined);
  }
}

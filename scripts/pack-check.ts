/**
 * `npm run pack:check`: packs the built application around a stand-in for Electron and says what is in it and how large it is. Works
 * without a download; `npx electron-builder` makes the real installers.
 */
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listArchive } from './packing/archive.ts';
import { packAroundStandIn } from './packing/pack.ts';
import { writeStandInElectron } from './packing/stand-in-electron.ts';

const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`.padStart(10);

const folder = mkdtempSync(join(tmpdir(), 'facet-pack-'));
try {
  writeStandInElectron(join(folder, 'electron'));
  await packAroundStandIn(join(folder, 'electron'), join(folder, 'packed'));
  const resources = join(folder, 'packed', 'linux-unpacked', 'resources');
  const sizes = new Map<string, number>();
  for (const { path, sizeBytes, isUnpacked } of listArchive(join(resources, 'app.asar'))) {
    const parts = path.split('/');
    const depth = parts[0] !== 'node_modules' ? 2 : parts[1].startsWith('@') ? 3 : 2;
    const name = `${isUnpacked ? 'unpacked ' : 'archive  '}${parts.slice(0, depth).join('/')}`;
    sizes.set(name, (sizes.get(name) ?? 0) + sizeBytes);
  }
  for (const [name, bytes] of [...sizes].sort((a, b) => b[1] - a[1])) console.log(`${megabytes(bytes)}  ${name}`);
  console.log(`${megabytes(sizeOf(resources))}  in all, without Electron itself`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function sizeOf(path: string): number {
  const state = statSync(path);
  return state.isDirectory() ? readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name)), 0) : state.size;
}

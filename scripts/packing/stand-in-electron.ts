import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Marks the place of the fuses in Electron's binary; behind it come a version, a count, and one character a fuse. */
export const fuseSentinel = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';

/** Fuses in the order of the wire (Electron's docs/tutorial/fuses.md), as they are before anybody flips them. */
export const fuseDefaults = {
  runAsNode: true,
  cookieEncryption: false,
  nodeOptions: true,
  nodeCliInspect: true,
  embeddedAsarIntegrityValidation: false,
  onlyLoadAppFromAsar: false,
  loadBrowserProcessSpecificV8Snapshot: false,
  grantFileProtocolExtraPrivileges: true,
} as const;

/** Name of a fuse. */
export type FuseName = keyof typeof fuseDefaults;

/**
 * Writes a folder that the packer takes for Electron on Linux: as many files as it looks at, and a binary that has nothing but fuses.
 * It lets the layout of the packed application be looked at where Electron itself was never downloaded.
 */
export function writeStandInElectron(folder: string): void {
  const states = Object.values(fuseDefaults).map((isOn) => (isOn ? '1' : '0'));
  const wire = Buffer.concat([
    Buffer.from(fuseSentinel),
    Buffer.from([1, states.length]),
    Buffer.from(states.join('')),
  ]);
  mkdirSync(join(folder, 'resources'), { recursive: true });
  mkdirSync(join(folder, 'locales'), { recursive: true });
  writeFileSync(join(folder, 'electron'), Buffer.concat([Buffer.alloc(64), wire, Buffer.alloc(64)]), { mode: 0o755 });
  for (const name of ['LICENSE', 'LICENSES.chromium.html', 'version', 'chrome-sandbox'])
    writeFileSync(join(folder, name), name);
  for (const name of ['en-US', 'ko', 'de']) writeFileSync(join(folder, 'locales', `${name}.pak`), name);
  writeFileSync(join(folder, 'resources', 'default_app.asar'), emptyArchive());
}

/** The states of the fuses in a binary. @throws Error when it has none */
export function readFuses(binary: Buffer): Readonly<Record<FuseName, boolean>> {
  const at = binary.indexOf(fuseSentinel);
  if (at === -1) throw new Error('the binary has no fuses');
  const states = binary.subarray(at + fuseSentinel.length + 2);
  const names = Object.keys(fuseDefaults) as FuseName[];
  return Object.fromEntries(names.map((name, index) => [name, states[index] === 0x31])) as Record<FuseName, boolean>;
}

/** An asar archive without files: a pickle of the header's size, then a pickle of the header. */
function emptyArchive(): Buffer {
  const header = Buffer.from('{"files":{}}');
  const padded = Math.ceil(header.length / 4) * 4;
  const pickle = Buffer.alloc(8 + padded);
  pickle.writeUInt32LE(4 + padded, 0);
  pickle.writeUInt32LE(header.length, 4);
  header.copy(pickle, 8);
  const size = Buffer.alloc(8);
  size.writeUInt32LE(4, 0);
  size.writeUInt32LE(pickle.length, 4);
  return Buffer.concat([size, pickle]);
}

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A file of an asar archive. */
export interface ArchiveEntry {
  readonly path: string;
  readonly sizeBytes: number;
  /** True when it lies beside the archive, where the system itself can open it. */
  readonly isUnpacked: boolean;
}

interface Node {
  readonly files?: Readonly<Record<string, Node>>;
  readonly size?: number;
  /** From the end of the header, as a decimal string. */
  readonly offset?: string;
  readonly unpacked?: boolean;
}

/** Lists an asar archive. */
export function listArchive(path: string): readonly ArchiveEntry[] {
  const { root } = readArchive(path);
  return filesOf(root, '').map(([name, node]) => ({
    path: name,
    sizeBytes: node.size ?? 0,
    isUnpacked: node.unpacked === true,
  }));
}

/** Writes the files that lie in the archive itself into a folder. */
export function extractArchive(path: string, folder: string): void {
  const { root, content } = readArchive(path);
  for (const [name, { offset, size = 0 }] of filesOf(root, '')) {
    if (offset === undefined) continue;
    const target = join(folder, name);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, content.subarray(Number(offset), Number(offset) + size));
  }
}

/** The header is JSON behind 16 bytes of lengths; the files follow it without a gap. */
function readArchive(path: string): { readonly root: Node; readonly content: Buffer } {
  const bytes = readFileSync(path);
  const root = JSON.parse(bytes.toString('utf8', 16, 16 + bytes.readUInt32LE(12))) as Node;
  return { root, content: bytes.subarray(8 + bytes.readUInt32LE(4)) };
}

function filesOf({ files = {} }: Node, folder: string): [string, Node][] {
  return Object.entries(files).flatMap(([name, node]): [string, Node][] => {
    const path = folder === '' ? name : `${folder}/${name}`;
    return node.files === undefined ? [[path, node]] : filesOf(node, path);
  });
}

/** One room of the house: where it is, and what its files may import. */
export interface Room {
  /** Path prefix from the repository root; a file belongs to the room with the longest matching prefix. */
  readonly path: string;
  /** Path prefixes that may be imported besides the room itself. */
  readonly rooms: readonly string[];
  /** Packages that may be imported; `node:*` stands for every Node module, `*` for any package. */
  readonly packages: readonly string[];
  /** True when files of the room may not import each other's sub-folders (each feature is a house of its own). */
  readonly closed?: boolean;
}

/** Kernels: the words that every stage speaks. */
const kernels = ['core/time', 'core/geometry', 'core/tensor', 'core/lifetime', 'core/errors.ts', 'core/saying.ts'];

/** The pipeline, in the direction in which data flows. A stage sees the stages to its left only. */
const stages = ['media', 'analysis', 'edit', 'synthesis', 'compositing', 'export'];

const stageRooms: Room[] = stages.map((stage, index) => ({
  path: `core/${stage}`,
  rooms: [...kernels, ...stages.slice(0, index).map((left) => `core/${left}`)],
  packages: ['zod'],
}));

/** The layer map (docs/architecture.md shows it as a table). */
export const layerMap: readonly Room[] = [
  ...kernels.map((path) => ({ path, rooms: kernels, packages: [] })),
  ...stageRooms,
  { path: 'core/project', rooms: [...kernels, ...stages.map((stage) => `core/${stage}`)], packages: ['zod'] },
  { path: 'core/ports', rooms: ['core'], packages: [] },
  { path: 'core', rooms: [], packages: [] },
  { path: 'api', rooms: ['core'], packages: ['zod'] },
  { path: 'main/services', rooms: ['core', 'api'], packages: [] },
  { path: 'main/workspace', rooms: ['core', 'api'], packages: ['zod'] },
  {
    path: 'main/engine-process',
    rooms: ['core', 'api', 'main/services', 'main/router.ts', 'main/adapters.ts'],
    packages: ['node:*', 'zod'],
  },
  { path: 'main/engine', rooms: ['core'], packages: ['node:*', 'zod', '@ffmpeg/core'] },
  { path: 'main/engine/checkpoint', rooms: ['core', 'main/engine'], packages: ['node:*', 'yauzl'] },
  { path: 'main/engine/onnx', rooms: ['core', 'main/engine'], packages: ['node:*', 'zod', 'onnxruntime-node'] },
  { path: 'main/storage', rooms: ['core'], packages: ['node:*', 'zod', 'better-sqlite3'] },
  { path: 'main/studio.ts', rooms: ['core', 'api', 'main/services'], packages: [] },
  { path: 'main/router.ts', rooms: ['core', 'api', 'main/services'], packages: ['zod'] },
  { path: 'main/handlers.ts', rooms: ['core', 'api', 'main/workspace', 'main/router.ts'], packages: [] },
  {
    path: 'main/host.ts',
    rooms: [
      'core',
      'api',
      'main/workspace',
      'main/storage',
      'main/engine-process',
      'main/engine/models/pack-catalog.ts',
      'main/handlers.ts',
      'main/router.ts',
      'main/program-folder.ts',
    ],
    packages: ['node:*'],
  },
  { path: 'main/program-folder.ts', rooms: [], packages: ['node:*'] },
  {
    path: 'main/adapters.ts',
    rooms: ['core', 'main/engine', 'main/storage', 'main/program-folder.ts'],
    packages: ['node:*'],
  },
  { path: 'main/delivery', rooms: ['core', 'api'], packages: ['node:*'] },
  {
    path: 'main/electron',
    rooms: [...hosts(), 'main/engine-process/engine-launcher.ts'],
    packages: ['node:*', 'electron'],
  },
  { path: 'main/web', rooms: hosts(), packages: ['node:*', 'ws', 'zod'] },
  { path: 'main/cli', rooms: [...hosts(), 'main/web'], packages: ['node:*', 'zod', 'commander'] },
  { path: 'main/index.ts', rooms: [...hosts(), 'main/electron'], packages: [] },
  { path: 'main', rooms: [], packages: [] },
  { path: 'preload', rooms: ['api'], packages: ['electron'] },
  { path: 'renderer/ui', rooms: [], packages: ['react', 'react-dom', 'radix-ui', 'lucide-react'] },
  { path: 'renderer/state', rooms: ['core', 'api'], packages: ['react', 'zustand', 'zod'] },
  {
    path: 'renderer/features',
    rooms: ['core', 'api', 'renderer/state', 'renderer/ui'],
    packages: ['react', 'react-dom', 'radix-ui', 'lucide-react', 'zustand', 'wavesurfer.js'],
    closed: true,
  },
  {
    path: 'renderer/app',
    rooms: ['core', 'api', 'renderer/state', 'renderer/ui', 'renderer/features'],
    packages: ['react', 'react-dom', 'radix-ui', 'lucide-react', 'zustand'],
  },
  {
    path: 'renderer',
    rooms: ['core', 'api', 'renderer/app', 'renderer/ui', 'renderer/state'],
    packages: ['react', 'react-dom', '@fontsource-variable/inter'],
  },
  { path: 'bench', rooms: ['core', 'main', 'api', 'scripts', 'examples', 'test'], packages: ['*'] },
  { path: 'examples', rooms: ['core', 'main', 'api', 'scripts'], packages: ['*'] },
  { path: 'scripts', rooms: ['core', 'main', 'api', 'examples', 'bench'], packages: ['*'] },
  {
    path: 'test',
    rooms: ['core', 'api', 'main', 'preload', 'renderer', 'scripts', 'bench', 'examples'],
    packages: ['*'],
  },
];

/** Native packages behind one door each: replacing one is one folder's work. Tests may use them to look behind the door. */
export const fencedPackages: Readonly<Record<string, readonly string[]>> = {
  electron: ['main/electron', 'preload', 'test'],
  // One file: it takes away onnxruntime's leave to report home.
  'onnxruntime-node': ['main/engine/onnx/onnx-runtime.ts', 'test'],
  'better-sqlite3': ['main/storage', 'test'],
};

function hosts(): string[] {
  return [
    'core',
    'api',
    'main/studio.ts',
    'main/host.ts',
    'main/router.ts',
    'main/handlers.ts',
    'main/adapters.ts',
    'main/delivery',
  ];
}

/** True when `path` is the prefix itself or lies under it. */
export function isUnder(path: string, prefix: string): boolean {
  return path === prefix || path.startsWith(`${prefix}/`);
}

/** The room that a file belongs to, or null for files outside every room (configuration at the root). */
export function roomOf(path: string): Room | null {
  const matching = layerMap.filter((room) => isUnder(path, room.path));
  return matching.sort((a, b) => b.path.length - a.path.length)[0] ?? null;
}

/** Why `from` may not import the file `target` (both from the repository root), or null when it may. */
export function forbiddenFile(from: string, target: string): string | null {
  const room = roomOf(from);
  if (room === null) return null;
  if (isUnder(target, room.path)) {
    if (room.closed !== true || featureOf(from, room) === featureOf(target, room)) return null;
    return `${featureOf(from, room)} may not reach into ${featureOf(target, room)}`;
  }
  if (room.rooms.some((allowed) => isUnder(target, allowed))) return null;
  return `${room.path} may not import ${roomOf(target)?.path ?? target}`;
}

/** Why `from` may not import the package, or null when it may. */
export function forbiddenPackage(from: string, packageName: string): string | null {
  const fence = fencedPackages[packageName];
  if (fence !== undefined && !fence.some((allowed) => isUnder(from, allowed))) {
    return `${packageName} is only for ${fence.join(', ')}`;
  }
  const room = roomOf(from);
  if (room === null) return null;
  const isAllowed = room.packages.some(
    (allowed) =>
      allowed === '*' || allowed === packageName || (allowed === 'node:*' && packageName.startsWith('node:')),
  );
  return isAllowed ? null : `${room.path} may not import the package ${packageName}`;
}

/** The package of an import specifier: `@scope/name/deep` is `@scope/name`, `node:fs/promises` stays whole. */
export function packageNameOf(specifier: string): string {
  if (specifier.startsWith('node:')) return specifier;
  const parts = specifier.split('/');
  return specifier.startsWith('@') ? parts.slice(0, 2).join('/') : parts[0];
}

function featureOf(path: string, room: Room): string {
  return path.slice(room.path.length + 1).split('/')[0];
}

import { randomBytes } from 'node:crypto';
import { rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { StudioError, isStudioError } from '../../../core/errors.ts';
import type { ModelCatalog, ModelPack, PackFile, PackState } from '../../../core/ports/model-catalog.ts';
import type { InstalledPack } from './installed-pack.ts';

/** Where packs lie, absolute paths. Each pack is a folder with a manifest.json. */
export interface PackFolders {
  /** Comes with the program. */
  readonly builtIn: string;
  /** Of the user's: imports go there. Need not exist. */
  readonly user: string;
}

/** What packs of each kind do, in words. */
const summaries: Readonly<Record<InstalledPack['kind'], string>> = {
  atlas: "Lips from a voice, made of the video's own mouths. Works on a CPU.",
  pdfgc: 'Whole faces from a generator: lips from a voice; head, eyes and expression from videos.',
};

/**
 * The model packs that come with the program and those of the user. Where both have an id, the program's is meant.
 * A pack of the user's whose manifest cannot be read is listed all the same, without factors and with what is wrong as its file's
 * problem: so it hides no other pack, is seen, and can be removed.
 *
 * @throws StudioError from its methods: 'models.not-found' | 'models.damaged' | 'models.unsupported' | 'export.not-writable'
 */
export function createPackCatalog(folders: PackFolders): ModelCatalog {
  const list = async (): Promise<readonly ModelPack[]> => {
    const { listPackFolders } = await import('../onnx/model-manifest.ts');
    const builtIn = await listPackFolders(folders.builtIn);
    if (builtIn.length === 0) {
      throw new StudioError(
        'models.not-found',
        `There is no model pack in ${folders.builtIn}. Install the program again.`,
        { folder: folders.builtIn },
      );
    }
    const user = await listPackFolders(folders.user);
    return Promise.all([
      ...builtIn.map((folder) => describePack(folder, true)),
      ...user.map((folder) =>
        describePack(folder, false).catch((failure: unknown) => describeUnreadable(folder, failure)),
      ),
    ]);
  };
  return {
    list,

    async verify(packId) {
      const pack = findPack(await list(), packId);
      const files = isUnreadable(pack) ? pack.files : await verifyFiles(pack.folder);
      return { ...pack, files, state: stateOf(files) };
    },

    async remove(packId) {
      const pack = findPack(await list(), packId);
      if (pack.isBuiltIn) {
        throw new StudioError(
          'models.unsupported',
          `The model pack "${pack.id}" comes with the program and stays. Only imported packs can be removed.`,
          { packId: pack.id },
        );
      }
      await removeFolder(pack.folder);
    },
  };
}

async function describePack(folder: string, isBuiltIn: boolean): Promise<ModelPack> {
  const { packFactors, readInstalledPack } = await import('./installed-pack.ts');
  const pack = await readInstalledPack(folder);
  const { id, version, licence, files } = pack.manifest;
  return {
    id,
    version,
    licence,
    folder,
    isBuiltIn,
    kind: pack.kind,
    summary: summaries[pack.kind],
    factors: packFactors(pack),
    precision: pack.kind === 'pdfgc' ? pack.manifest.precision : null,
    files: files.map(({ path, bytes }) => ({ name: path, sizeBytes: bytes, isIntact: null, problem: '' })),
  };
}

/** Imports are the only packs of users, so what cannot be read counts as one. */
function describeUnreadable(folder: string, failure: unknown): ModelPack {
  if (!isStudioError(failure)) throw failure;
  return {
    folder,
    id: basename(folder),
    version: '?',
    licence: '?',
    isBuiltIn: false,
    kind: 'pdfgc',
    summary: 'This pack cannot be read. Import it again, or remove it.',
    factors: [],
    precision: null,
    files: [{ name: 'manifest.json', sizeBytes: null, isIntact: false, problem: failure.message }],
  };
}

function isUnreadable({ factors }: ModelPack): boolean {
  return factors.length === 0;
}

/**
 * The pack of an id, else the one whose folder has that name.
 *
 * @throws StudioError 'models.not-found'
 */
export function findPack(packs: readonly ModelPack[], packId: string): ModelPack {
  const pack =
    packs.find(({ id }) => id === packId) ??
    // Two packs of the user's can have the same id; the folder's name tells them apart.
    packs.find(({ folder }) => basename(folder) === packId);
  if (pack) return pack;
  const known = packs.map(({ id }) => id).join(', ');
  throw new StudioError('models.not-found', `There is no model pack "${packId}"; there is ${known}.`, { packId });
}

async function verifyFiles(folder: string): Promise<readonly PackFile[]> {
  const { readInstalledPack } = await import('./installed-pack.ts');
  const { verifyPackFiles } = await import('../onnx/model-manifest.ts');
  const { manifest } = await readInstalledPack(folder);
  const reports = await verifyPackFiles(folder, manifest);
  return reports.map(({ path, bytes, problem }) => ({
    name: path,
    sizeBytes: bytes,
    isIntact: problem === '',
    problem,
  }));
}

/** A manifest that cannot be read is damage, although no size is known of it. */
function stateOf(files: readonly PackFile[]): PackState {
  if (files.some(({ name, sizeBytes }) => sizeBytes === null && name !== 'manifest.json')) return 'incomplete';
  return files.every(({ isIntact }) => isIntact) ? 'verified' : 'damaged';
}

/** The pack is gone at once: a folder that is half deleted must not be taken for a damaged pack. */
async function removeFolder(folder: string): Promise<void> {
  const doomed = join(dirname(folder), `.${basename(folder)}-removed-${randomBytes(4).toString('hex')}`);
  try {
    await rename(folder, doomed);
    await rm(doomed, { recursive: true, force: true, maxRetries: 3 });
  } catch (cause) {
    throw new StudioError(
      'export.not-writable',
      `The model pack in ${folder} cannot be removed. Close what uses it, or look at the rights of the folder.`,
      { path: folder },
      cause,
    );
  }
}

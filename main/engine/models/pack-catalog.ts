import { basename } from 'node:path';
import { StudioError } from '../../../core/errors.ts';
import type { ModelCatalog, ModelPack, PackFile } from '../../../core/ports/model-catalog.ts';

/** What packs of each kind do, in words. */
const summaries: Readonly<Record<string, string>> = {
  atlas: "Lips from a voice, made of the video's own mouths. Works on a CPU.",
};

/**
 * The model packs in the folders under `root`.
 *
 * @throws StudioError from its methods: 'models.not-found' | 'models.damaged' | 'models.unsupported'
 */
export function createPackCatalog(root: string): ModelCatalog {
  return {
    async list() {
      const { listPackFolders, readPackManifest } = await import('../onnx/model-manifest.ts');
      const folders = await listPackFolders(root);
      if (folders.length === 0) {
        throw new StudioError('models.not-found', `There is no model pack in ${root}. Install the program again.`, {
          folder: root,
        });
      }
      return Promise.all(
        folders.map(async (folder): Promise<ModelPack> => {
          const { id, version, kind, licence, files } = await readPackManifest(folder);
          const described = files.map(({ path, bytes }): PackFile => ({
            name: path,
            sizeBytes: bytes,
            isIntact: null,
            problem: '',
          }));
          return { id, version, licence, folder, summary: summaries[kind] ?? kind, files: described };
        }),
      );
    },

    async verify(packId) {
      const packs = await this.list();
      const pack = packs.find(({ id, folder }) => id === packId || basename(folder) === packId);
      if (!pack) {
        const known = packs.map(({ id }) => id).join(', ');
        throw new StudioError('models.not-found', `There is no model pack "${packId}" in ${root}; there is ${known}.`, {
          packId,
        });
      }
      const { readPackManifest, verifyPackFiles } = await import('../onnx/model-manifest.ts');
      const reports = await verifyPackFiles(pack.folder, await readPackManifest(pack.folder));
      const files = reports.map(({ path, bytes, problem }): PackFile => ({
        name: path,
        sizeBytes: bytes,
        isIntact: problem === '',
        problem,
      }));
      const isMissing = files.some(({ sizeBytes }) => sizeBytes === null);
      const state = isMissing ? 'incomplete' : files.every(({ isIntact }) => isIntact) ? 'verified' : 'damaged';
      return { ...pack, files, state };
    },
  };
}

import type { OpenFaceNetworks } from '../../../core/ports/face-networks.ts';
import type { ModelCatalog } from '../../../core/ports/model-catalog.ts';
import type { ExecutionProvider } from '../onnx/session.ts';
import type { ReleasableNetworks } from './face-networks.ts';
import { findPack } from './pack-catalog.ts';

/** What {@link createFaceNetworksOpener} works with. */
export interface OpenerParts {
  readonly catalog: Pick<ModelCatalog, 'list'>;
  /** Where the networks of the pack in this folder run. */
  readonly chooseProvider: (packFolder: string) => Promise<ExecutionProvider>;
  readonly open: (packFolder: string, provider: ExecutionProvider) => Promise<ReleasableNetworks>;
}

/** The pack that is open, and what tells it from another import under the same id. */
interface OpenPack {
  readonly mark: string;
  readonly networks: Promise<ReleasableNetworks>;
}

/**
 * Finds packs by id and keeps one open. When another is asked for, the memory of the first is freed; who still holds it can go on, it is
 * loaded again. A pack that was imported anew is opened anew.
 */
export function createFaceNetworksOpener({ catalog, chooseProvider, open }: OpenerParts): OpenFaceNetworks {
  let current: OpenPack | null = null;

  async function putAway(pack: OpenPack | null): Promise<void> {
    const networks = await pack?.networks.catch(() => null);
    await networks?.release();
  }

  async function openAfter(previous: OpenPack | null, folder: string): Promise<ReleasableNetworks> {
    await putAway(previous);
    return open(folder, await chooseProvider(folder));
  }

  return async (packId) => {
    const pack = findPack(await catalog.list(), packId);
    if (pack.kind === 'atlas') return null;
    const mark = JSON.stringify([pack.folder, pack.id, pack.version]);
    if (current?.mark !== mark) {
      const opened: OpenPack = { mark, networks: openAfter(current, pack.folder) };
      current = opened;
      // What failed is tried again by the next who asks.
      opened.networks.catch(() => {
        if (current === opened) current = null;
      });
    }
    return current.networks;
  };
}

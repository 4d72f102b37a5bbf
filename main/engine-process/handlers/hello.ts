import type { FaceNetworks, GenerativePack } from '../../../core/ports/face-networks.ts';
import type { EngineAdapters } from '../../adapters.ts';
import type { EngineVerbs } from './engine-verbs.ts';

interface HelloAdapters extends Pick<EngineAdapters, 'facetVersion' | 'openMedia' | 'chooseProvider' | 'openVoice'> {
  openedNetworks(): OpenedNetworks | null;
}

interface OpenedNetworks extends Pick<FaceNetworks, 'executionProvider' | 'costs'> {
  readonly pack: Pick<GenerativePack, 'id'>;
}

/** Says what runs here, after making sure that it does, and which generative networks were opened. */
export function createHelloHandlers(adapters: HelloAdapters): EngineVerbs<'hello' | 'describeNetworks'> {
  return {
    async hello() {
      const { runnerName } = await adapters.openMedia();
      const executionProvider = await adapters.chooseProvider();
      if (executionProvider !== 'cpu') await tryNetworks(adapters);
      return { version: adapters.facetVersion, mediaRunner: runnerName, executionProvider, pid: process.pid };
    },
    async describeNetworks() {
      const networks = adapters.openedNetworks();
      if (networks === null) return { networks };
      const { pack, executionProvider } = networks;
      return { networks: { packId: pack.id, executionProvider, costs: [...networks.costs()] } };
    },
  };
}

/** A GPU that ends the process does it here, where the host knows what to think of it, and not in the middle of a job. */
async function tryNetworks(adapters: HelloAdapters): Promise<void> {
  const { predictor } = await adapters.openVoice();
  await predictor.close();
}

import type { EngineAdapters } from '../../adapters.ts';
import type { EngineVerbs } from './engine-verbs.ts';

/** Says what runs here, after making sure that it does. */
export function createHelloHandlers(adapters: EngineAdapters): EngineVerbs<'hello'> {
  return {
    async hello() {
      const { runnerName } = await adapters.openMedia();
      const executionProvider = await adapters.chooseProvider();
      if (executionProvider !== 'cpu') await tryNetworks(adapters);
      return { version: adapters.facetVersion, mediaRunner: runnerName, executionProvider, pid: process.pid };
    },
  };
}

/** A GPU that ends the process does it here, where the host knows what to think of it, and not in the middle of a job. */
async function tryNetworks(adapters: EngineAdapters): Promise<void> {
  const { predictor } = await adapters.openVoice();
  await predictor.close();
}

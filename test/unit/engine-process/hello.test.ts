import { describe, expect, it } from 'vitest';
import { createHelloHandlers } from '../../../main/engine-process/handlers/hello.ts';

type Adapters = Parameters<typeof createHelloHandlers>[0];

const notAsked = () => Promise.reject(new Error('not asked'));

function handlersWith(openedNetworks: ReturnType<Adapters['openedNetworks']>) {
  const adapters: Adapters = {
    facetVersion: '1.0.0',
    openMedia: notAsked,
    chooseProvider: notAsked,
    openVoice: notAsked,
    openedNetworks: () => openedNetworks,
  };
  return createHelloHandlers(adapters);
}

const signal = new AbortController().signal;

describe('what the engine says of its generative networks', () => {
  it('is nothing before they are opened, and opens none', async () => {
    expect(await handlersWith(null).describeNetworks({}, signal)).toEqual({ networks: null });
  });

  it('is their pack, where they run and what they took', async () => {
    const costs = [{ network: 'generator' as const, runs: 4, items: 16, totalMs: 6400 }];
    const networks = { pack: { id: 'pdfgc' }, executionProvider: 'cuda', costs: () => costs };
    expect(await handlersWith(networks).describeNetworks({}, signal)).toEqual({
      networks: { packId: 'pdfgc', executionProvider: 'cuda', costs },
    });
  });
});

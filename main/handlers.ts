import { contract } from '../api/contract.ts';
import type { HandlersOf } from './router.ts';
import type { Studio } from './studio.ts';

/** The part of the studio that the contract reaches so far. */
export type ServedStudio = Pick<Studio, 'catalog' | 'doctor' | 'version'>;

/** The part of the contract that has a use case behind it. */
export const servedContract = { about: contract.about, health: contract.health, models: contract.models };

/** The host that serves a user interface. */
export interface HostFacts {
  readonly host: 'electron' | 'web' | 'test';
  /** Node's name of the operating system. */
  readonly platform: string;
}

/** The studio behind the contract: each handler turns one request into calls of ports or services. */
export function createHandlers(studio: ServedStudio, host: HostFacts): HandlersOf<typeof servedContract> {
  return {
    about: { read: async () => ({ version: studio.version, ...host }) },
    health: { examine: (_input, signal) => studio.doctor.examine(signal) },
    models: {
      list: async () => {
        const packs = await studio.catalog.list();
        return packs.map(({ id, version, licence, summary, files }) => ({
          id,
          version,
          licence,
          summary,
          files: files.map(({ name, sizeBytes }) => ({ name, sizeBytes })),
        }));
      },
    },
  };
}

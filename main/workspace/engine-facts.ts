import type { OpenNetworks } from '../../api/engine-contract.ts';
import type { EngineState } from '../../api/engine-link.ts';
import { isStudioError } from '../../core/errors.ts';
import type { WorkspacePorts } from './workspace-ports.ts';

/** What the engine is doing, and which generative networks are open in it, where they run, and what they took. */
export interface EngineFacts {
  state(): EngineState;
  /** Networks as of the last look; null while none are open, and after the engine was started anew. */
  networks(): OpenNetworks | null;
  /** Looks for open networks. An engine that computes and does not answer soon leaves what is known. */
  look(): Promise<OpenNetworks | null>;
  close(): void;
}

/** A network on a processor keeps the engine from answering for as long as one batch of pictures takes. */
const patienceMs = 2000;

/** Facts by asking the engine; `onChange` is told when its state changes, another pack is open, or it runs elsewhere. */
export function createEngineFacts(
  { engine, time }: Pick<WorkspacePorts, 'engine' | 'time'>,
  onChange: () => void,
): EngineFacts {
  let open: OpenNetworks | null = null;
  const take = (next: OpenNetworks | null) => {
    const isNews = open?.packId !== next?.packId || open?.executionProvider !== next?.executionProvider;
    open = next;
    if (isNews) onChange();
  };
  const stopWatching = engine.onState(({ state }) => {
    if (state !== 'ready') open = null;
    onChange();
  });
  return {
    state() {
      if (open === null) return engine.state;
      const { packId, executionProvider } = open;
      return { ...engine.state, networks: { packId, executionProvider } };
    },
    networks: () => open,
    async look() {
      if (engine.state.state !== 'ready') return open;
      const controller = new AbortController();
      const callOff = time.after(patienceMs, () => controller.abort());
      try {
        const { networks } = await engine.client.engine.describeNetworks({}, { signal: controller.signal });
        take(networks);
      } catch (error) {
        // Busy, or gone: both are told elsewhere.
        if (!isStudioError(error)) throw error;
      } finally {
        callOff();
      }
      return open;
    },
    close: stopWatching,
  };
}

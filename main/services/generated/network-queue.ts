import { throwIfCancelled, type AbortSignalLike } from '../../../core/errors.ts';
import type { FaceNetworks, GenerativePack } from '../../../core/ports/face-networks.ts';

/** The networks of a pack, for everybody who draws with them: they take one call at a time. */
export interface SharedNetworks {
  readonly pack: GenerativePack;
  readonly executionProvider: string;
  /**
   * Runs a call when the calls before it are over. Make calls small: a preview waits behind the call of an export, not behind its range.
   * @throws 'job.cancelled' without running, when the signal was set while it waited; and what `call` throws
   */
  run<T>(call: (networks: FaceNetworks) => Promise<T>, signal?: AbortSignalLike): Promise<T>;
}

/** Puts calls of all packs one behind the other, because a second network beside the first gains nothing where they share a processor. */
export interface NetworkQueue {
  share(networks: FaceNetworks): SharedNetworks;
}

/** Makes an empty {@link NetworkQueue}. */
export function makeNetworkQueue(): NetworkQueue {
  let last: Promise<unknown> = Promise.resolve();
  return {
    share: (networks) => ({
      pack: networks.pack,
      executionProvider: networks.executionProvider,
      run(call, signal) {
        const turn = last.then(() => {
          throwIfCancelled(signal);
          return call(networks);
        });
        // The next in the queue does not care how this call ended.
        last = turn.catch(() => undefined);
        return turn;
      },
    }),
  };
}

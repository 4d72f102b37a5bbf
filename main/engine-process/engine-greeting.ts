import type { z } from 'zod';
import { createClient } from '../../api/client.ts';
import { engineContract } from '../../api/engine-contract.ts';
import { isStudioError } from '../../core/errors.ts';
import type { StudioError } from '../../core/errors.ts';
import type { EngineExit, EngineProcess } from './engine-launcher.ts';

/** What a process says of itself when it is ready. */
export type EngineFacts = z.output<typeof engineContract.engine.hello.output>;

/** How the start of a process went. */
export type EngineGreeting =
  | { readonly kind: 'ready'; readonly facts: EngineFacts }
  /** It runs but cannot work, and says why. */
  | { readonly kind: 'refused'; readonly failure: StudioError }
  | { readonly kind: 'ended'; readonly exit: EngineExit }
  | { readonly kind: 'silent' };

/** Waits until a process says hello, ends, or has been silent for too long. The process stays the caller's. */
export function greetEngine(process: EngineProcess, limitMs: number): Promise<EngineGreeting> {
  const client = createClient(engineContract, process);
  return new Promise((settle, reject) => {
    const timer = setTimeout(() => settle({ kind: 'silent' }), limitMs);
    const end = (greeting: EngineGreeting) => {
      clearTimeout(timer);
      settle(greeting);
    };
    process.onExit((exit) => end({ kind: 'ended', exit }));
    client.engine.hello({}).then(
      (facts) => end({ kind: 'ready', facts }),
      (failure: unknown) => {
        clearTimeout(timer);
        if (isStudioError(failure)) settle({ kind: 'refused', failure });
        // A bug of the process: told as what it is, not hidden behind a restart.
        else reject(failure as Error);
      },
    );
  });
}

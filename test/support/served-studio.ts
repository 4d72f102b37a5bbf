import { StudioError } from '../../core/errors.ts';
import type { HealthCheck } from '../../core/ports/doctor.ts';
import type { ModelPack } from '../../core/ports/model-catalog.ts';
import { createHandlers, servedContract } from '../../main/handlers.ts';
import type { ServedStudio } from '../../main/handlers.ts';
import { createRouter } from '../../main/router.ts';
import type { Router } from '../../main/router.ts';

/** A check of a healthy computer, changed where a test needs it. */
export function aHealthCheck(change: Partial<HealthCheck> = {}): HealthCheck {
  return { name: 'ffmpeg', status: 'ok', sentence: 'ffmpeg 7.1 with libx264', advice: '', details: {}, ...change };
}

/** A pack of two files, changed where a test needs it. */
export function aModelPack(change: Partial<ModelPack> = {}): ModelPack {
  const file = { isIntact: null, problem: '' };
  return {
    id: 'atlas',
    version: '1.0.0',
    licence: 'Apache-2.0',
    folder: '/packs/atlas',
    summary: "Moves the lips with the video's own frames.",
    files: [
      { name: 'manifest.json', sizeBytes: 1200, ...file },
      { name: 'lip-predictor.onnx', sizeBytes: 3_400_000, ...file },
    ],
    ...change,
  };
}

/** What the fake studio should do; everything has a healthy default. */
export interface FakeStudioOptions {
  readonly checks?: readonly HealthCheck[];
  readonly packs?: readonly ModelPack[] | StudioError | Error;
  /** Called between checks; a promise holds the next one back. */
  readonly beforeCheck?: (signal: { readonly aborted: boolean } | undefined) => Promise<void> | void;
}

/** A studio without an engine, for the hosts. */
export function aServedStudio({
  checks = [aHealthCheck()],
  packs = [aModelPack()],
  beforeCheck,
}: FakeStudioOptions = {}): ServedStudio {
  return {
    version: '9.8.7',
    doctor: {
      async *examine(signal) {
        for (const check of checks) {
          await beforeCheck?.(signal);
          if (signal?.aborted) throw new StudioError('job.cancelled', 'Cancelled.');
          yield check;
        }
      },
    },
    catalog: {
      list: async () => {
        if (packs instanceof Error) throw packs;
        return packs;
      },
      verify: async () => {
        throw new Error('the contract does not verify packs');
      },
    },
  };
}

/** A router over a fake studio; bugs go to the given list. */
export function aRouter(options: FakeStudioOptions = {}, bugs: unknown[] = []): Router {
  const handlers = createHandlers(aServedStudio(options), { host: 'test', platform: 'linux' });
  return createRouter(servedContract, handlers, { onBug: (_name, error) => bugs.push(error) });
}

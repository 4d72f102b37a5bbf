import { contract } from '../../api/contract.ts';
import type { StudioError } from '../../core/errors.ts';
import type { HealthCheck } from '../../core/ports/doctor.ts';
import type { ModelCatalog, ModelPack } from '../../core/ports/model-catalog.ts';
import { createHandlers } from '../../main/handlers.ts';
import { createRouter } from '../../main/router.ts';
import type { Router } from '../../main/router.ts';
import { aFakeHost } from './fake-workspace.ts';

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
    kind: 'atlas',
    isBuiltIn: true,
    factors: [{ factor: 'lip', width: 2, handles: ['open', 'jaw'] }],
    precision: null,
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

/** A router over a workspace on fakes; bugs go to the given list. */
export function aRouter(
  { checks = [aHealthCheck()], packs = [aModelPack()], beforeCheck = () => undefined }: FakeStudioOptions = {},
  bugs: unknown[] = [],
): Router {
  const { workspace, engine } = aFakeHost({ catalog: aCatalog(packs) });
  engine.checks = checks;
  engine.beforeCheck = beforeCheck;
  const handlers = createHandlers(workspace, { host: 'test', platform: 'linux' });
  return createRouter(contract, handlers, { onBug: (_name, error) => bugs.push(error) });
}

function aCatalog(packs: readonly ModelPack[] | Error): ModelCatalog {
  return {
    list: async () => {
      if (packs instanceof Error) throw packs;
      return packs;
    },
    verify: async () => {
      throw new Error('no test verifies packs here');
    },
    remove: async () => {
      throw new Error('no test removes packs here');
    },
  };
}

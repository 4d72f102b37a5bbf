import type { EngineContract } from '../../api/engine-contract.ts';
import type { EngineAdapters } from '../adapters.ts';
import type { HandlersOf } from '../router.ts';
import { createAnalysisHandlers } from './handlers/analysis.ts';
import { createArtifactHandlers } from './handlers/artifacts.ts';
import { createHelloHandlers } from './handlers/hello.ts';
import { createPackHandlers } from './handlers/packs.ts';
import { createProbeHandlers } from './handlers/probe.ts';
import { createSceneHandlers } from './handlers/scene.ts';

/** Everything that the engine's contract asks for, on the real adapters. */
export function createEngineHandlers(adapters: EngineAdapters): HandlersOf<EngineContract> {
  return {
    engine: {
      ...createHelloHandlers(adapters),
      ...createProbeHandlers(adapters),
      ...createAnalysisHandlers(adapters),
      ...createArtifactHandlers(adapters),
      ...createSceneHandlers(adapters),
      ...createPackHandlers(adapters),
    },
    health: { examine: (_input, signal) => adapters.doctor.examine(signal) },
  };
}

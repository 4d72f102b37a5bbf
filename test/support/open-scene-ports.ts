import { createEngineAdapters } from '../../main/adapters.ts';
import type { ScenePorts } from '../../main/services/scene-ports.ts';

/** Real ports on a cache folder: ffmpeg, the networks, and files. */
export function openScenePorts(cacheFolder: string): ScenePorts {
  return createEngineAdapters({ env: process.env, executionProvider: 'cpu', cacheFolder });
}

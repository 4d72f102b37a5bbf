import { createEngineAdapters } from '../../main/adapters.ts';
import type { ScenePorts } from '../../main/services/scene/scene-ports.ts';

/**
 * Real ports on a cache folder: ffmpeg, the networks, and files.
 *
 * @param homeFolder where the user's packs lie; default is the user's own
 */
export function openScenePorts(cacheFolder: string, homeFolder?: string): ScenePorts {
  const env = homeFolder === undefined ? process.env : { ...process.env, FACET_HOME: homeFolder };
  return createEngineAdapters({ env, executionProvider: 'cpu', cacheFolder });
}

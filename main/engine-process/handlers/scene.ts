import { StudioError } from '../../../core/errors.ts';
import type { EngineAdapters } from '../../adapters.ts';
import type { EngineVerbs } from './engine-verbs.ts';

/** Dub tracks, previews and exports of scenes. */
export function createSceneHandlers(_adapters: EngineAdapters): EngineVerbs<'readDubTracks' | 'preview' | 'export'> {
  async function* notYet(): AsyncGenerator<never> {
    throw new StudioError('engine.not-started', 'This engine cannot draw scenes yet.');
  }
  return { readDubTracks: notYet, preview: notYet, export: notYet };
}

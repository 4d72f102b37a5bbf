import type { EngineAdapters } from '../../adapters.ts';
import { createSceneService } from '../../services/scene/scene-service.ts';
import { jobItems } from '../job-items.ts';
import type { EngineVerbs } from './engine-verbs.ts';

/** Dub tracks, previews and exports of scenes. */
export function createSceneHandlers(adapters: EngineAdapters): EngineVerbs<'readDubTracks' | 'preview' | 'export'> {
  const scenes = createSceneService(adapters);
  return {
    readDubTracks: (input, signal) => jobItems((voice) => scenes.readDubTracks(input, voice, signal)),
    preview: (input, signal) => scenes.preview(input, signal),
    export: (input, signal) => jobItems((voice) => scenes.export(input, voice, signal)),
  };
}

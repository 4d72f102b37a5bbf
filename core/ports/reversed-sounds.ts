import type { AbortSignalLike } from '../errors.ts';
import type { SceneFile } from '../project/scene.ts';

/** Sounds that run backwards, for voices that bounce where they are too short. */
export interface ReversedSounds {
  /**
   * The first sound of a file, backwards, as a file of its own: as long to the sample, made once and kept in the artifact cache.
   * @throws 'media.*' | 'export.disk-full' | 'export.not-writable' | 'job.cancelled'
   */
  open(file: SceneFile, signal?: AbortSignalLike): Promise<SceneFile>;
}

import type { AbortSignalLike } from '../errors.ts';
import type { SceneFile } from '../project/scene.ts';

/** Still pictures as videos, so that everything behind works on them as on any other. */
export interface StillVideos {
  /**
   * The file itself when it has a length of its own; for a still picture (`stillSec`) a video of 25 frames a second that shows it so long,
   * made once and kept in the artifact cache, with a content key that names picture and length.
   * @throws 'media.*' | 'export.disk-full' | 'export.not-writable' | 'job.cancelled'
   */
  open(file: SceneFile, signal?: AbortSignalLike): Promise<SceneFile>;
}

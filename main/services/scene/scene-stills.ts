import type { AbortSignalLike } from '../../../core/errors.ts';
import type { StillVideos } from '../../../core/ports/still-videos.ts';
import type { Scene, SceneFile } from '../../../core/project/scene.ts';

/**
 * The scene with videos in place of its still pictures; `stillSec` stays, so that it is known what they are.
 *
 * @throws 'media.*' | 'export.disk-full' | 'export.not-writable' | 'job.cancelled'
 */
export async function withStillVideos(stills: StillVideos, scene: Scene, signal?: AbortSignalLike): Promise<Scene> {
  const videoOf = async (file: SceneFile): Promise<SceneFile> => {
    if (file.stillSec === undefined) return file;
    return { ...(await stills.open(file, signal)), stillSec: file.stillSec };
  };
  const sources: Record<string, SceneFile> = {};
  for (const [assetId, file] of Object.entries(scene.factorSources)) sources[assetId] = await videoOf(file);
  return { ...scene, video: await videoOf(scene.video), factorSources: sources };
}

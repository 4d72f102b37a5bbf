import type { FaceTrack } from '../../../core/analysis/face-track.ts';
import type { ReplaceEdit } from '../../../core/edit/factor-source.ts';
import type { AbortSignalLike } from '../../../core/errors.ts';
import type { SceneFile } from '../../../core/project/scene.ts';
import type { LiveVideo, LiveVideos } from './scene-video.ts';

/** The face that a 'replace' edit takes a factor from. */
export interface FactorFace {
  readonly video: LiveVideo;
  readonly track: FaceTrack;
}

/** The videos that the 'replace' edits of a scene take factors from, open until they are released. */
export interface FactorVideos {
  /** Null when there is no such video or face: the edit then does nothing. */
  faceOf(edit: ReplaceEdit): FactorFace | null;
  /** Closes nothing that others still use; what was read of the videos stays. */
  release(): void;
}

/**
 * Opens the videos of a scene's factors. One that cannot be opened is an error: the edit would silently do nothing.
 *
 * @param own     the scene's video, which edits without an asset mean
 * @param sources by asset id
 */
export async function openFactorVideos(
  videos: LiveVideos,
  own: LiveVideo,
  sources: Readonly<Record<string, SceneFile>>,
  signal: AbortSignalLike | undefined,
): Promise<FactorVideos> {
  const opened = new Map<string, LiveVideo>();
  const leases: { release(): void }[] = [];
  const release = (): void => {
    for (const lease of leases) lease.release();
  };
  try {
    for (const [assetId, file] of Object.entries(sources)) {
      const lease = await videos.lease(file, { signal });
      leases.push(lease);
      opened.set(assetId, lease.video);
    }
  } catch (failure) {
    release();
    throw failure;
  }
  return {
    faceOf(edit) {
      const video = edit.assetId === null ? own : opened.get(edit.assetId);
      const person = video?.people.find(({ faceNumber }) => faceNumber === edit.sourceFaceNumber);
      if (!video || !person) return null;
      const { frameTimesSec } = video.picture;
      const isLater = ({ endFrame }: FaceTrack): boolean => frameTimesSec[endFrame - 1] >= edit.sourceStartSec;
      const track = person.tracks.find(isLater) ?? person.tracks.at(-1);
      return track ? { video, track } : null;
    },
    release,
  };
}

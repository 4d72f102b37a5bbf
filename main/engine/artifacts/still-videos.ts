import { join } from 'node:path';
import { throwIfCancelled } from '../../../core/errors.ts';
import { stillFrameCount } from '../../../core/media/still-picture.ts';
import type { ArtifactCache } from '../../../core/ports/artifact-cache.ts';
import type { StillVideos } from '../../../core/ports/still-videos.ts';
import type { MediaRunner } from '../media/media-runner.ts';
import { openStill } from '../media/probe.ts';
import { writeStillVideo } from '../media/still-video.ts';
import { artifactKey } from './artifact-key.ts';
import { openArtifact } from './kept-artifact.ts';
import { makeSharedWork } from './shared-work.ts';

/** Raise it whenever the same picture and length give another video. */
const stillMaker = 'still-1';

const videoName = 'still.mp4';

/** Shows still pictures as videos in the artifact cache, with ffmpeg, native or WebAssembly. */
export function createStillVideos(cache: ArtifactCache, openRunner: () => Promise<MediaRunner>): StillVideos {
  const shared = makeSharedWork<null, never>();
  return {
    async open(file, signal) {
      if (file.stillSec === undefined) return file;
      throwIfCancelled(signal);
      const frameCount = stillFrameCount(file.stillSec);
      const key = artifactKey(stillMaker, file.contentKey, frameCount);
      const make = async (workSignal: AbortSignal): Promise<null> => {
        const runner = await openRunner();
        await cache.make(key, async (folder) => {
          const { header, picture } = await openStill(runner, file.path, workSignal);
          const outputPath = join(folder, videoName);
          await writeStillVideo(runner, { path: file.path, header, picture, frameCount, outputPath }, workSignal);
        });
        return null;
      };
      const path = await openArtifact(cache, key, {
        load: async (folder) => join(folder, videoName),
        make: async () => {
          await shared.join(key, make, { signal });
        },
      });
      // Derived data of the video is found by this key, whatever folder the cache lies in.
      return { path, contentKey: key };
    },
  };
}

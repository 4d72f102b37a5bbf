import { join } from 'node:path';
import { throwIfCancelled } from '../../../core/errors.ts';
import type { ArtifactCache } from '../../../core/ports/artifact-cache.ts';
import type { ReversedSounds } from '../../../core/ports/reversed-sounds.ts';
import type { MediaRunner } from '../media/media-runner.ts';
import { probeMedia } from '../media/probe.ts';
import { writeReversedSound } from '../media/reversed-sound.ts';
import { artifactKey } from './artifact-key.ts';
import { openArtifact } from './kept-artifact.ts';
import { makeSharedWork } from './shared-work.ts';

/** Raise it whenever the same sound gives another file. */
const reversedMaker = 'reversed-1';

const soundName = 'reversed.wav';

/** Turns sounds round with ffmpeg, native or WebAssembly, into the artifact cache. */
export function createReversedSounds(cache: ArtifactCache, openRunner: () => Promise<MediaRunner>): ReversedSounds {
  const shared = makeSharedWork<null, never>();
  return {
    async open(file, signal) {
      throwIfCancelled(signal);
      const key = artifactKey(reversedMaker, file.contentKey);
      const make = async (workSignal: AbortSignal): Promise<null> => {
        const runner = await openRunner();
        const info = await probeMedia(runner, file.path, workSignal);
        await cache.make(key, (folder) => writeReversedSound(runner, info, join(folder, soundName), workSignal));
        return null;
      };
      const path = await openArtifact(cache, key, {
        load: async (folder) => join(folder, soundName),
        make: async () => {
          await shared.join(key, make, { signal });
        },
      });
      return { path, contentKey: key };
    },
  };
}

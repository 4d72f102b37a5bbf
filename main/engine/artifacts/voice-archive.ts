import { isStudioError, throwIfCancelled } from '../../../core/errors.ts';
import type { AbortSignalLike } from '../../../core/errors.ts';
import type { ArtifactCache } from '../../../core/ports/artifact-cache.ts';
import type { VoiceArchive, VoiceSource } from '../../../core/ports/voice-archive.ts';
import type { LipPredictor, VoicePrediction } from '../../../core/ports/voice.ts';
import { artifactKey } from './artifact-key.ts';
import { openArtifact } from './kept-artifact.ts';
import { makeSharedWork } from './shared-work.ts';
import { loadVoice, saveVoice } from './voice-files.ts';

/** Raise it whenever the way from sound to prediction, or how it is written down, gives another result with the same pack. */
const voiceMaker = 'voice-1';

/** What the archive needs to make a prediction. */
export interface VoiceArchiveParts {
  readonly cache: ArtifactCache;
  /** Names the network: equal names give equal predictions. */
  readonly packKey: () => Promise<string>;
  /** The archive closes it. */
  readonly openPredictor: () => Promise<LipPredictor>;
}

/** Keeps predictions in the artifact cache; a silent sound is kept too, so that it is not listened to again. */
export function createVoiceArchive({ cache, packKey, openPredictor }: VoiceArchiveParts): VoiceArchive {
  const shared = makeSharedWork<null, never>();

  async function predict(source: VoiceSource, signal: AbortSignalLike): Promise<VoicePrediction | null> {
    const predictor = await openPredictor();
    try {
      return await predictor.predict(source.samples, signal);
    } catch (failure) {
      if (isStudioError(failure, 'media.silent-voice')) return null;
      throw failure;
    } finally {
      await predictor.close();
    }
  }

  return {
    async open(source, options = {}) {
      throwIfCancelled(options.signal);
      const key = artifactKey(voiceMaker, await packKey(), source.key);
      const write = async (folder: string, signal: AbortSignalLike) => saveVoice(folder, await predict(source, signal));
      return openArtifact(cache, key, {
        load: loadVoice,
        make: async () => {
          await shared.join(
            key,
            async (signal) => {
              await cache.make(key, (folder) => write(folder, signal));
              return null;
            },
            options,
          );
        },
      });
    },
  };
}

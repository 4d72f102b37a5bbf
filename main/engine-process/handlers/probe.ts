import { supportedPictureOf } from '../../../core/media/supported-picture.ts';
import type { EngineAdapters } from '../../adapters.ts';
import type { EngineVerbs } from './engine-verbs.ts';

/** Looks into files. */
export function createProbeHandlers(adapters: EngineAdapters): EngineVerbs<'probe'> {
  return {
    async probe({ path }, signal) {
      const { reader } = await adapters.openMedia();
      const info = await reader.probe(path, signal);
      const [sound] = info.audio;
      const picture = info.video === null ? null : supportedPictureOf(info);
      return {
        durationSec: info.durationSec,
        picture: picture && {
          widthPx: picture.widthPx,
          heightPx: picture.heightPx,
          frameCount: picture.frameTimesSec.length,
          frameRate: picture.frameRate,
          isVariableFrameRate: picture.isVariableFrameRate,
          codec: picture.codec,
          colourSpace: picture.colour.space,
        },
        sound:
          sound === undefined
            ? null
            : { sampleRateHz: sound.sampleRateHz, channels: sound.channels, codec: sound.codec },
      };
    },
  };
}

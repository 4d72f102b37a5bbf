import type { MediaInfo, VideoStream } from '../../../core/media/media-info.ts';
import { isStillPicture, stillVideoSize } from '../../../core/media/still-picture.ts';
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
      const picture = pictureOf(info);
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

/** A still picture has the size of the video that will show it. */
function pictureOf(info: MediaInfo): VideoStream | null {
  const { video } = info;
  if (video === null) return null;
  return isStillPicture(info)
    ? { ...video, ...stillVideoSize(video.widthPx, video.heightPx) }
    : supportedPictureOf(info);
}

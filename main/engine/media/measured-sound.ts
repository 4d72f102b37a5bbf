import type { AbortSignalLike } from '../../../core/errors.ts';
import type { MediaInfo } from '../../../core/media/media-info.ts';
import { findSound } from './audio-reader.ts';
import type { MediaRunner } from './media-runner.ts';
import { countSamples } from './voice-samples.ts';

/** Containers that state the length of their sound to the sample; the others estimate it from bit rates or blocks. */
const exactContainers = /^(mov,|wav|w64|aiff|caf|au|flac)/;

/**
 * A file of sound alone is a voice, and its length decides how it meets the picture: where the container only estimates it,
 * the samples are counted.
 */
export async function withMeasuredSound(
  runner: MediaRunner,
  info: MediaInfo,
  signal?: AbortSignalLike,
): Promise<MediaInfo> {
  const [voice, ...others] = info.audio;
  if (info.video || !voice || exactContainers.test(info.container)) return info;
  const sound = await findSound(runner, info.path, signal);
  const endSec = (await countSamples(runner, sound, signal)) / sound.rateHz;
  // Samples before the presentation are not heard; those of a late start are counted as silence.
  const durationSec = endSec - Math.max(0, voice.startSec);
  return { ...info, durationSec: endSec, audio: [{ ...voice, durationSec }, ...others] };
}

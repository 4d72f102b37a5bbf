import type { AbortSignalLike } from '../../../core/errors.ts';
import { audioBitRate, aacRateForHz, type EncodeSettings } from '../../../core/export/encode-preset.ts';
import { planSoundtrackFit, type SoundtrackFitPlan } from '../../../core/export/soundtrack-fit.ts';
import type { VideoStream } from '../../../core/media/media-info.ts';
import { pictureEndSec } from '../../../core/media/supported-picture.ts';
import type { Soundtrack } from '../../../core/ports/media.ts';
import { findSound, type SoundFacts } from './audio-reader.ts';
import { encodeAudioArguments } from './ffmpeg-encode-arguments.ts';
import { writeFailure } from './media-failures.ts';
import type { MediaRunner } from './media-runner.ts';
import { countSamples, fittedVoiceOf } from './voice-samples.ts';

/** A sound track that has been looked at: what it is and how it will fill the picture. */
export interface PlannedSoundtrack {
  readonly sound: SoundFacts;
  readonly plan: SoundtrackFitPlan;
}

/**
 * Measures the voice to the sample and plans how it fills the picture; a plan that the caller brings is taken as it is.
 *
 * @throws StudioError 'media.*' for an unreadable voice, 'synthesis.voice-length-mismatch' from {@link planSoundtrackFit}
 */
export async function planSoundtrack(
  runner: MediaRunner,
  soundtrack: Soundtrack,
  video: VideoStream,
  signal?: AbortSignalLike,
): Promise<PlannedSoundtrack> {
  const sound = await findSound(runner, soundtrack.path, signal);
  if (soundtrack.plan) return { sound, plan: soundtrack.plan };
  const voiceSec = (await countSamples(runner, sound, signal)) / sound.rateHz;
  const pictureSec = pictureEndSec(video);
  // Compressed sound ends on a block of samples, so lengths closer than a frame (or 50 ms) are meant to be equal.
  const toleranceSec = Math.max(0.05, video.durationSec / Math.max(1, video.frameTimesSec.length));
  return {
    sound,
    plan: planSoundtrackFit({
      voiceSec,
      pictureSec,
      offsetSec: soundtrack.offsetSec,
      fit: soundtrack.fit,
      toleranceSec,
    }),
  };
}

/** Encodes the fitted voice to an MP4 of its own, at the voice's own rate where AAC has it. @throws StudioError 'export.*' | 'media.*' */
export async function encodeSoundtrack(
  runner: MediaRunner,
  planned: PlannedSoundtrack,
  settings: EncodeSettings,
  output: { readonly soundPath: string; readonly targetPath: string },
  signal?: AbortSignalLike,
): Promise<void> {
  const { sound, plan } = planned;
  const outputRateHz = aacRateForHz(sound.rateHz);
  const run = runner.start({
    program: 'ffmpeg',
    arguments: encodeAudioArguments({
      inputRateHz: sound.rateHz,
      outputRateHz,
      channels: sound.channels,
      bitRate: audioBitRate(settings, outputRateHz, sound.channels),
      outputPath: output.soundPath,
    }),
    signal,
  });
  try {
    for await (const samples of fittedVoiceOf(runner, sound, plan, sound, signal)) {
      await run.write(new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength));
    }
    run.endInput();
    const result = await run.result;
    if (result.exitCode !== 0) throw writeFailure(result, output.targetPath);
  } finally {
    run.kill();
    await run.result;
  }
}

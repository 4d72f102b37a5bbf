import { StudioError } from '../../../core/errors.ts';
import { planSoundtrackFit } from '../../../core/export/soundtrack-fit.ts';
import type { SoundtrackFitPlan } from '../../../core/export/soundtrack-fit.ts';
import type { AudioStream, MediaInfo, VideoStream } from '../../../core/media/media-info.ts';
import { pictureEndSec, supportedPictureOf } from '../../../core/media/supported-picture.ts';
import { frameStartSec } from '../../../core/time/frame-rate.ts';
import type { DubJob } from './dub-job.ts';
import { strengthCurve } from '../strength-curve.ts';

/** The probed inputs of a dub, found fit to be worked on. */
export interface DubInputs {
  readonly video: MediaInfo;
  readonly picture: VideoStream;
  readonly voice: MediaInfo;
  readonly mix: MediaInfo | null;
  /** How the voice fills the picture, by the rule that also makes the soundtrack. */
  readonly fit: SoundtrackFitPlan;
  /** How much of the dub to use at every frame. [frame count] */
  readonly strength: Float32Array;
}

/**
 * Probes the files and refuses what cannot be dubbed, cheapest checks first; says how the lengths will meet.
 * @throws StudioError 'cli.*', 'media.*', 'export.*', 'edit.invalid-range', 'synthesis.voice-length-mismatch'
 */
export async function checkInputs({ ports, media, request, notify, signal }: DubJob): Promise<DubInputs> {
  const { videoPath, voicePath, mixPath, outputPath, canReplaceOutput } = request;
  const inputPaths = [videoPath, voicePath, ...(mixPath === null ? [] : [mixPath])];
  await ports.outputGuard.assertCanWrite({ outputPath, inputPaths, canReplace: canReplaceOutput });

  const video = await media.reader.probe(videoPath, signal);
  const picture = supportedPictureOf(video);
  const voice = await media.reader.probe(voicePath, signal);
  const { durationSec: voiceSec } = assertHasSound(voice, 'voice');
  const mix = mixPath === null ? null : await media.reader.probe(mixPath, signal);
  if (mix) assertHasSound(mix, 'mix');

  const strength = strengthCurve(picture.frameTimesSec, request.strength, request.ranges);
  const fit = planSoundtrackFit({
    voiceSec,
    pictureSec: pictureEndSec(picture),
    offsetSec: request.offsetSec,
    fit: request.fit,
    toleranceSec: frameStartSec(picture.frameRate, 1),
  });
  notify({ kind: 'fit', sentence: fit.sentence });
  return { video, picture, voice, mix, fit, strength };
}

function assertHasSound({ path, audio }: MediaInfo, role: 'voice' | 'mix'): AudioStream {
  if (audio.length > 0) return audio[0];
  throw new StudioError('media.no-audio', `${path} has no sound, so it cannot be the ${role}.`, { path, role });
}

import { isStudioError } from '../../../core/errors.ts';
import { fittedVoice } from '../../../core/export/fitted-voice.ts';
import { pictureEndSec } from '../../../core/media/supported-picture.ts';
import type { VoicePrediction } from '../../../core/ports/voice.ts';
import type { DubInputs } from './dub-inputs.ts';
import type { MeteredDubJob } from './dub-job.ts';
import type { VoicePorts } from './dub-ports.ts';
import { sampleSourceFor } from '../streamed-samples.ts';

/** Rate at which voices are listened to. */
const voiceRateHz = 16_000;

/** Times that a predictor reads a voice: for its loudness, then for its sounds. */
const readsPerVoice = 2;

/** What the voices say of the lips. */
export interface HeardVoices {
  /** The new voice, moved and fitted to the picture. */
  readonly voice: VoicePrediction;
  /** The video's own speech; null when it has none or it is not wanted. */
  readonly ownVoice: VoicePrediction | null;
  readonly voicePorts: VoicePorts;
}

/**
 * Listens to the new voice on the picture's time, and to the video's own sound for adaptation.
 * @throws StudioError 'media.silent-voice' for the new voice only; 'media.*', 'models.*'
 */
export async function hearVoices(job: MeteredDubJob, inputs: DubInputs): Promise<HeardVoices> {
  const { ports, media, request, scope, signal } = job;
  const voicePorts = await ports.openVoice();
  const { predictor } = voicePorts;
  scope.defer(() => predictor.close());

  const hearsOwn = request.canAdapt && inputs.video.audio.length > 0;
  const count = countSamples(job, inputs, hearsOwn ? 2 : 1);
  const voice = await predictor.predict(() => count(voiceOnPictureTime(job, inputs)), signal);
  for (const { sentence } of voice.warnings) job.notify({ kind: 'finding', sentence });
  const openOwn = () => count(media.reader.audio(request.videoPath, voiceRateHz, signal));
  const ownVoice = hearsOwn ? await predictUnlessSilent(() => predictor.predict(openOwn, signal)) : null;
  return { voice, ownVoice, voicePorts };
}

/** The voice as the output will have it, followed by silence up to the end of the picture. */
async function* voiceOnPictureTime(
  { media, request, signal }: MeteredDubJob,
  { fit, picture }: DubInputs,
): AsyncIterable<Float32Array> {
  const open = () => media.reader.audio(request.voicePath, voiceRateHz, signal);
  let left = Math.round(pictureEndSec(picture) * voiceRateHz);
  for await (const chunk of fittedVoice(fit, sampleSourceFor(fit, { rateHz: voiceRateHz, open }))) {
    left -= chunk.length;
    yield chunk;
  }
  for (; left > 0; left -= voiceRateHz) yield new Float32Array(Math.min(left, voiceRateHz));
}

/** A video without speech is no fault: it only teaches nothing. */
async function predictUnlessSilent(predict: () => Promise<VoicePrediction>): Promise<VoicePrediction | null> {
  try {
    return await predict();
  } catch (failure) {
    if (isStudioError(failure, 'media.silent-voice')) return null;
    throw failure;
  }
}

/** Reports the samples that pass as frames of the picture. */
function countSamples({ progress }: MeteredDubJob, { picture }: DubInputs, voiceCount: number) {
  const totalFrames = picture.frameTimesSec.length;
  const expected = picture.durationSec * voiceRateHz * voiceCount * readsPerVoice;
  let seen = 0;
  return async function* counted(chunks: AsyncIterable<Float32Array>): AsyncIterable<Float32Array> {
    for await (const chunk of chunks) {
      seen += chunk.length;
      const doneFrames = Math.min(totalFrames, Math.floor((seen / expected) * totalFrames));
      progress.report({ phase: 'voice', doneFrames, totalFrames });
      yield chunk;
    }
  };
}

import { StudioError } from '../../core/errors.ts';
import type { AudioStream, MediaInfo, VideoStream } from '../../core/media/media-info.ts';
import type { DubJob } from './dub-job.ts';
import { strengthCurve } from './strength-curve.ts';
import { describeVoiceFit } from './voice-fit.ts';
import type { VoicePlacement } from './voice-fit.ts';

/** The probed inputs of a dub, found fit to be worked on. */
export interface DubInputs {
  readonly video: MediaInfo;
  readonly picture: VideoStream;
  readonly voice: MediaInfo;
  readonly mix: MediaInfo | null;
  readonly placement: VoicePlacement;
  /** What happens where voice and picture differ in length. */
  readonly fitSentence: string;
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
  const picture = assertDubbable(video);
  const voice = await media.reader.probe(voicePath, signal);
  const { durationSec: voiceSec } = assertHasSound(voice, 'voice');
  const mix = mixPath === null ? null : await media.reader.probe(mixPath, signal);
  if (mix) assertHasSound(mix, 'mix');

  const strength = strengthCurve(picture.frameTimesSec, request.strength, request.ranges);
  const placement = { voiceSec, pictureSec: picture.durationSec, offsetSec: request.offsetSec, policy: request.fit };
  const fitSentence = describeVoiceFit(placement);
  notify({ kind: 'fit', sentence: fitSentence });
  return { video, picture, voice, mix, placement, fitSentence, strength };
}

/**
 * The video stream to dub.
 * @throws StudioError 'media.no-video', 'media.hdr-not-supported'
 */
export function assertDubbable(info: MediaInfo): VideoStream {
  const { path, video } = info;
  if (!video || video.frameTimesSec.length === 0) {
    throw new StudioError('media.no-video', `${path} has no picture: name the video first, then the voice.`, { path });
  }
  if (video.isHdr) {
    const { transfer } = video.colour;
    const message = `${path} is HDR (${transfer}): its tones would change. Convert it to SDR first.`;
    throw new StudioError('media.hdr-not-supported', message, { path, transfer });
  }
  return video;
}

function assertHasSound({ path, audio }: MediaInfo, role: 'voice' | 'mix'): AudioStream {
  if (audio.length > 0) return audio[0];
  throw new StudioError('media.no-audio', `${path} has no sound, so it cannot be the ${role}.`, { path, role });
}

import type { EncodeSettings } from '../../../core/export/encode-preset.ts';
import type { VideoStream } from '../../../core/media/media-info.ts';
import { guardedInput } from './ffmpeg-arguments.ts';
import { containerTags, encodePictureArguments, rangeFilter, timedPicturesInput } from './ffmpeg-encode-arguments.ts';
import type { RunArgument } from './media-runner.ts';

/**
 * Decoding begins before showing, and MPEG-TS has no negative times: segments are written this much later, and the join
 * takes it back. Its clock of 1/90000 s carries the ticks of every slower clock exactly.
 */
export const segmentDelaySec = 10;

/** One stretch of a picture to encode. */
export interface SegmentEncodePlan {
  readonly video: VideoStream;
  readonly encoder: string;
  readonly settings: EncodeSettings;
  /** Ticks per second of the frames' times. */
  readonly ticksPerSec: number;
  readonly outputPath: string;
}

/** ffmpeg: NUT pictures from standard input to a stretch of H.264 that begins with a keyframe and refers to nothing outside. */
export function encodeSegmentArguments(plan: SegmentEncodePlan): RunArgument[] {
  const filters = rangeFilter(plan);
  return [
    '-y',
    '-v',
    'error',
    '-nostats',
    '-copyts',
    ...timedPicturesInput,
    '-map',
    '0:v:0',
    ...encodePictureArguments(plan),
    // Where frames are unevenly spaced, the decoding times of two stretches would cross if pictures were reordered.
    ...(plan.video.isVariableFrameRate ? ['-bf', '0'] : []),
    '-enc_time_base',
    `1:${String(plan.ticksPerSec)}`,
    ...(filters.length > 0 ? ['-bsf:v', filters.join(',')] : []),
    '-mpegts_copyts',
    '1',
    '-muxdelay',
    '0',
    '-muxpreload',
    '0',
    '-f',
    'mpegts',
    { kind: 'output', path: plan.outputPath },
  ];
}

/** Finished stretches to join. */
export interface SegmentJoinPlan {
  readonly sourcePath: string;
  readonly video: VideoStream;
  /** An MP4 with the finished sound, or null. */
  readonly soundPath: string | null;
  readonly outputPath: string;
  readonly ticksPerSec: number;
  readonly frameCount: number;
  /** Times of the first and the last frame, and how long the last one stays, in ticks. */
  readonly firstFrameTick: number;
  readonly lastFrameTick: number;
  readonly lastFrameTicks: number;
  readonly tags: Readonly<Record<string, string>>;
  readonly keepsForeignTags: boolean;
}

/** ffmpeg: the stretches one after the other from standard input, ready sound, everything else from the source, to MP4; nothing is encoded. */
export function joinSegmentsArguments(plan: SegmentJoinPlan): RunArgument[] {
  const tags = { ...Object.fromEntries(containerTags.map((name) => [name, ''])), ...plan.tags };
  const source = plan.soundPath === null ? '1' : '2';
  return [
    '-y',
    '-v',
    'error',
    '-nostats',
    '-copyts',
    '-itsoffset',
    String(-segmentDelaySec),
    '-f',
    'mpegts',
    '-i',
    { kind: 'stdin' },
    ...(plan.soundPath === null ? [] : ['-i', { kind: 'input', path: plan.soundPath } as const]),
    ...guardedInput(plan.sourcePath),
    '-map',
    '0:v:0',
    ...(plan.soundPath === null ? [] : ['-map', '1:a:0']),
    '-map_metadata',
    source,
    '-map_metadata:s:v:0',
    `${source}:s:${String(plan.video.streamIndex)}`,
    '-map_chapters',
    source,
    '-c',
    'copy',
    '-bsf:v',
    `setts=${packetTimes(plan)},h264_metadata=aud=remove`,
    ...Object.entries(tags).flatMap(([name, value]) => ['-metadata', `${name}=${value}`]),
    '-video_track_timescale',
    String(plan.ticksPerSec),
    '-movflags',
    plan.keepsForeignTags ? '+faststart+use_metadata_tags' : '+faststart',
    '-f',
    'mp4',
    { kind: 'output', path: plan.outputPath },
  ];
}

/**
 * Gives the last picture the length that makes the track as long as the source's. Versions of ffmpeg differ in the clock that this
 * filter counts in, so the length is told in proportion to what has passed: decoding times are as far apart as the frames are.
 */
function packetTimes(plan: SegmentJoinPlan): string {
  const { frameCount, firstFrameTick, lastFrameTick, lastFrameTicks, ticksPerSec } = plan;
  const passedTicks = lastFrameTick - firstFrameTick;
  // Nothing passes beside a single picture, but its times are known. MPEG-TS gives it no length, and a track without any is no video.
  if (passedTicks <= 0) {
    const [at, length] = [String(firstFrameTick), String(lastFrameTicks)];
    return `pts=${at}:dts=${at}:duration=${length}:time_base=1/${String(ticksPerSec)}`;
  }
  const last = `max(1\\,round((DTS-STARTDTS)*${String(lastFrameTicks)}/${String(passedTicks)}))`;
  return `pts=PTS:dts=DTS:duration=if(eq(N\\,${String(frameCount - 1)})\\,${last}\\,DURATION)`;
}

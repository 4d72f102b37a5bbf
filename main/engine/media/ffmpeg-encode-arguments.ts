import type { EncodeSettings } from '../../../core/export/encode-preset.ts';
import type { ColourTags, VideoStream } from '../../../core/media/media-info.ts';
import { isRgbPixelFormat } from '../../../core/media/pixel-format.ts';
import type { FrameRate } from '../../../core/time/frame-rate.ts';
import { guardedInput, storedFilters } from './ffmpeg-arguments.ts';
import type { RunArgument } from './media-runner.ts';

/** ffmpeg: raw samples from standard input to AAC in an MP4 of its own. */
export function encodeAudioArguments(options: {
  readonly inputRateHz: number;
  readonly outputRateHz: number;
  readonly channels: number;
  readonly bitRate: number;
  readonly outputPath: string;
}): RunArgument[] {
  return [
    '-y',
    '-v',
    'error',
    '-nostats',
    '-f',
    'f32le',
    '-ar',
    String(options.inputRateHz),
    '-ac',
    String(options.channels),
    '-i',
    { kind: 'stdin' },
    '-c:a',
    'aac',
    '-b:a',
    String(options.bitRate),
    '-ar',
    String(options.outputRateHz),
    '-f',
    'mp4',
    { kind: 'output', path: options.outputPath },
  ];
}

/** What to write. */
export interface VideoEncodePlan {
  readonly sourcePath: string;
  readonly video: VideoStream;
  /** An MP4 with the finished sound. */
  readonly soundPath: string;
  readonly outputPath: string;
  readonly encoder: string;
  readonly settings: EncodeSettings;
  /** Ticks per second of the frames' times. */
  readonly tickRate: FrameRate;
  readonly frameCount: number;
  /** Times of the first and the last frame, and how long the last one stays, in ticks. */
  readonly firstFrameTick: number;
  readonly lastFrameTick: number;
  readonly lastFrameTicks: number;
  /** More tags for the file. */
  readonly tags: Readonly<Record<string, string>>;
  /** True when the source has tags that MP4 has no place of its own for. */
  readonly keepsForeignTags: boolean;
}

/** What the source's container says of itself; it would be wrong in the output. */
export const containerTags = ['major_brand', 'minor_version', 'compatible_brands', 'encoder'];

/** Pictures with exact times from standard input. */
export const timedPicturesInput: readonly RunArgument[] = [
  // They need no guessing; without these limits ffmpeg would hold back the first of them to analyse their rate.
  '-probesize',
  '32',
  '-analyzeduration',
  '0',
  '-f',
  'nut',
  '-i',
  { kind: 'stdin' },
];

/** ffmpeg: NUT pictures with exact times from standard input, ready sound from a file, everything else from the source, to MP4. */
export function encodeVideoArguments(plan: VideoEncodePlan): RunArgument[] {
  const perTick = `${String(plan.tickRate.den)}:${String(plan.tickRate.num)}`;
  const tags = { ...Object.fromEntries(containerTags.map((name) => [name, ''])), ...plan.tags };
  return [
    '-y',
    '-v',
    'error',
    '-nostats',
    '-copyts',
    ...timedPicturesInput,
    '-i',
    { kind: 'input', path: plan.soundPath },
    ...guardedInput(plan.sourcePath),
    '-map',
    '0:v:0',
    '-map',
    '1:a:0',
    '-map_metadata',
    '2',
    '-map_metadata:s:v:0',
    `2:s:${String(plan.video.streamIndex)}`,
    '-map_chapters',
    '2',
    ...encodePictureArguments(plan),
    '-enc_time_base',
    perTick,
    '-bsf:v',
    [`setts=${packetLengths(plan)}`, ...rangeFilter(plan)].join(','),
    '-c:a',
    'copy',
    ...Object.entries(tags).flatMap(([name, value]) => ['-metadata', `${name}=${value}`]),
    '-video_track_timescale',
    String(plan.tickRate.num),
    '-movflags',
    plan.keepsForeignTags ? '+faststart+use_metadata_tags' : '+faststart',
    '-f',
    'mp4',
    { kind: 'output', path: plan.outputPath },
  ];
}

/**
 * Lengths of the encoded pictures. Raw pictures have none, so the last one's would be guessed and the track would end early or late:
 * the last picture shown lasts as in the source, and the last one stored makes the stored lengths add up to the whole.
 * pts and dts must be named, or `setts` makes them the same.
 */
function packetLengths(plan: VideoEncodePlan): string {
  const { frameCount, firstFrameTick, lastFrameTick, lastFrameTicks } = plan;
  const total = lastFrameTick + lastFrameTicks - firstFrameTick;
  const lastStored = `max(1\\,${String(total)}-(DTS-STARTDTS))`;
  const shown = `if(gte(PTS\\,${String(lastFrameTick)})\\,${String(lastFrameTicks)}\\,DURATION)`;
  return `pts=PTS:dts=DTS:duration=if(eq(N\\,${String(frameCount - 1)})\\,${lastStored}\\,${shown})`;
}

/**
 * Writes a limited range into the stream where it is the only colour tag: encoders leave it out as H.264's default, and a
 * player could then no longer tell it from a file that says nothing.
 */
export function rangeFilter(plan: Pick<VideoEncodePlan, 'video'>): string[] {
  const { range, space, transfer, primaries } = writtenColour(plan.video);
  const isAlone = range === 'tv' && ![space, transfer, primaries].some(isTagKnown);
  return isAlone ? ['h264_metadata=video_full_range_flag=0'] : [];
}

/** Filters and encoder for upright 4:2:0 pictures. */
export function encodePictureArguments(plan: Pick<VideoEncodePlan, 'settings' | 'video' | 'encoder'>): string[] {
  const { settings, video, encoder } = plan;
  const filters = [...storedFilters(video), `setparams=${colourParameters(writtenColour(video))}`];
  // 4:2:0 in H.264 has even sizes only; 4:4:4 with repeated colour samples keeps an odd picture to the pixel.
  if (isOddSized(video)) filters.push('scale=flags=neighbor', 'format=yuv444p');
  filters.push(`setsar=${video.sampleAspectRatio}`);
  const quality = String(settings.rateFactor);
  const codec =
    encoder === 'libx264'
      ? [
          '-preset',
          settings.speed,
          '-crf',
          quality,
          '-x264-params',
          `fps=${String(video.frameRate.num)}/${String(video.frameRate.den)}`,
        ]
      : hardwareQuality(encoder, quality);
  return ['-vf', filters.join(','), '-fps_mode', 'passthrough', '-c:v', encoder, ...codec];
}

/** True when the stored picture has an odd width or height. */
export function isOddSized(video: VideoStream): boolean {
  return video.codedWidthPx % 2 === 1 || video.codedHeightPx % 2 === 1;
}

function hardwareQuality(encoder: string, quality: string): string[] {
  if (encoder.endsWith('_nvenc')) return ['-rc', 'vbr', '-cq', quality, '-b:v', '0'];
  if (encoder.endsWith('_qsv')) return ['-global_quality', quality];
  if (encoder.endsWith('_videotoolbox')) return ['-q:v', '60'];
  if (encoder.endsWith('_amf')) return ['-rc', 'cqp', '-qp_i', quality, '-qp_p', quality];
  return [];
}

/** ffmpeg: encodes one small picture to nothing, to learn whether an encoder works on this machine. */
export function encoderTrialArguments(encoder: string): RunArgument[] {
  return [
    '-v',
    'error',
    '-nostats',
    '-f',
    'lavfi',
    '-i',
    'color=c=black:s=320x240:r=25',
    '-frames:v',
    '1',
    '-pix_fmt',
    'yuv420p',
    '-c:v',
    encoder,
    '-f',
    'null',
    { kind: 'stdout' },
  ];
}

/** The tags of the written stream: the source's, or Rec. 709 where the reader had to make Y'CbCr from RGB. */
export function writtenColour(video: VideoStream): ColourTags {
  if (!isRgbPixelFormat(video.pixelFormat)) return video.colour;
  return { range: 'tv', space: 'bt709', transfer: video.colour.transfer, primaries: video.colour.primaries };
}

/** Names that ffmpeg's own options do not take, though ffprobe prints them. */
const isTagKnown = (tag: string): boolean => tag !== 'unknown' && tag !== 'reserved' && tag !== 'gbr';

function colourParameters(colour: ColourTags): string {
  // Without a range setparams keeps the frame's own, so each part is given or left out by itself.
  const parts = [
    isTagKnown(colour.range) ? `range=${colour.range}` : 'range=unknown',
    isTagKnown(colour.space) ? `colorspace=${colour.space}` : '',
    isTagKnown(colour.transfer) ? `color_trc=${colour.transfer}` : '',
    isTagKnown(colour.primaries) ? `color_primaries=${colour.primaries}` : '',
  ];
  return parts.filter((part) => part !== '').join(':');
}

import { isRgbPixelFormat, readFormatOf } from '../../../core/media/pixel-format.ts';
import type { ColourTags, Rotation, VideoStream } from '../../../core/media/media-info.ts';
import type { EncodeSettings } from '../../../core/export/encode-preset.ts';
import type { FrameRate } from '../../../core/time/frame-rate.ts';
import type { RunArgument } from './media-runner.ts';

/**
 * Containers that may be opened. Play lists (concat, hls, dash), image sequences and device grabbers are left out:
 * a file from a stranger must never make ffmpeg open another file or an address.
 */
const containers = [
  'mov',
  'matroska',
  'webm',
  'avi',
  'mpegts',
  'mpeg',
  'mpegvideo',
  'flv',
  'asf',
  'ogg',
  'mxf',
  'nut',
  'ivf',
  'h264',
  'hevc',
  'm4v',
  'obu',
  'dv',
  'gif',
  'png_pipe',
  'jpeg_pipe',
  'webp_pipe',
  'bmp_pipe',
  'tiff_pipe',
  'wav',
  'w64',
  'mp3',
  'flac',
  'aac',
  'aiff',
  'caf',
  'au',
  'ac3',
  'eac3',
  'amr',
  'ape',
  'wv',
  'tta',
  'voc',
];

/** Options that make opening an input safe; they go before `-i`. */
const guarded: readonly RunArgument[] = ['-protocol_whitelist', 'file,pipe', '-format_whitelist', containers.join(',')];

function input(path: string): RunArgument[] {
  return [...guarded, '-i', { kind: 'input', path }];
}

/** ffprobe: streams, container and chapters as JSON. */
export function describeArguments(path: string): RunArgument[] {
  return [
    '-v',
    'error',
    ...guarded,
    '-of',
    'json',
    '-show_format',
    '-show_streams',
    '-show_chapters',
    { kind: 'input', path },
  ];
}

/** ffprobe: one line for each packet of a stream: pts, dts, duration, flags. */
export function packetsArguments(path: string, streamIndex: number): RunArgument[] {
  return [
    '-v',
    'error',
    ...guarded,
    '-select_streams',
    String(streamIndex),
    '-of',
    'compact=p=0:nk=1',
    '-show_entries',
    'packet=pts,dts,duration,flags:side_data=',
    { kind: 'input', path },
  ];
}

/** ffmpeg: decodes a stream and says when each frame is shown (`showinfo` lines on the message stream). */
export function frameTimesArguments(path: string, streamIndex: number): RunArgument[] {
  return [
    '-v',
    'info',
    '-nostats',
    '-copyts',
    '-noautorotate',
    ...input(path),
    '-map',
    `0:${String(streamIndex)}`,
    '-fps_mode',
    'passthrough',
    '-vf',
    'showinfo=checksum=0',
    '-f',
    'null',
    { kind: 'stdout' },
  ];
}

/** What to read of a stream. */
export interface FrameReadPlan {
  readonly path: string;
  readonly video: VideoStream;
  /** Seconds after the container's first timestamp to start at; frames before it are not delivered. Null: from the start. */
  readonly seekSec: number | null;
  /** Number of frames to deliver. */
  readonly frameCount: number;
}

/** ffmpeg: every stored frame once, upright, as tightly packed 4:2:0 on standard output. */
export function readFramesArguments(plan: FrameReadPlan): RunArgument[] {
  const { video } = plan;
  const filters = [
    ...(plan.seekSec === null ? [] : ['showinfo=checksum=0']),
    ...uprightFilters(video),
    ...layoutFilters(video),
  ];
  return [
    '-v',
    plan.seekSec === null ? 'warning' : 'info',
    '-nostats',
    '-noautorotate',
    ...(plan.seekSec === null ? [] : ['-ss', plan.seekSec.toFixed(6)]),
    ...input(plan.path),
    '-map',
    `0:${String(video.streamIndex)}`,
    '-fps_mode',
    'passthrough',
    '-frames:v',
    String(plan.frameCount),
    ...(filters.length > 0 ? ['-vf', filters.join(',')] : []),
    '-pix_fmt',
    readFormatOf(video.pixelFormat, video.colour.range),
    '-f',
    'rawvideo',
    { kind: 'stdout' },
  ];
}

const turnFilters: Readonly<Record<Rotation, readonly string[]>> = {
  0: [],
  90: ['transpose=clock'],
  180: ['hflip', 'vflip'],
  270: ['transpose=cclock'],
};

/** Turns a stored picture upright; our own filters, because what `-autorotate` does changed between versions. */
function uprightFilters(video: VideoStream): string[] {
  return [...(video.isMirrored ? ['hflip'] : []), ...turnFilters[video.rotation]];
}

/** Turns an upright picture back into the stored orientation. */
export function storedFilters(video: VideoStream): string[] {
  const back: Rotation = video.rotation === 90 ? 270 : video.rotation === 270 ? 90 : video.rotation;
  return [...turnFilters[back], ...(video.isMirrored ? ['hflip'] : [])];
}

/** Brings other layouts (4:2:2, 4:4:4, grey, RGB) to 4:2:0 without touching range or, where there is one, matrix. */
function layoutFilters(video: VideoStream): string[] {
  const target = readFormatOf(video.pixelFormat, video.colour.range);
  if (video.pixelFormat === 'yuv420p' || video.pixelFormat === 'yuvj420p') return [];
  if (isRgbPixelFormat(video.pixelFormat))
    return ['scale=out_color_matrix=bt709:out_range=tv:flags=bicubic+accurate_rnd+full_chroma_int', 'format=yuv420p'];
  const range = target === 'yuvj420p' ? 'pc' : 'tv';
  return [`scale=in_range=${range}:out_range=${range}:flags=bicubic+accurate_rnd`, `format=${target}`];
}

/** ffmpeg: one sound stream on the presentation's clock as raw samples on standard output. */
export function readAudioArguments(options: {
  readonly path: string;
  readonly streamIndex: number;
  /** The container's time that counts as 0, s. */
  readonly originSec: number;
  readonly sampleRateHz: number;
  readonly channels: number;
}): RunArgument[] {
  const origin = options.originSec.toFixed(9);
  return [
    '-v',
    'error',
    '-nostats',
    '-copyts',
    ...input(options.path),
    '-map',
    `0:${String(options.streamIndex)}`,
    // first_pts=0 pads a late start and cuts what lies before the presentation; async=1 fills holes in the timeline.
    '-af',
    `asetpts=PTS-(${origin})/TB,aresample=${String(options.sampleRateHz)}:async=1:first_pts=0`,
    '-ac',
    String(options.channels),
    '-c:a',
    'pcm_f32le',
    '-f',
    'f32le',
    { kind: 'stdout' },
  ];
}

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
const containerTags = ['major_brand', 'minor_version', 'compatible_brands', 'encoder'];

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
    // The pictures need no guessing; without these limits ffmpeg would hold back the first of them to analyse their rate.
    '-probesize',
    '32',
    '-analyzeduration',
    '0',
    '-f',
    'nut',
    '-i',
    { kind: 'stdin' },
    '-i',
    { kind: 'input', path: plan.soundPath },
    ...input(plan.sourcePath),
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
    `setts=${packetLengths(plan)}`,
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

/** Filters and encoder for upright 4:2:0 pictures. */
function encodePictureArguments(plan: VideoEncodePlan): string[] {
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

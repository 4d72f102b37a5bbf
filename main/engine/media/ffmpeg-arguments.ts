import { isRgbPixelFormat, readFormatOf } from '../../../core/media/pixel-format.ts';
import type { Rotation, VideoStream } from '../../../core/media/media-info.ts';
import type { RunArgument } from './media-runner.ts';
import type { StillHeader } from './still-header.ts';

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
  'apng',
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

/** A file to read, opened safely. */
export function guardedInput(path: string): RunArgument[] {
  return [...guarded, '-i', { kind: 'input', path }];
}

/** A still picture to read, opened safely by the reader that its bytes ask for. For ffprobe without `-i`. */
export function stillInput(path: string, { demuxer }: StillHeader, forFfmpeg = false): RunArgument[] {
  return [...guarded, '-f', demuxer, ...(forFfmpeg ? ['-i'] : []), { kind: 'input', path }];
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
    ...guardedInput(path),
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
    ...guardedInput(plan.path),
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
export function uprightFilters(video: VideoStream): string[] {
  return [...(video.isMirrored ? ['hflip'] : []), ...turnFilters[video.rotation]];
}

/** Turns an upright picture back into the stored orientation. */
export function storedFilters(video: VideoStream): string[] {
  const back: Rotation = video.rotation === 90 ? 270 : video.rotation === 270 ? 90 : video.rotation;
  return [...turnFilters[back], ...(video.isMirrored ? ['hflip'] : [])];
}

/** Brings other layouts (4:2:2, 4:4:4, grey, RGB) to 4:2:0 without touching range or, where there is one, matrix. */
export function layoutFilters(video: VideoStream): string[] {
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
    ...guardedInput(options.path),
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

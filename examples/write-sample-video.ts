import type { MediaRunner } from '../main/engine/media/index.ts';
import type { SampleFrame } from './generator/picture/scene.ts';

/** How a rendered clip becomes a file. */
export interface SampleVideo {
  readonly frames: Iterable<SampleFrame>;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly framesPerSec: number;
  readonly outputPath: string;
  /** A sound file; null leaves the clip silent. */
  readonly soundPath: string | null;
  /** x264 rate factor. */
  readonly rateFactor?: number;
  readonly onFrame?: (frame: SampleFrame, frameIndex: number) => void;
}

/** Encodes rendered frames as H.264 (BT.709) with AAC. Throws when ffmpeg fails. */
export async function writeSampleVideo(runner: MediaRunner, video: SampleVideo): Promise<void> {
  const { widthPx, heightPx, framesPerSec, soundPath } = video;
  const run = runner.start({
    program: 'ffmpeg',
    arguments: [
      ...['-y', '-v', 'error', '-f', 'rawvideo', '-pix_fmt', 'yuv420p', '-video_size', `${widthPx}x${heightPx}`],
      ...[
        '-framerate',
        String(framesPerSec),
        '-color_range',
        'tv',
        '-colorspace',
        'bt709',
        '-i',
        { kind: 'stdin' } as const,
      ],
      ...(soundPath === null
        ? []
        : ['-i', { kind: 'input', path: soundPath } as const, '-c:a', 'aac', '-b:a', '112k', '-ar', '48000']),
      ...['-c:v', 'libx264', '-preset', 'medium', '-crf', String(video.rateFactor ?? 21), '-pix_fmt', 'yuv420p'],
      ...['-color_range', 'tv', '-colorspace', 'bt709', '-color_primaries', 'bt709', '-color_trc', 'bt709'],
      ...[
        '-map_metadata',
        '-1',
        '-fflags',
        '+bitexact',
        '-movflags',
        '+faststart',
        '-f',
        'mp4',
        { kind: 'output', path: video.outputPath } as const,
      ],
    ],
  });
  let frameIndex = 0;
  for (const frame of video.frames) {
    await run.write(frame.image.data);
    video.onFrame?.(frame, frameIndex++);
  }
  run.endInput();
  const result = await run.result;
  if (result.exitCode !== 0) throw new Error(`ffmpeg could not write ${video.outputPath}: ${result.lastMessages}`);
}

import { execFileSync, spawn } from 'node:child_process';
import { statSync } from 'node:fs';
import { StudioError } from '../../core/errors.ts';
import type { MediaInfo } from '../../core/media/media-info.ts';
import type { FrameReadOptions, MediaReader, VideoFrame } from '../../core/ports/media.ts';
import { yuvByteLength, yuvImageFrom } from '../../core/tensor/yuv-image.ts';
import { makeFrameRate, parseFrameRate } from '../../core/time/frame-rate.ts';

function ask(path: string, entries: string): string[] {
  const args = ['-v', 'error', '-select_streams', 'v:0', '-show_entries', entries, '-of', 'default=nw=1:nk=1', path];
  return execFileSync('ffprobe', args, { encoding: 'utf8', maxBuffer: 1 << 28 })
    .trim()
    .split('\n');
}

/**
 * The smallest MediaReader that picture tests need: upright, evenly timed clips through the installed ffmpeg's pipe, no sound.
 * Tests of reading itself use the real reader.
 */
export class FfmpegPipeReader implements MediaReader {
  probe(path: string): Promise<MediaInfo> {
    const [codec, width, height, pixelFormat, range, space, rate] = ask(
      path,
      'stream=codec_name,width,height,pix_fmt,color_range,color_space,avg_frame_rate',
    );
    const times = ask(path, 'packet=pts_time')
      .map(Number)
      .sort((a, b) => a - b);
    const frameRate = parseFrameRate(rate) ?? makeFrameRate(25);
    const size = {
      widthPx: Number(width),
      heightPx: Number(height),
      codedWidthPx: Number(width),
      codedHeightPx: Number(height),
    };
    return Promise.resolve({
      path,
      container: 'test',
      durationSec: times.length / (frameRate.num / frameRate.den),
      sizeBytes: statSync(path).size,
      audio: [],
      chapterCount: 0,
      video: {
        ...size,
        streamIndex: 0,
        codec,
        rotation: 0,
        pixelFormat,
        bitDepth: 8,
        isHdr: false,
        colour: { range, space, transfer: 'unknown', primaries: 'unknown' },
        sampleAspectRatio: '1/1',
        frameRate,
        isVariableFrameRate: false,
        frameTimesSec: Float64Array.from(times, (time) => time - times[0]),
        timeBase: makeFrameRate(1000),
        durationSec: times.length / (frameRate.num / frameRate.den),
      },
    });
  }

  async *frames(info: MediaInfo, options: FrameReadOptions = {}): AsyncIterable<VideoFrame> {
    const video = info.video;
    if (video === null) throw new StudioError('media.no-video', 'No picture.');
    const byteLength = yuvByteLength(video.widthPx, video.heightPx);
    const args = [
      '-v',
      'error',
      '-i',
      info.path,
      '-map',
      '0:v:0',
      '-fps_mode',
      'passthrough',
      '-pix_fmt',
      'yuv420p',
      '-f',
      'rawvideo',
      '-',
    ];
    const child = spawn('ffmpeg', args, { stdio: ['ignore', 'pipe', 'inherit'] });
    let frameIndex = 0;
    let filled = 0;
    const buffer = new Uint8Array(byteLength);
    try {
      for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
        for (let at = 0; at < chunk.length;) {
          const take = Math.min(byteLength - filled, chunk.length - at);
          buffer.set(chunk.subarray(at, at + take), filled);
          filled += take;
          at += take;
          if (filled < byteLength) continue;
          filled = 0;
          const index = frameIndex++;
          if (index < (options.startFrame ?? 0)) continue;
          if (index >= (options.endFrame ?? Infinity)) return;
          yield {
            frameIndex: index,
            timeSec: video.frameTimesSec[index],
            image: yuvImageFrom(buffer, video.widthPx, video.heightPx),
          };
        }
      }
    } finally {
      child.kill('SIGKILL');
    }
  }

  async *audio(): AsyncIterable<Float32Array> {
    throw new StudioError('media.no-audio', 'This test reader reads pictures only.');
  }
}

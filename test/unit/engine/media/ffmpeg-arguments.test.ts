import { describe, expect, it } from 'vitest';
import { nativeEncodeSettings } from '../../../../core/export/encode-preset.ts';
import type { VideoStream } from '../../../../core/media/media-info.ts';
import { makeFrameRate } from '../../../../core/time/frame-rate.ts';
import {
  describeArguments,
  packetsArguments,
  readAudioArguments,
  readFramesArguments,
} from '../../../../main/engine/media/ffmpeg-arguments.ts';
import { encodeVideoArguments } from '../../../../main/engine/media/ffmpeg-encode-arguments.ts';

function aVideo(changes: Partial<VideoStream> = {}): VideoStream {
  return {
    streamIndex: 0,
    codec: 'h264',
    widthPx: 640,
    heightPx: 360,
    codedWidthPx: 640,
    codedHeightPx: 360,
    rotation: 0,
    pixelFormat: 'yuv420p',
    bitDepth: 8,
    isHdr: false,
    colour: { range: 'tv', space: 'bt709', transfer: 'bt709', primaries: 'bt709' },
    sampleAspectRatio: '1/1',
    frameRate: makeFrameRate(25),
    isVariableFrameRate: false,
    frameTimesSec: Float64Array.from([0, 0.04]),
    timeBase: makeFrameRate(12_800),
    durationSec: 0.08,
    ...changes,
  };
}

const readWords = (video: VideoStream) =>
  readFramesArguments({ path: '/in.mp4', video, seekSec: null, frameCount: 2 }).filter(
    (word) => typeof word === 'string',
  );

const encodeWords = (video: VideoStream) =>
  encodeVideoArguments({
    sourcePath: '/in.mp4',
    video,
    soundPath: '/sound',
    outputPath: '/out',
    encoder: 'libx264',
    settings: nativeEncodeSettings.standard,
    tickRate: makeFrameRate(12_800),
    frameCount: 2,
    firstFrameTick: 0,
    lastFrameTick: 512,
    lastFrameTicks: 512,
    tags: {},
    keepsForeignTags: false,
  }).filter((word) => typeof word === 'string');

const after = (words: string[], name: string): string | undefined => words[words.indexOf(name) + 1];

describe('ffmpeg arguments', () => {
  it('open every file of the user behind a list of protocols and containers without play lists', () => {
    const all = [
      describeArguments('/in.mp4'),
      packetsArguments('/in.mp4', 0),
      readFramesArguments({ path: '/in.mp4', video: aVideo(), seekSec: null, frameCount: 2 }),
      readAudioArguments({ path: '/in.mp4', streamIndex: 0, originSec: 0, sampleRateHz: 16_000, channels: 1 }),
    ];
    for (const words of all) {
      expect(words[words.indexOf('-protocol_whitelist') + 1]).toBe('file,pipe');
      expect(String(words[words.indexOf('-format_whitelist') + 1]).split(',')).not.toContain('concat');
      // The path is no word of the line: a runner decides how it is written.
      expect(words).not.toContain('/in.mp4');
    }
  });

  it('read every stored frame once', () => {
    expect(after(readWords(aVideo()), '-fps_mode')).toBe('passthrough');
    expect(readWords(aVideo())).not.toContain('-vf');
  });

  it('turn a picture upright by themselves and back again', () => {
    expect(readWords(aVideo({ rotation: 90 }))).toContain('-noautorotate');
    expect(after(readWords(aVideo({ rotation: 90 })), '-vf')).toBe('transpose=clock');
    expect(after(encodeWords(aVideo({ rotation: 90 })), '-vf')).toMatch(/^transpose=cclock,/);
    expect(after(readWords(aVideo({ rotation: 180, isMirrored: true })), '-vf')).toBe('hflip,hflip,vflip');
  });

  it('leave full range as it is', () => {
    const full = aVideo({
      pixelFormat: 'yuvj420p',
      colour: { range: 'pc', space: 'bt709', transfer: 'bt709', primaries: 'bt709' },
    });
    expect(after(readWords(full), '-pix_fmt')).toBe('yuvj420p');
    expect(after(encodeWords(full), '-vf')).toContain('range=pc');
  });

  it('say nothing about colours of which the source says nothing', () => {
    const silent = aVideo({
      colour: { range: 'unknown', space: 'unknown', transfer: 'unknown', primaries: 'unknown' },
    });
    expect(after(encodeWords(silent), '-vf')).toBe('setparams=range=unknown,setsar=1/1');
  });

  it('write a limited range into the stream when no other tag would carry it', () => {
    const limited = aVideo({
      colour: { range: 'tv', space: 'unknown', transfer: 'unknown', primaries: 'unknown' },
    });
    expect(after(encodeWords(limited), '-bsf:v')).toContain('h264_metadata=video_full_range_flag=0');
    expect(after(encodeWords(aVideo()), '-bsf:v')).not.toContain('h264_metadata');
  });

  it('give the encoder the clock of the source', () => {
    expect(after(encodeWords(aVideo()), '-enc_time_base')).toBe('1:12800');
    expect(after(encodeWords(aVideo()), '-video_track_timescale')).toBe('12800');
  });

  it('encode odd sizes in 4:4:4, the only way that H.264 can keep them', () => {
    expect(after(encodeWords(aVideo({ codedWidthPx: 641 })), '-vf')).toContain('format=yuv444p');
    expect(after(encodeWords(aVideo()), '-vf')).not.toContain('yuv444p');
  });
});

import { describe, expect, it } from 'vitest';
import type { VideoStream } from '../../../../core/media/media-info.ts';
import { hasAlpha, stillVideoArguments } from '../../../../main/engine/media/still-video.ts';
import { aMediaInfo } from '../../../support/fake-video.ts';

function wordsOf(picture: Partial<VideoStream>): string {
  const { video } = aMediaInfo();
  if (video === null) throw new Error('no picture');
  const whole = { ...video, ...picture };
  const orientation = { rotation: whole.rotation, isMirrored: whole.isMirrored === true };
  const header = { format: 'png', demuxer: 'png_pipe', orientation } as const;
  const words = stillVideoArguments({ path: '/a.png', header, picture: whole, frameCount: 40, outputPath: '/o.mp4' });
  return words.filter((word) => typeof word === 'string').join(' ');
}

describe('the video of a still picture', () => {
  it('has as many frames as it was asked for, without loss', () => {
    const words = wordsOf({});
    expect(words).toContain('-frames:v 40');
    expect(words).toContain('-qp 0');
  });

  it('is read by the reader of its kind and nothing else', () => {
    expect(wordsOf({})).toMatch(/-protocol_whitelist file,pipe .*-f png_pipe -i/);
  });

  it('loses an odd row and column, and is scaled only where it is too large', () => {
    expect(wordsOf({ widthPx: 641, heightPx: 480 })).toContain('crop=640:480:0:0');
    expect(wordsOf({ widthPx: 6000, heightPx: 4500 })).toContain('scale=4096:3072:');
  });

  it('lies on grey where it may be transparent', () => {
    expect(wordsOf({ pixelFormat: 'rgba' })).toContain('color=c=0x808080');
    expect(wordsOf({ pixelFormat: 'rgb24' })).not.toContain('overlay');
  });

  it.each(['rgba', 'bgra', 'ya8', 'ya16be', 'rgba64be', 'yuva420p', 'gbrap', 'pal8', 'argb'])(
    'may be transparent as %s',
    (format) => expect(hasAlpha(format)).toBe(true),
  );
  it.each(['rgb24', 'yuvj420p', 'gray', 'monob', 'rgb48be', 'gbrp'])('is never transparent as %s', (format) =>
    expect(hasAlpha(format)).toBe(false),
  );
});

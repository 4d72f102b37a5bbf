import { describe, expect, it } from 'vitest';
import { bitDepthOf, isRgbPixelFormat, readFormatOf } from '../../../../core/media/pixel-format.ts';

describe('a pixel format', () => {
  it.each([
    ['yuv420p', 8],
    ['yuvj420p', 8],
    ['nv12', 8],
    ['gray', 8],
    ['rgb24', 8],
    ['bgra', 8],
    ['yuva420p', 8],
    ['yuv410p', 8],
    ['yuv420p10le', 10],
    ['yuv444p12be', 12],
    ['p010le', 10],
    ['gbrp10le', 10],
    ['gray16le', 16],
    ['rgb48be', 16],
    ['x2rgb10le', 10],
    ['gbrpf32le', 32],
  ])('%s has %i bits', (name, bits) => {
    expect(bitDepthOf(name)).toBe(bits);
  });

  it('is red, green and blue or not', () => {
    expect(['rgb24', 'gbrp', 'pal8', 'bgra'].every(isRgbPixelFormat)).toBe(true);
    expect(['yuv420p', 'gray', 'nv12'].some(isRgbPixelFormat)).toBe(false);
  });

  it('is read with its own range', () => {
    expect(readFormatOf('yuvj422p', 'unknown')).toBe('yuvj420p');
    expect(readFormatOf('yuv420p', 'pc')).toBe('yuvj420p');
    expect(readFormatOf('yuv420p', 'unknown')).toBe('yuv420p');
    expect(readFormatOf('rgb24', 'pc')).toBe('yuv420p');
  });
});

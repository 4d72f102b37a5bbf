import { describe, expect, it } from 'vitest';
import {
  aacRateForHz,
  audioBitRate,
  nativeEncodeSettings,
  wasmEncodeSettings,
} from '../../../../core/export/encode-preset.ts';

describe('an encode preset', () => {
  it('gives better quality the higher it is called, with every ffmpeg', () => {
    for (const settings of [nativeEncodeSettings, wasmEncodeSettings]) {
      const factors = (['draft', 'standard', 'high', 'master'] as const).map((name) => settings[name].rateFactor);
      expect(factors).toEqual([...factors].sort((a, b) => b - a));
    }
  });

  it('never encodes worse in WebAssembly: its faster speeds get a lower rate factor', () => {
    for (const name of ['draft', 'standard', 'high', 'master'] as const) {
      expect(wasmEncodeSettings[name].rateFactor).toBeLessThan(nativeEncodeSettings[name].rateFactor);
    }
  });

  it('keeps the rate of a sound where AAC has it and takes the next higher where not', () => {
    expect([44_100, 48_000, 96_000, 16_000].map(aacRateForHz)).toEqual([44_100, 48_000, 96_000, 16_000]);
    expect([37_800, 6000, 192_000].map(aacRateForHz)).toEqual([44_100, 8000, 96_000]);
  });

  it('gives stereo at 48 kHz at least 192 kbit/s and stays within what AAC can carry', () => {
    expect(audioBitRate(nativeEncodeSettings.draft, 48_000, 2)).toBeGreaterThanOrEqual(192_000);
    expect(audioBitRate(nativeEncodeSettings.master, 8000, 1)).toBeLessThanOrEqual((6144 * 8000) / 1024);
  });
});

/** Named qualities, from a quick look to a file for further work. */
export type EncodePreset = 'draft' | 'standard' | 'high' | 'master';

/** How one preset encodes. Rate factors are x264's (0 to 51, lower is better and larger). */
export interface EncodeSettings {
  readonly rateFactor: number;
  readonly speed: 'ultrafast' | 'superfast' | 'veryfast' | 'faster' | 'fast' | 'medium' | 'slow';
  /** Bits per second per channel at 48 kHz; scaled with the rate of the sound. */
  readonly audioBitsPerChannel: number;
  /** A hardware encoder may be used where a real test encode works; its rate control is coarser than x264's. */
  readonly allowsHardware: boolean;
}

/**
 * Settings of each preset with native ffmpeg: the speed that two cores carry at the quality that the name promises.
 * 'standard' is finer than a web upload needs, because a re-encode alone softens what the dub leaves untouched.
 */
export const nativeEncodeSettings: Readonly<Record<EncodePreset, EncodeSettings>> = {
  draft: { rateFactor: 25, speed: 'superfast', audioBitsPerChannel: 96_000, allowsHardware: true },
  standard: { rateFactor: 17, speed: 'veryfast', audioBitsPerChannel: 96_000, allowsHardware: false },
  high: { rateFactor: 14, speed: 'faster', audioBitsPerChannel: 128_000, allowsHardware: false },
  master: { rateFactor: 10, speed: 'medium', audioBitsPerChannel: 160_000, allowsHardware: false },
};

/**
 * Settings of each preset with the WebAssembly encoder. It is about eight times slower at equal speed names, so it trades
 * file size for time: a faster speed with a lower rate factor gives the same picture in a larger file.
 */
export const wasmEncodeSettings: Readonly<Record<EncodePreset, EncodeSettings>> = {
  draft: { rateFactor: 24, speed: 'ultrafast', audioBitsPerChannel: 96_000, allowsHardware: false },
  standard: { rateFactor: 16, speed: 'ultrafast', audioBitsPerChannel: 96_000, allowsHardware: false },
  high: { rateFactor: 13, speed: 'superfast', audioBitsPerChannel: 128_000, allowsHardware: false },
  master: { rateFactor: 9, speed: 'superfast', audioBitsPerChannel: 160_000, allowsHardware: false },
};

/** Rates in Hz that AAC-LC can carry (ISO/IEC 14496-3, table 1.18), ascending. */
export const aacSampleRatesHz = [
  8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000, 64000, 88200, 96000,
] as const;

/** The legal AAC rate for a sound: its own, else the next higher, so that nothing audible is lost; at most 96 kHz. */
export function aacRateForHz(rateHz: number): number {
  return aacSampleRatesHz.find((rate) => rate >= rateHz) ?? 96_000;
}

/** Bit rate of the sound: at least 192 kbit/s for stereo at 48 kHz, less for lower rates, never above AAC's 6144 bits per frame and channel. */
export function audioBitRate(settings: EncodeSettings, rateHz: number, channels: number): number {
  const perChannel = settings.audioBitsPerChannel * Math.min(1, rateHz / 48_000);
  // One channel alone has no joint coding to save bits with.
  const wanted = channels === 1 ? perChannel * 1.33 : perChannel * channels;
  const limit = (6144 * channels * rateHz) / 1024;
  return Math.round(Math.min(wanted, limit) / 1000) * 1000;
}

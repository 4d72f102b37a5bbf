import type { EncodePreset } from '../../core/export/encode-preset.ts';
import type { ExportMeasure } from './settings.ts';

/** What an export's time and size depend on. */
export interface ExportShape {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly frameCount: number;
  /** Frames that are drawn anew in part. */
  readonly changedFrames: number;
  readonly durationSec: number;
  readonly preset: EncodePreset;
  /** False: the picture is analysed first. */
  readonly isAnalysed: boolean;
}

/** Seconds of work and bytes of the file. */
export interface ExportEstimate {
  readonly sec: number;
  readonly bytes: number;
}

/**
 * Milliseconds a frame of 1280 x 720 on two cores, from docs/benchmarks.md (60 s, native ffmpeg): decode and encode alone; what a frame
 * costs that is drawn too (render, atlas, voice); one frame of analysis.
 */
const plainFrameMs = 9.1;
const changedFrameMs = 23.7;
const analysedFrameMs = 13.5;
const benchmarkPixels = 1280 * 720;

/**
 * Bits a pixel of a talking person at 1280 x 720 (standard: docs/benchmarks.md; the others by the ratios of x264's sizes on six clips,
 * each within 10 % of them). Larger pictures need fewer bits a pixel: 256 x 256 took 2.7 times as many.
 */
const bitsPerPixel: Readonly<Record<EncodePreset, number>> = {
  draft: 0.027,
  standard: 0.041,
  high: 0.051,
  master: 0.077,
};
const bitsExponent = -0.37;
const soundBitsPerSec = 192_000;

/** The estimate for a shape before anything is known of this computer. */
export function baseEstimate(shape: ExportShape): ExportEstimate {
  const { frameCount, changedFrames, widthPx, heightPx } = shape;
  const pixels = widthPx * heightPx;
  const frameMs =
    (frameCount - changedFrames) * plainFrameMs +
    changedFrames * changedFrameMs +
    (shape.isAnalysed ? 0 : frameCount * analysedFrameMs);
  const density = bitsPerPixel[shape.preset] * (pixels / benchmarkPixels) ** bitsExponent;
  const bits = frameCount * pixels * density + shape.durationSec * soundBitsPerSec;
  return { sec: (frameMs / 1000) * (pixels / benchmarkPixels), bytes: bits / 8 };
}

/** The name under which an export's measure is kept: exports of this size and preset resemble each other. */
export function measureNameOf({ widthPx, heightPx, preset }: ExportShape): string {
  return `${String(widthPx)}x${String(heightPx)} ${preset}`;
}

/** The estimate as earlier exports on this computer correct it: those of this size and preset, else the middle of all. */
export function correctedEstimate(
  shape: ExportShape,
  measures: Readonly<Record<string, ExportMeasure>>,
): ExportEstimate {
  const base = baseEstimate(shape);
  const own = measures[measureNameOf(shape)];
  const all = Object.values(measures);
  const timeFactor = own?.timeFactor ?? middleOf(all.map((measure) => measure.timeFactor));
  // How large files get says little about other presets: their rate factors differ.
  const sizeFactor = own?.sizeFactor ?? 1;
  return { sec: base.sec * timeFactor, bytes: Math.round(base.bytes * sizeFactor) };
}

/** What an export took against its estimate. */
export function measureOf(shape: ExportShape, took: ExportEstimate): ExportMeasure | null {
  const base = baseEstimate(shape);
  if (!(base.sec > 0 && base.bytes > 0 && took.sec > 0 && took.bytes > 0)) return null;
  return { timeFactor: took.sec / base.sec, sizeFactor: took.bytes / base.bytes };
}

function middleOf(factors: readonly number[]): number {
  if (factors.length === 0) return 1;
  const sorted = [...factors].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)];
}

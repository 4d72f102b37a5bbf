import type { EncodePreset } from '../../core/export/encode-preset.ts';
import type { NetworkCost } from '../../core/ports/face-networks.ts';
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
  /** False: the picture is analysed first. A still picture takes no time worth counting. */
  readonly isAnalysed: boolean;
  /** What a generator makes; null with the atlas. */
  readonly generated: GeneratedPart | null;
}

/** The part of an export that a generator makes. */
export interface GeneratedPart {
  readonly packId: string;
  /** Where the networks run, or will run as far as is known. */
  readonly provider: string;
  /** Pictures of faces: frames in which two faces change count twice. */
  readonly pictures: number;
}

/** Seconds of work and bytes of the file. */
export interface ExportEstimate {
  readonly sec: number;
  readonly bytes: number;
}

/** An estimate, and whether anything on this computer speaks for its time. */
export interface CorrectedEstimate extends ExportEstimate {
  /** True for a generator that was never measured here. */
  readonly isRough: boolean;
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
 * Milliseconds that a picture of the full-size networks takes: on two processor cores as measured (onnxruntime, float32); on a graphics
 * card a guess. `motion` is paid once for each frame of a video, then the codes are kept.
 */
const processorMs = { motion: 91, audio: 10, generator: 400 };
const graphicsCardMs = { motion: 5, audio: 1, generator: 20 };

/** Cutting out, pasting back and matching colours, milliseconds a picture at the benchmark's size. */
const pasteMs = 15;

/** The first pictures pay for starting up. */
const tellingItems = 16;

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

/**
 * The estimate for a shape before any export was measured on this computer.
 *
 * @param costs what the generative networks took so far in this run; they replace the figures that were measured elsewhere
 */
export function baseEstimate(shape: ExportShape, costs: readonly NetworkCost[] = []): ExportEstimate {
  const { frameCount, changedFrames, widthPx, heightPx, generated } = shape;
  const pixels = widthPx * heightPx;
  const ownFrameMs = generated === null ? changedFrameMs : plainFrameMs;
  const frameMs =
    (frameCount - changedFrames) * plainFrameMs +
    changedFrames * ownFrameMs +
    (generated === null ? 0 : generated.pictures * pasteMs) +
    (shape.isAnalysed ? 0 : frameCount * analysedFrameMs);
  // The networks' pictures are of one size, whatever the size of the video.
  const networksMs = generated === null ? 0 : generated.pictures * networkMsOf(generated, costs);
  const density = bitsPerPixel[shape.preset] * (pixels / benchmarkPixels) ** bitsExponent;
  const bits = frameCount * pixels * density + shape.durationSec * soundBitsPerSec;
  return { sec: (frameMs * (pixels / benchmarkPixels) + networksMs) / 1000, bytes: bits / 8 };
}

/** Milliseconds of networks for one picture of a face. Networks that did not run yet are taken to be as fast as the generator is. */
function networkMsOf({ provider }: GeneratedPart, costs: readonly NetworkCost[]): number {
  const usual = provider === 'cpu' ? processorMs : graphicsCardMs;
  const seen = (network: NetworkCost['network']) => {
    const cost = costs.find((one) => one.network === network);
    return cost !== undefined && cost.items >= tellingItems ? cost.totalMs / cost.items : null;
  };
  const speed = (seen('generator') ?? usual.generator) / usual.generator;
  return (['motion', 'audio', 'generator'] as const).reduce(
    (total, network) => total + (seen(network) ?? usual[network] * speed),
    0,
  );
}

/** The name under which an export's measure is kept: exports of this size, preset, pack and provider resemble each other. */
export function measureNameOf(shape: ExportShape): string {
  return `${String(shape.widthPx)}x${String(shape.heightPx)} ${shape.preset}${makerOf(shape)}`;
}

/** What a measure's name ends with: exports of one maker are as fast or slow as each other. */
function makerOf({ generated }: ExportShape): string {
  return generated === null ? '' : ` with ${generated.packId} on ${generated.provider}`;
}

/**
 * The estimate as earlier exports on this computer correct it: those of this size and preset, else the middle of all that were made in
 * the same way, else what the networks took so far.
 */
export function correctedEstimate(
  shape: ExportShape,
  measures: Readonly<Record<string, ExportMeasure>>,
  costs: readonly NetworkCost[] = [],
): CorrectedEstimate {
  const own = measures[measureNameOf(shape)];
  const maker = makerOf(shape);
  const alike = Object.entries(measures)
    .filter(([name]) => (maker === '' ? !name.includes(' with ') : name.endsWith(maker)))
    .map(([, measure]) => measure);
  const isMeasured = alike.length > 0;
  const base = baseEstimate(shape, isMeasured ? [] : costs);
  const timeFactor = own?.timeFactor ?? middleOf(alike.map((measure) => measure.timeFactor));
  // How large files get says little about other presets: their rate factors differ.
  const sizeFactor = own?.sizeFactor ?? 1;
  const hasCosts = costs.some(({ network, items }) => network === 'generator' && items >= tellingItems);
  const isRough = shape.generated !== null && !isMeasured && !hasCosts;
  return { sec: base.sec * timeFactor, bytes: Math.round(base.bytes * sizeFactor), isRough };
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

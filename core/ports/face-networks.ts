import type { CodeWidths, SeenFactor } from '../analysis/face-code.ts';
import type { FactorName } from '../analysis/factor.ts';
import type { MelFrontEnd } from '../analysis/voice/pdfgc-front-end.ts';
import type { AbortSignalLike } from '../errors.ts';

export type { MelFrontEnd };

/** Where the networks' picture lies in the aligned crop (`core/analysis/crop-path.ts`), px of that crop. */
export interface PictureCut {
  readonly xPx: number;
  readonly yPx: number;
  readonly sizePx: number;
}

/** How codes become the generator's conditioning. */
export interface CodeRecipe {
  /** Factor by which a code is stretched before it is used; 1 = as it comes. */
  readonly gains: Readonly<Record<FactorName, number>>;
  /** Weights of the frames before, at and after, by which a code is smoothed; null = not smoothed. */
  readonly taps: Readonly<Record<FactorName, readonly [number, number, number] | null>>;
}

/** What a generative pack says of itself, beside its files. */
export interface GenerativePack {
  readonly id: string;
  readonly version: string;
  /** Names id, version and every file's content: derived data of another key is not this pack's. */
  readonly key: string;
  readonly widths: CodeWidths;
  /** Dimensions of the eye code that carry blink and gaze; null where the pack does not say. */
  readonly eyeRoles: { readonly blink: readonly number[]; readonly gaze: readonly number[] } | null;
  /** Side of the picture that goes into the encoders and comes out of the generator, px. */
  readonly pictureSizePx: number;
  readonly cut: PictureCut;
  readonly frameRateHz: number;
  readonly audio: MelFrontEnd;
  readonly recipe: CodeRecipe;
}

/** Appearance of a person: constant over a take. */
export interface Appearance {
  /** [D=id] */
  readonly idVector: Float32Array;
  /** [C, H, W], 512 x 7 x 7 with the official sizes. */
  readonly idMap: Float32Array;
}

/** Milliseconds spent in each network since it was opened, and how many pictures or windows went through it. */
export interface NetworkCost {
  readonly network: 'appearance' | 'motion' | 'audio' | 'generator';
  readonly runs: number;
  readonly items: number;
  readonly totalMs: number;
}

/**
 * The networks of a generative pack. Pictures are [N, 3, S, S] float32 in [-1, 1], RGB, row-major; N may be anything: the adapter makes
 * batches that suit the place where it computes. One call at a time; what they return belongs to the caller.
 */
export interface FaceNetworks {
  readonly pack: GenerativePack;
  readonly executionProvider: string;
  /** Averages vector and map over the pictures of one person. @throws 'job.cancelled' */
  encodeAppearance(pictures: Float32Array, signal?: AbortSignalLike): Promise<Appearance>;
  /** Codes of the factors seen in each picture: [N, width] each, without gain and smoothing. */
  encodeMotion(pictures: Float32Array, signal?: AbortSignalLike): Promise<Readonly<Record<SeenFactor, Float32Array>>>;
  /** Lip codes of mel windows [N, M=melBins, R=windowRows] in [0, 1]: [N, lip], without gain and smoothing. */
  encodeLips(melWindows: Float32Array, signal?: AbortSignalLike): Promise<Float32Array>;
  /**
   * Pictures of a person in motion.
   * @param motion [N, motionCodeWidth], in the order of `motionCodeOrder`, gains and smoothing applied
   * @returns [N, 3, S, S] in [-1, 1]
   */
  generate(appearance: Appearance, motion: Float32Array, signal?: AbortSignalLike): Promise<Float32Array>;
  readonly costs: () => readonly NetworkCost[];
  /** Releases the networks; call once. */
  close(): Promise<void>;
}

/**
 * Opens the networks of a pack, or finds them open; they stay open until another pack is asked for or the process ends, so callers do
 * not close them. Null for a pack that makes its pixels without networks of this kind (atlas).
 * @throws 'models.not-found' | 'models.damaged' | 'models.unsupported' | 'models.provider-missing'
 */
export type OpenFaceNetworks = (packId: string) => Promise<FaceNetworks | null>;

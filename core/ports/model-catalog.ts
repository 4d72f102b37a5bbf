import type { FactorName } from '../analysis/factor.ts';

/** How packs make pixels: 'atlas' of the video's own pictures, 'pdfgc' with a generator. */
export const packKinds = ['atlas', 'pdfgc'] as const;

/** One of {@link packKinds}. */
export type PackKind = (typeof packKinds)[number];

/** What a pack can do with a factor. A factor without handles still takes edits of all its code: gain, smooth, freeze, replace, blend. */
export interface PackFactor {
  readonly factor: FactorName;
  /** Size of the factor's code. */
  readonly width: number;
  /** Names of the handles that edits can mean. */
  readonly handles: readonly string[];
}

/** How a pack's files compare with its manifest. */
export const packStates = ['verified', 'damaged', 'incomplete'] as const;

/** One of {@link packStates}. */
export type PackState = (typeof packStates)[number];

/** One file of a model pack. */
export interface PackFile {
  readonly name: string;
  readonly sizeBytes: number | null;
  /** True when size and sha256 are those of the manifest; null when not checked. */
  readonly isIntact: boolean | null;
  /** Empty, or what is wrong in words. */
  readonly problem: string;
}

/** A model pack as its manifest describes it. */
export interface ModelPack {
  readonly id: string;
  readonly version: string;
  readonly licence: string;
  readonly folder: string;
  /** What the pack does, in words. */
  readonly summary: string;
  readonly kind: PackKind;
  /** True for a pack that comes with the program; others can be removed. */
  readonly isBuiltIn: boolean;
  readonly factors: readonly PackFactor[];
  /** 'fp32' or 'fp16' for a generative pack; null for the others. */
  readonly precision: string | null;
  readonly files: readonly PackFile[];
}

/** Knows the installed model packs. */
export interface ModelCatalog {
  /** All packs, files not yet checked. @throws 'models.not-found' | 'models.damaged' when a manifest cannot be read */
  list(): Promise<readonly ModelPack[]>;
  /** The pack with every file's sha256 compared to the manifest. @throws 'models.not-found' for an unknown id */
  verify(packId: string): Promise<ModelPack & { readonly state: PackState }>;
  /** Deletes a pack of the user's. @throws 'models.not-found'; 'models.unsupported' for a pack that comes with the program */
  remove(packId: string): Promise<void>;
}

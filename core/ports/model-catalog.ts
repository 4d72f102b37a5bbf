/** How a pack's files compare with its manifest. */
export type PackState = 'verified' | 'damaged' | 'incomplete';

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
  readonly files: readonly PackFile[];
}

/** Knows the installed model packs. */
export interface ModelCatalog {
  /** All packs, files not yet checked. @throws 'models.not-found' | 'models.damaged' when a manifest cannot be read */
  list(): Promise<readonly ModelPack[]>;
  /** The pack with every file's sha256 compared to the manifest. @throws 'models.not-found' for an unknown id */
  verify(packId: string): Promise<ModelPack & { readonly state: PackState }>;
}

import type { AbortSignalLike } from '../errors.ts';

/** Numbers of the networks' weights in the pack. */
export const packPrecisions = ['fp32', 'fp16'] as const;

/** One of {@link packPrecisions}. */
export type PackPrecision = (typeof packPrecisions)[number];

/** The official checkpoint files to make a pack of. */
export interface PackImportRequest {
  /** Folder with appearance_model.pth, motion_model.pth, audio_model.pth and generator_model.pth. */
  readonly folder: string;
  /** Id of the new pack: small letters, digits and hyphens. */
  readonly packId: string;
  /** Folder that becomes the pack; null: `<packId>` among the user's packs. */
  readonly packFolder: string | null;
  readonly precision: PackPrecision;
  /** True when a pack that lies there already may be replaced. */
  readonly canReplace: boolean;
}

/** How far an import is. */
export interface PackImportProgress {
  readonly step: 'read' | 'write' | 'verify';
  /** The checkpoint's network, or the pack's file while verifying. */
  readonly what: string;
  readonly doneBytes: number;
  readonly totalBytes: number;
}

/** What became of one checkpoint file. */
export interface ImportedNetwork {
  readonly network: string;
  readonly file: string;
  readonly sha256: string;
  /** Tensors that the pack holds, and tensors of the file that inference never reads. */
  readonly usedTensors: number;
  readonly droppedTensors: number;
  /** Bytes of the weights in the pack. */
  readonly bytes: number;
}

/** A finished import. */
export interface PackImportReport {
  readonly packId: string;
  readonly folder: string;
  readonly precision: PackPrecision;
  readonly networks: readonly ImportedNetwork[];
  /** What was unusual and did no harm, as sentences: surplus tensors, a misspelt file. */
  readonly notes: readonly string[];
  readonly bytes: number;
  readonly elapsedSec: number;
  readonly peakMemoryBytes: number;
}

/** Makes packs of the paper's own checkpoint files, without Python. Runs no code of theirs. */
export interface PackImporter {
  /**
   * The pack appears whole or not at all.
   * @throws 'models.checkpoint-missing' a file is not there; 'models.checkpoint-damaged' it is no whole checkpoint;
   *         'models.checkpoint-unsafe' it holds more than tensors and plain containers; 'models.checkpoint-mismatch' names or shapes are
   *         not the network's; 'models.pack-exists'; 'cli.usage' for an id that is none; 'export.disk-full'; 'export.not-writable';
   *         'models.damaged' when what was written does not read back; 'job.cancelled'
   */
  importPdfgc(
    request: PackImportRequest,
    options?: {
      readonly signal?: AbortSignalLike | undefined;
      readonly onProgress?: ((progress: PackImportProgress) => void) | undefined;
    },
  ): Promise<PackImportReport>;
}

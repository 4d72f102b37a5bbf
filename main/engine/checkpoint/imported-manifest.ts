import { createHash } from 'node:crypto';
import { pdfgcManifestSchema, pdfgcNetworks } from '../onnx/pdfgc-manifest.ts';
import type { PdfgcManifest, PdfgcNetwork, PdfgcTemplate } from '../onnx/pdfgc-manifest.ts';
import type { PackPrecision } from '../../../core/ports/pack-import.ts';
import type { WrittenFile } from './weights-file.ts';

/** Version of what an import makes of a checkpoint; raised when the same files would become other networks. */
const importVersion = '1.0.0';

/** A checkpoint file that a pack was made of. */
export interface ImportedFile {
  readonly network: PdfgcNetwork;
  readonly file: string;
  readonly sha256: string;
  readonly bytes: number;
}

/** What a pack's manifest is made of. */
export interface ManifestParts {
  readonly packId: string;
  readonly precision: PackPrecision;
  readonly template: PdfgcTemplate;
  readonly importedFrom: readonly ImportedFile[];
  readonly files: readonly WrittenFile[];
}

/** Names of the files of a pack: they say the network, the precision is the manifest's. */
export function graphFileName(network: PdfgcNetwork): string {
  return `${network}.onnx`;
}

/** Under which licence the official weights are, and that these come from a user's files. */
export const importedLicence = 'CC-BY-4.0 (official PD-FGC weights); imported from files of yours';

/** The text that a pack carries of its weights' licence. */
export const licenceText = `The networks of this pack were made from four PyTorch files that its user chose (see "importedFrom" in manifest.json).

The official PD-FGC checkpoints are published by the authors of "Progressive Disentangled Representation Learning for Fine-Grained
Controllable Talking Head Synthesis" (Duomin Wang, Yu Deng, Zixin Yin, Heung-Yeung Shum, Baoyuan Wang; CVPR 2023) at
https://github.com/Dorniwang/PD-FGC-inference under the Creative Commons Attribution 4.0 International licence:
https://creativecommons.org/licenses/by/4.0/

Changes: the weights were copied into ONNX external data files; modulated convolutions were rearranged; parts that inference never reads
were left out. Weights from other files are under the licence of whoever made those.
`;

/** The manifest of an imported pack. Its version ends with digits of the files' sums: packs of equal versions compute the same. */
export function makeManifest({ packId, precision, template, importedFrom, files }: ManifestParts): PdfgcManifest {
  const sums = createHash('sha256').update(files.map(({ sha256 }) => sha256).join('\n'));
  const graphs = pdfgcNetworks.map((network) => {
    const { weights, inputs, outputs } = template.networks[network].graphs[precision];
    return [network, { weights, inputs, outputs, file: graphFileName(network) }];
  });
  // The schema leaves out what is only the template's.
  return pdfgcManifestSchema.parse({
    ...template,
    precision,
    files,
    importedFrom,
    id: packId,
    version: `${importVersion}+${sums.digest('hex').slice(0, 8)}`,
    licence: importedLicence,
    graphs: Object.fromEntries(graphs) as unknown,
  });
}

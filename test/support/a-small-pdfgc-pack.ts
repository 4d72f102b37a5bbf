import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { aPdfgcManifest, pdfgcSizes } from './a-pdfgc-pack.ts';
import { networkPorts } from '../../main/engine/models/pdfgc-pack.ts';
import { pdfgcNetworks, type PdfgcManifest, type PdfgcNetwork } from '../../main/engine/onnx/pdfgc-manifest.ts';

type Graphs = PdfgcManifest['graphs'];

function graphsOf(manifest: PdfgcManifest): Graphs {
  const portsOf = (shapes: Readonly<Record<string, readonly number[]>>) =>
    Object.entries(shapes).map(([name, shape]) => ({
      name,
      dtype: 'float32',
      shape: shape.map((size) => (size < 0 ? 'N' : size)),
    }));
  const graphOf = (network: PdfgcNetwork): Graphs[PdfgcNetwork] => {
    const { inputs, outputs } = networkPorts(manifest, network);
    return {
      file: `${network}.onnx`,
      weights: `${network}.weights`,
      inputs: portsOf(inputs),
      outputs: portsOf(outputs),
    };
  };
  return {
    appearance: graphOf('appearance'),
    motion: graphOf('motion'),
    audio: graphOf('audio'),
    generator: graphOf('generator'),
  };
}

/** A manifest of small networks whose graphs are what its sizes say; changed where a test needs it. */
export function aSmallPdfgcManifest(changes: Partial<PdfgcManifest> = {}): PdfgcManifest {
  const manifest = aPdfgcManifest({
    id: 'paper',
    widths: { id: 32, lip: 20, eye: 6, headPose: 6, expression: 30, lipFeature: 24 },
    idMap: [8, 7, 7],
    crop: { ...pdfgcSizes.crop, pictureSizePx: 56 },
    ...changes,
  });
  return { ...manifest, graphs: changes.graphs ?? graphsOf(manifest) };
}

/** Writes a pack whose files are whole, although its graphs are none. */
export function writePdfgcPack(folder: string, changes: Partial<PdfgcManifest> = {}): PdfgcManifest {
  mkdirSync(folder, { recursive: true });
  const files = pdfgcNetworks.flatMap((network) =>
    ['onnx', 'weights'].map((ending) => {
      const path = `${network}.${ending}`;
      const bytes = Buffer.from(`the ${ending} of ${network}`);
      writeFileSync(join(folder, path), bytes);
      return { path, sha256: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.length };
    }),
  );
  const manifest = aSmallPdfgcManifest({ files, ...changes });
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify(manifest));
  return manifest;
}

import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
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

/** A manifest with the official sizes of everything but the networks. */
export function aPdfgcManifest(changes: Partial<PdfgcManifest> = {}): PdfgcManifest {
  const manifest: PdfgcManifest = {
    schema: 1,
    kind: 'pdfgc',
    id: 'paper',
    version: '1.0.0',
    licence: 'CC-BY-4.0',
    precision: 'fp32',
    widths: { id: 32, lip: 20, eye: 6, headPose: 6, expression: 30, lipFeature: 24 },
    idMap: [8, 7, 7],
    eyeRoles: { blink: [0, 1, 4, 5], gaze: [2, 3] },
    crop: {
      canvasPx: 224,
      targets: [
        [87, 59],
        [137, 59],
        [112, 120],
      ],
      ownShare: 0.8,
      cut: { xPx: 16, yPx: 0, sizePx: 192 },
      pictureSizePx: 56,
    },
    frameRateHz: 25,
    audio: {
      sampleRateHz: 16_000,
      rmsTarget: 0.1,
      rmsFloor: 1e-4,
      windowSamples: 1280,
      hopSamples: 160,
      fftSize: 1280,
      leadSamples: 1120,
      melBins: 80,
      minHz: 125,
      maxHz: 7600,
      windowRows: 20,
      rowsPerFrame: 4,
    },
    recipe: {
      gains: { lip: 1.5, eye: 1.2, headPose: 1, expression: 1.2 },
      taps: { lip: [0.274069, 0.451863, 0.274069], eye: null, headPose: [1 / 3, 1 / 3, 1 / 3], expression: null },
    },
    files: [],
    graphs: undefined as unknown as Graphs,
    importedFrom: null,
    ...changes,
  };
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
  const manifest = aPdfgcManifest({ files, ...changes });
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify(manifest));
  return manifest;
}

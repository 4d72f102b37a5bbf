import type { MelFrontEnd } from '../../core/analysis/voice/pdfgc-front-end.ts';
import { pdfgcLayout } from '../../main/engine/onnx/pdfgc-manifest.ts';
import type { PdfgcManifest } from '../../main/engine/onnx/pdfgc-manifest.ts';

/** The sound front end of the official program. */
export const officialFrontEnd: MelFrontEnd = {
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
};

/** What template and manifest say alike, with the official sizes. */
export const pdfgcSizes = {
  schema: pdfgcLayout,
  kind: 'pdfgc',
  widths: { lip: 500, eye: 6, headPose: 6, expression: 30, id: 2048, lipFeature: 512 },
  idMap: [512, 7, 7],
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
    pictureSizePx: 224,
  },
  frameRateHz: 25,
  audio: officialFrontEnd,
  recipe: {
    gains: { lip: 1.5, eye: 1.2, headPose: 1, expression: 1.2 },
    taps: { lip: [0.274069, 0.451863, 0.274069], eye: null, headPose: [1 / 3, 1 / 3, 1 / 3], expression: null },
  },
} satisfies Partial<PdfgcManifest>;

/** The manifest of a generative pack, changed where a test needs it. */
export function aPdfgcManifest(change: Partial<PdfgcManifest> = {}): PdfgcManifest {
  const graphOf = (network: string) => ({
    file: `${network}.onnx`,
    weights: `${network}.weights`,
    inputs: [{ name: 'in', dtype: 'float32', shape: ['n', 3] }],
    outputs: [{ name: 'out', dtype: 'float32', shape: ['n', 3] }],
  });
  return {
    ...pdfgcSizes,
    id: 'pdfgc',
    version: '1.0.0',
    licence: 'CC-BY-4.0',
    precision: 'fp32',
    files: [],
    graphs: {
      appearance: graphOf('appearance'),
      motion: graphOf('motion'),
      audio: graphOf('audio'),
      generator: graphOf('generator'),
    },
    importedFrom: null,
    ...change,
  };
}

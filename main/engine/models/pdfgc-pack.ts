import { createHash } from 'node:crypto';
import { motionCodeWidth } from '../../../core/analysis/face-code.ts';
import { StudioError } from '../../../core/errors.ts';
import type { GenerativePack } from '../../../core/ports/face-networks.ts';
import { verifyPackFiles } from '../onnx/model-manifest.ts';
import type { PdfgcManifest, PdfgcNetwork } from '../onnx/pdfgc-manifest.ts';
import { pdfgcNetworks } from '../onnx/pdfgc-manifest.ts';
import { readInstalledPack } from './installed-pack.ts';

/** A PD-FGC pack whose files were compared with its manifest. */
export interface PdfgcPack {
  readonly folder: string;
  readonly manifest: PdfgcManifest;
  readonly pack: GenerativePack;
}

/** Shapes of a network's inputs and outputs by name, for one item, with -1 where the number of items stands. */
export interface NetworkPorts {
  readonly inputs: Readonly<Record<string, readonly number[]>>;
  readonly outputs: Readonly<Record<string, readonly number[]>>;
}

/** An input or output as a graph declares it: names or -1 where a size is open. */
export interface DeclaredPort {
  readonly name: string;
  readonly shape: readonly (number | string)[];
}

/**
 * Loads the PD-FGC pack of a folder: manifest, and every file compared with it.
 *
 * @throws StudioError 'models.not-found' | 'models.damaged' | 'models.unsupported' (another kind of pack)
 */
export async function loadPdfgcPack(folder: string): Promise<PdfgcPack> {
  const installed = await readInstalledPack(folder);
  if (installed.kind !== 'pdfgc') {
    throw new StudioError(
      'models.unsupported',
      `The model pack in ${folder} is of kind "${installed.kind}" and has no networks for faces. Choose another pack.`,
      { folder, kind: installed.kind },
    );
  }
  const { manifest } = installed;
  refuseContradictions(folder, manifest);
  for (const { path, problem } of await verifyPackFiles(folder, manifest))
    if (problem !== '') throw damagedPack(folder, path, problem);
  return { folder, manifest, pack: generativePackOf(manifest) };
}

/** What a manifest says of its pack; `key` is made of all that results depend on. */
export function generativePackOf(manifest: PdfgcManifest): GenerativePack {
  const { id, version, widths, eyeRoles, crop, frameRateHz, audio, recipe } = manifest;
  return {
    id,
    version,
    key: keyOf(manifest),
    widths: {
      id: widths.id,
      lip: widths.lip,
      eye: widths.eye,
      headPose: widths.headPose,
      expression: widths.expression,
    },
    eyeRoles,
    pictureSizePx: crop.pictureSizePx,
    cut: crop.cut,
    frameRateHz,
    audio,
    recipe,
  };
}

/** Numbers of crop, sound and recipe change results as much as weights do; where the weights came from does not. */
function keyOf({ importedFrom: _, ...manifest }: PdfgcManifest): string {
  const digest = createHash('sha256').update(JSON.stringify(manifest)).digest('hex');
  return `${manifest.id} ${manifest.version} ${digest}`;
}

/** What each network must take and give, as the sizes of the manifest have it. */
export function networkPorts(manifest: PdfgcManifest, network: PdfgcNetwork): NetworkPorts {
  const { widths, idMap, crop, audio } = manifest;
  const picture = [-1, 3, crop.pictureSizePx, crop.pictureSizePx];
  switch (network) {
    case 'appearance':
      return { inputs: { image: picture }, outputs: { id_vector: [-1, widths.id], id_map: [-1, ...idMap] } };
    case 'motion':
      return {
        inputs: { image: picture },
        outputs: {
          head_pose: [-1, widths.headPose],
          eye: [-1, widths.eye],
          expression: [-1, widths.expression],
          lip: [-1, widths.lipFeature],
        },
      };
    case 'audio':
      return {
        inputs: { mel: [-1, 1, audio.melBins, audio.windowRows] },
        outputs: { feature: [-1, widths.lipFeature], embedding: [-1, widths.lip] },
      };
    case 'generator':
      return {
        inputs: { style: [-1, widths.id + motionCodeWidth(widths)], id_map: [-1, ...idMap], noise_gain: [1] },
        outputs: { image: picture },
      };
  }
}

/**
 * Refuses a graph whose inputs and outputs are not those of the manifest's sizes; open sizes may be any.
 *
 * @throws StudioError 'models.damaged'
 */
export function assertPorts(
  { folder, manifest }: Pick<PdfgcPack, 'folder' | 'manifest'>,
  network: PdfgcNetwork,
  declared: { readonly inputs: readonly DeclaredPort[]; readonly outputs: readonly DeclaredPort[] },
): void {
  const wanted = networkPorts(manifest, network);
  const { file } = manifest.graphs[network];
  for (const side of ['inputs', 'outputs'] as const) {
    for (const [name, shape] of Object.entries(wanted[side])) {
      const port = declared[side].find((candidate) => candidate.name === name);
      if (port === undefined) throw damagedPack(folder, file, `it has no "${name}" among its ${side}`);
      if (!areSameShape(port.shape, shape)) {
        const found = port.shape.join(' x ');
        throw damagedPack(folder, file, `"${name}" is ${found} and not ${shape.join(' x ').replace('-1', 'N')}`);
      }
    }
  }
}

function areSameShape(declared: readonly (number | string)[], wanted: readonly number[]): boolean {
  return (
    declared.length === wanted.length &&
    declared.every((size, axis) => typeof size === 'string' || size < 0 || wanted[axis] === -1 || size === wanted[axis])
  );
}

/** What a manifest may say of itself that cannot be, although each part of it can. */
function refuseContradictions(folder: string, manifest: PdfgcManifest): void {
  const { crop, audio, widths, eyeRoles, files, graphs } = manifest;
  const refuse = (problem: string) => {
    throw damagedPack(folder, 'manifest.json', problem);
  };
  const listed = new Set(files.map(({ path }) => path));
  for (const network of pdfgcNetworks) {
    for (const file of [graphs[network].file, graphs[network].weights])
      if (!listed.has(file)) refuse(`it does not list ${file}`);
    assertPorts({ folder, manifest }, network, graphs[network]);
  }
  if (Math.max(crop.cut.xPx, crop.cut.yPx) + crop.cut.sizePx > crop.canvasPx) refuse('the cut leaves the canvas');
  if (audio.maxHz > audio.sampleRateHz / 2 || audio.minHz >= audio.maxHz) refuse('the mel bands are none');
  if (audio.fftSize < audio.windowSamples) refuse('the sound window is longer than its transform');
  const dimensions = [...(eyeRoles?.blink ?? []), ...(eyeRoles?.gaze ?? [])];
  if (dimensions.some((dimension) => dimension >= widths.eye)) refuse('eyeRoles names dimensions that are none');
}

function damagedPack(folder: string, file: string, problem: string): StudioError {
  return new StudioError(
    'models.damaged',
    `The model pack in ${folder} is damaged (${file}: ${problem}). Import it again.`,
    { folder, file, problem },
  );
}

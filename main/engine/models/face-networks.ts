import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { FaceNetworks, NetworkCost } from '../../../core/ports/face-networks.ts';
import { BatchedModel } from '../onnx/batched-model.ts';
import { pdfgcNetworks, type PdfgcNetwork } from '../onnx/pdfgc-manifest.ts';
import { openModelSession, type ExecutionProvider, type ModelSession } from '../onnx/session.ts';
import { encodeAppearance } from './appearance-encoder.ts';
import { FaceGenerator } from './face-generator.ts';
import { encodeLips } from './lip-encoder.ts';
import { encodeMotion } from './motion-encoder.ts';
import { assertPorts, loadPdfgcPack, type PdfgcPack } from './pdfgc-pack.ts';

/** Where networks are, and where they run. */
export interface FaceNetworksOptions {
  readonly packFolder: string;
  /** Probed before (`chooseExecutionProvider`). */
  readonly provider: ExecutionProvider;
  /** Threads on the CPU; default: as many as there are cores. */
  readonly threads?: number;
  /** Items at once; default 1 on the CPU, where more at once gain nothing, 8 elsewhere. */
  readonly batchSize?: number;
}

/** Networks of a pack that can be put away without ending those who hold them. */
export interface ReleasableNetworks extends FaceNetworks {
  /** Frees the memory of all networks that are loaded; each is loaded again when somebody needs it. */
  release(): Promise<void>;
}

/** What a GPU computes at once: enough to keep it busy, and of the generator's inner layers not more memory than small cards have. */
const gpuBatchSize = 8;

/**
 * Opens a PD-FGC pack. Its files are compared with the manifest now; a network is loaded when it is first needed (one whose results are
 * kept from before costs nothing) and is read from its weights file by onnxruntime itself.
 *
 * @throws StudioError 'models.not-found' | 'models.damaged' | 'models.unsupported'; calls throw 'models.damaged' for a graph that is not the
 *         manifest's, 'models.provider-missing' when the provider cannot load or run it
 */
export async function openFaceNetworks(options: FaceNetworksOptions): Promise<ReleasableNetworks> {
  const loaded = await loadPdfgcPack(options.packFolder);
  const { manifest } = loaded;
  const models = modelsOf(loaded, options);
  const generator = new FaceGenerator(models.generator, manifest);
  const release = async () => {
    for (const network of pdfgcNetworks) await models[network].release();
  };
  return {
    pack: loaded.pack,
    executionProvider: options.provider,
    encodeAppearance: (pictures, signal) => encodeAppearance(models.appearance, manifest, pictures, signal),
    encodeMotion: (pictures, signal) => encodeMotion(models.motion, manifest, pictures, signal),
    encodeLips: (melWindows, signal) => encodeLips(models.audio, manifest, melWindows, signal),
    generate: (appearance, motion, signal) => generator.generate(appearance, motion, signal),
    costs: () => pdfgcNetworks.map((network): NetworkCost => ({ network, ...models[network].cost() })),
    release,
    close: release,
  };
}

function modelsOf(
  pack: PdfgcPack,
  { provider, threads, batchSize }: FaceNetworksOptions,
): Readonly<Record<PdfgcNetwork, BatchedModel>> {
  const modelOf = (network: PdfgcNetwork) =>
    new BatchedModel({
      name: network,
      batchSize: batchSize ?? (provider === 'cpu' ? 1 : gpuBatchSize),
      open: () => openNetwork(pack, network, provider, threads ?? availableParallelism()),
    });
  return {
    appearance: modelOf('appearance'),
    motion: modelOf('motion'),
    audio: modelOf('audio'),
    generator: modelOf('generator'),
  };
}

async function openNetwork(
  pack: PdfgcPack,
  network: PdfgcNetwork,
  provider: ExecutionProvider,
  threads: number,
): Promise<ModelSession> {
  // By its path: onnxruntime looks for the weights beside the graph.
  const session = await openModelSession(join(pack.folder, pack.manifest.graphs[network].file), { provider, threads });
  try {
    assertPorts(pack, network, {
      inputs: session.inputNames.map((name, i) => ({ name, shape: session.inputShapes[i] })),
      outputs: session.outputNames.map((name, i) => ({ name, shape: session.outputShapes[i] })),
    });
  } catch (failure) {
    await session.close();
    throw failure;
  }
  return session;
}

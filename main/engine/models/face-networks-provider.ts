import { basename, join } from 'node:path';
import { StudioError } from '../../../core/errors.ts';
import type { GraphTrial } from '../../../core/ports/provider-probe.ts';
import type { ProviderProbe } from '../onnx/execution-provider.ts';
import { pdfgcNetworks } from '../onnx/pdfgc-manifest.ts';
import type { ExecutionProvider } from '../onnx/session.ts';
import { readInstalledPack } from './installed-pack.ts';

/** Half precision and TF32 stay far below this share of the results' magnitude; wrong numbers do not. */
const differenceLimit = 0.05;

/** What {@link chooseNetworksProvider} asks. */
export interface ProviderChoice {
  /** 'auto', or a provider's name. */
  readonly wanted: string;
  readonly packFolder: string;
  /** `chooseExecutionProvider`: what works here at all. */
  readonly choose: (wanted: string) => Promise<ExecutionProvider>;
  /** `probeProvider`: tries graphs in a process of its own. */
  readonly probe: (provider: ExecutionProvider, graphs: readonly string[]) => Promise<ProviderProbe>;
}

/**
 * Says where a pack's networks run. A provider other than the CPU has to run all of them first, in a process that may end by it, and
 * has to come to the processor's numbers; with 'auto' it has to be faster at the generator as well.
 *
 * @throws StudioError 'models.provider-missing' when a named provider cannot; 'models.not-found' | 'models.damaged' for the pack
 */
export async function chooseNetworksProvider(choice: ProviderChoice): Promise<ExecutionProvider> {
  const { wanted, packFolder } = choice;
  const provider = await choice.choose(wanted);
  if (provider === 'cpu') return 'cpu';
  const installed = await readInstalledPack(packFolder);
  if (installed.kind !== 'pdfgc') return 'cpu';
  const { graphs } = installed.manifest;
  const files = pdfgcNetworks.map((network) => join(packFolder, graphs[network].file));
  const probe = await choice.probe(provider, files);
  const generator = probe.graphs.find(({ graph }) => basename(graph) === graphs.generator.file);
  if (wanted === 'auto') {
    const isFaster = generator !== undefined && generator.ms < generator.cpuMs;
    return isFaster && problemOf(probe) === '' ? provider : 'cpu';
  }
  const problem = problemOf(probe);
  if (problem === '') return provider;
  throw new StudioError(
    'models.provider-missing',
    `The networks of this pack do not work on ${provider}: ${problem} Choose cpu or auto to go on without it.`,
    { wanted },
  );
}

/** Empty when everything is right. */
function problemOf({ isAvailable, reason, graphs }: ProviderProbe): string {
  if (!isAvailable) return reason;
  const wrong = graphs.find(({ difference }) => !(difference <= differenceLimit));
  return wrong === undefined ? '' : wrongNumbers(wrong);
}

function wrongNumbers({ graph, difference }: GraphTrial): string {
  const share = Number.isFinite(difference) ? `${(difference * 100).toFixed(0)} %` : 'no numbers at all';
  return `${basename(graph)} computes wrong numbers (off by ${share}).`;
}

import { StudioError } from '../../../core/errors.ts';
import type { GraphTrial, ProbeAnswer } from '../../../core/ports/provider-probe.ts';
import { askProbeProcess } from './probe-process.ts';
import { executionProviders, type ExecutionProvider } from './session.ts';

/** What a probe learned of one place to run models. */
export interface ProviderProbe {
  readonly provider: ExecutionProvider;
  readonly isAvailable: boolean;
  /** Why it is not available, in words; empty when it is. */
  readonly reason: string;
  /** Milliseconds per run of the probe's network; null when not available. */
  readonly msPerRun: number | null;
  /** How the graphs did that it was asked for. */
  readonly graphs: readonly GraphTrial[];
}

/** What onnxruntime-node can have on each platform, without the CPU; nothing else is worth asking for. */
const candidates: Readonly<Record<string, readonly ExecutionProvider[]>> = {
  linux: ['cuda', 'webgpu'],
  win32: ['dml', 'webgpu', 'cuda'],
  darwin: ['coreml', 'webgpu'],
};

/** Hints that turn a library's message into something to do. */
const hints: Readonly<Record<string, string>> = {
  cuda: 'It needs an NVIDIA GPU, CUDA 12, cuDNN 9 and the provider files that `npm run setup:cuda` fetches.',
  dml: 'It needs Windows with a DirectX 12 GPU.',
  coreml: 'It needs macOS on Apple silicon.',
  webgpu: 'It needs a GPU with a working Vulkan, Metal or DirectX 12 driver.',
};

/**
 * Tries every provider that this platform can have with a small network, each in a process of its own, because asking for a provider whose
 * libraries are missing can end the process that asks. The CPU is always the first answer.
 */
export async function probeExecutionProviders(platform: string = process.platform): Promise<ProviderProbe[]> {
  const wanted: ExecutionProvider[] = ['cpu', ...(candidates[platform] ?? [])];
  const probes: ProviderProbe[] = [];
  // One after the other: beside each other they would time each other.
  for (const provider of wanted) probes.push(await probeProvider(provider, [], platform));
  return probes;
}

/**
 * Tries one provider in a process of its own. Never throws: every failure is a reason.
 *
 * @param graphs paths of graphs that are tried as well
 */
export async function probeProvider(
  provider: ExecutionProvider,
  graphs: readonly string[] = [],
  platform: string = process.platform,
): Promise<ProviderProbe> {
  // Asked for a provider of another platform, onnxruntime says nothing and computes on the CPU.
  const canExist = provider === 'cpu' || (candidates[platform] ?? []).includes(provider);
  const answer: ProbeAnswer = canExist
    ? await askProbeProcess({ provider, graphs })
    : { reason: 'This platform does not have it.' };
  if ('msPerRun' in answer)
    return { provider, isAvailable: true, reason: '', msPerRun: answer.msPerRun, graphs: answer.graphs ?? [] };
  const hint = hints[provider];
  return {
    provider,
    isAvailable: false,
    reason: hint === undefined ? answer.reason : `${answer.reason} ${hint}`,
    msPerRun: null,
    graphs: [],
  };
}

/**
 * Says where models run.
 *
 * @param wanted 'auto' (the one that is fastest on large networks), or a provider's name
 * @throws StudioError 'models.provider-missing' when a named provider does not exist or does not work
 */
export async function chooseExecutionProvider(wanted: string): Promise<ExecutionProvider> {
  if (wanted === 'cpu') return 'cpu';
  if (wanted === 'auto') return chooseFastest();
  const provider = executionProviders.find((name) => name === wanted);
  if (provider === undefined) {
    throw new StudioError(
      'models.provider-missing',
      `There is no execution provider "${wanted}". Choose auto or one of ${executionProviders.join(', ')}.`,
      { wanted },
    );
  }
  const probe = await probeProvider(provider);
  if (probe.isAvailable) return provider;
  throw new StudioError(
    'models.provider-missing',
    `${provider} does not work here: ${probe.reason} Choose cpu or auto to go on without it.`,
    { wanted },
  );
}

/** The processor is tried only against others that work: most computers have none, and nobody waits there for its timing. */
async function chooseFastest(): Promise<ExecutionProvider> {
  const others = await Promise.all((candidates[process.platform] ?? []).map((provider) => probeProvider(provider)));
  const working = others.filter(({ isAvailable }) => isAvailable);
  if (working.length === 0) return 'cpu';
  const [fastest] = [await probeProvider('cpu'), ...working].sort(
    (a, b) => (a.msPerRun ?? Infinity) - (b.msPerRun ?? Infinity),
  );
  return fastest.provider;
}

import { availableParallelism } from 'node:os';
import type { GraphTrial } from '../../../core/ports/provider-probe.ts';
import {
  openModelSession,
  type ExecutionProvider,
  type ModelInput,
  type ModelOutput,
  type SessionOptions,
} from './session.ts';

type Outputs = Readonly<Record<string, ModelOutput>>;

/** Numbers without order or pattern in [-1, 1], of which nothing comes out flat; the same each time. */
function inputOf(shape: readonly number[]): ModelInput {
  const sizes = shape.map((size) => (size < 0 ? 1 : size));
  const length = sizes.reduce((product, size) => product * size, 1);
  return { data: Float32Array.from({ length }, (_, i) => Math.sin(12.9898 * i + 0.001 * i * i)), shape: sizes };
}

async function runTwice(graph: string, options: SessionOptions): Promise<{ outputs: Outputs; ms: number }> {
  const session = await openModelSession(graph, options);
  try {
    const inputs = Object.fromEntries(session.inputNames.map((name, i) => [name, inputOf(session.inputShapes[i])]));
    const outputs = await session.run(inputs);
    // The first run of a GPU compiles.
    const startMs = performance.now();
    await session.run(inputs);
    return { outputs, ms: performance.now() - startMs };
  } finally {
    await session.close();
  }
}

/** Greatest distance over all outputs, as a share of the greatest magnitude of `expected`; Infinity where something is no number. */
export function relativeDifference(found: Outputs, expected: Outputs): number {
  let worst = 0;
  for (const [name, { data }] of Object.entries(expected)) {
    const other = found[name].data;
    let distance = 0;
    let magnitude = Number.MIN_VALUE;
    for (let i = 0; i < data.length; i++) {
      const step = Math.abs(data[i] - other[i]);
      if (Number.isNaN(step)) return Infinity;
      distance = Math.max(distance, step);
      magnitude = Math.max(magnitude, Math.abs(data[i]));
    }
    worst = Math.max(worst, distance / magnitude);
  }
  return worst;
}

/** True when the provider computes every operator of the graph itself. */
async function isGraphCovered(graph: string | Uint8Array, provider: ExecutionProvider): Promise<boolean> {
  if (provider === 'cpu') return true;
  try {
    const session = await openModelSession(graph, { provider, mustCoverAll: true });
    await session.close();
    return true;
  } catch {
    // Whether it can be opened at all, the run that follows tells.
    return false;
  }
}

/**
 * Runs a graph on a provider and on the processor. A library may end the process while doing so: for a process that can be spared.
 *
 * @param graph path of a graph whose inputs are all float32; open sizes count as 1
 * @throws StudioError 'models.*' when it cannot be opened
 */
export async function tryGraph(graph: string, provider: ExecutionProvider): Promise<GraphTrial> {
  const isCovered = await isGraphCovered(graph, provider);
  const there = await runTwice(graph, { provider });
  const here = await runTwice(graph, { provider: 'cpu', threads: availableParallelism() });
  const difference = relativeDifference(there.outputs, here.outputs);
  return { graph, isCovered, difference, ms: there.ms, cpuMs: here.ms };
}

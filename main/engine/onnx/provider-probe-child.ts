import { availableParallelism } from 'node:os';
import { probeTaskFrom } from '../../../core/ports/provider-probe.ts';
import type { GraphTrial, ProbeAnswer } from '../../../core/ports/provider-probe.ts';
import { tryGraph } from './graph-trial.ts';
import { OnnxGraph } from './onnx-graph.ts';
import { executionProviders, openModelSession, type ExecutionProvider } from './session.ts';

/** Entry of the process that tries one execution provider: runs networks, checks their numbers, says how long they took. */

/** A convolution network of square pictures, and how often it is run. */
interface ProbeSize {
  readonly sizePx: number;
  readonly channels: number;
  readonly runs: number;
}

/** Enough to see whether numbers are right. */
const small: ProbeSize = { sizePx: 64, channels: 16, runs: 1 };

/** 1.4 billion multiplications, 1/25 of a picture of the paper's generator: on a smaller network a GPU looks slow. */
const large: ProbeSize = { sizePx: 112, channels: 64, runs: 5 };

/** A place that takes as long for the small network would take seconds for the large one, and nobody waits for that. */
const hopelessMs = 50;

const layers = 3;

/** Three 3x3 layers that average: on ones, away from the border, the result is known. */
function makeProbeModel({ sizePx, channels }: ProbeSize): Uint8Array {
  const graph = new OnnxGraph();
  let value = graph.input('x', [1, channels, sizePx, sizePx]);
  for (let layer = 0; layer < layers; layer++) {
    const weights = new Float32Array(channels * channels * 9).fill(1 / (channels * 9));
    const filter = graph.constant(weights, [channels, channels, 3, 3]);
    value = graph.node('Relu', [graph.node('Conv', [value, filter], { kernel_shape: [3, 3], pads: [1, 1, 1, 1] })]);
  }
  graph.output('y', value, [1, channels, sizePx, sizePx]);
  return graph.toModel();
}

function work({ sizePx, channels }: ProbeSize): number {
  return sizePx * sizePx * channels * channels;
}

/** Milliseconds of the middle run, or what is wrong. */
async function timeProbe(provider: ExecutionProvider, size: ProbeSize): Promise<number | string> {
  const session = await openModelSession(makeProbeModel(size), { provider, threads: availableParallelism() });
  try {
    const { sizePx, channels, runs } = size;
    const shape = [1, channels, sizePx, sizePx];
    const inputs = { x: { data: new Float32Array(channels * sizePx * sizePx).fill(1), shape } };
    const middle = (sizePx / 2) * sizePx + sizePx / 2;
    const { y } = await session.run(inputs);
    if (Math.abs(y.data[middle] - 1) > 0.01) return `It computes wrong numbers (${y.data[middle]} instead of 1).`;
    const times: number[] = [];
    for (let i = 0; i < runs; i++) {
      const start = performance.now();
      await session.run(inputs);
      times.push(performance.now() - start);
    }
    return times.sort((a, b) => a - b)[runs >> 1];
  } finally {
    await session.close();
  }
}

async function probe(word: string): Promise<ProbeAnswer> {
  const task = probeTaskFrom(word);
  const provider = executionProviders.find((known) => known === task.provider);
  if (provider === undefined) return { reason: `There is no provider ${task.provider}.` };
  const smallMs = await timeProbe(provider, small);
  if (typeof smallMs === 'string') return { reason: smallMs };
  const isHopeless = smallMs > hopelessMs;
  const msPerRun = isHopeless ? (smallMs * work(large)) / work(small) : await timeProbe(provider, large);
  if (typeof msPerRun === 'string') return { reason: msPerRun };
  const graphs: GraphTrial[] = [];
  for (const graph of task.graphs) graphs.push(await tryGraph(graph, provider));
  return graphs.length === 0 ? { msPerRun } : { msPerRun, graphs };
}

function reasonOf(error: unknown): string {
  const deepest = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const text = deepest instanceof Error ? deepest.message : String(deepest);
  // onnxruntime puts the C++ place and condition in front of its own words.
  const line = text
    .split('\n')[0]
    .replace(/^.* was false\. /, '')
    .trim();
  return line.endsWith('.') ? line : `${line}.`;
}

/** The way back is another one in Electron's utility processes than in forks. */
function answer(found: ProbeAnswer): void {
  const port = (process as { parentPort?: { postMessage(message: ProbeAnswer): void } }).parentPort;
  if (port !== undefined) port.postMessage(found);
  else process.send?.(found);
}

// The last word: Electron puts words of its own before those that are handed on.
probe(process.argv.at(-1) ?? '').then(answer, (error: unknown) => answer({ reason: reasonOf(error) }));

import type { ProbeAnswer } from '../../../core/ports/provider-probe.ts';
import { OnnxGraph } from './onnx-graph.ts';
import { executionProviders, openModelSession } from './session.ts';

/** Entry of the process that tries one execution provider: runs a small network, checks its numbers, says how long it took. */

const sizePx = 64;
const channels = 16;
const runs = 10;

/** Three 3x3 layers that sum: on ones, away from the border, the result is known. */
function makeProbeModel(): Uint8Array {
  const graph = new OnnxGraph();
  let value = graph.input('x', [1, channels, sizePx, sizePx]);
  for (let layer = 0; layer < 3; layer++) {
    const weights = new Float32Array(channels * channels * 9).fill(1 / (channels * 9));
    const filter = graph.constant(weights, [channels, channels, 3, 3]);
    value = graph.node('Relu', [graph.node('Conv', [value, filter], { kernel_shape: [3, 3], pads: [1, 1, 1, 1] })]);
  }
  graph.output('y', value, [1, channels, sizePx, sizePx]);
  return graph.toModel();
}

async function probe(name: string | undefined): Promise<ProbeAnswer> {
  const provider = executionProviders.find((known) => known === name);
  if (provider === undefined) return { reason: `There is no provider ${name}.` };
  const session = await openModelSession(makeProbeModel(), { provider });
  const shape = [1, channels, sizePx, sizePx];
  const inputs = { x: { data: new Float32Array(channels * sizePx * sizePx).fill(1), shape } };
  const middle = (sizePx / 2) * sizePx + sizePx / 2;
  const { y } = await session.run(inputs);
  if (Math.abs(y.data[middle] - 1) > 0.01)
    return { reason: `It computes wrong numbers (${y.data[middle]} instead of 1).` };
  const times: number[] = [];
  for (let i = 0; i < runs; i++) {
    const start = performance.now();
    await session.run(inputs);
    times.push(performance.now() - start);
  }
  return { msPerRun: times.sort((a, b) => a - b)[runs >> 1] };
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
probe(process.argv.at(-1)).then(answer, (error: unknown) => answer({ reason: reasonOf(error) }));

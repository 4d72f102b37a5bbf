/**
 * Milliseconds per picture or window of each network of PD-FGC packs on this machine's processor: threads 1 and 2, one and four at once.
 *
 * `node bench/networks.bench.ts PACK_FOLDER [PACK_FOLDER ...] [--rounds=5]`: every way runs once a round, and of each way the cheapest
 * round counts: other work on the machine only ever adds. Processor time (all threads) says what a network costs whatever else runs; wall
 * time in brackets says how long one waits, and means little on a busy machine.
 */
import { join } from 'node:path';
import { loadPdfgcPack } from '../main/engine/models/pdfgc-pack.ts';
import { pdfgcNetworks } from '../main/engine/onnx/pdfgc-manifest.ts';
import { openModelSession, type ModelInput, type ModelSession } from '../main/engine/onnx/session.ts';

/** One way to run a network. */
interface Way {
  readonly threads: number;
  readonly batch: number;
  readonly session: ModelSession;
  processorMs: number;
  wallMs: number;
}

const folders = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const rounds = Number(/--rounds=(\d+)/.exec(process.argv.join(' '))?.[1] ?? 5);
if (folders.length === 0) throw new Error('usage: networks.bench.ts PACK_FOLDER [PACK_FOLDER ...] [--rounds=5]');

/** Inputs of a batch: waves, so that nothing is skipped for being zero. */
function inputsOf({ inputNames, inputShapes }: ModelSession, batch: number): Record<string, ModelInput> {
  return Object.fromEntries(
    inputNames.map((name, i) => {
      const shape = inputShapes[i].map((size) => (size < 0 ? batch : size));
      const length = shape.reduce((product, size) => product * size, 1);
      return [name, { data: Float32Array.from({ length }, (_, k) => Math.sin(0.37 * k)), shape }];
    }),
  );
}

async function openWays(path: string): Promise<Way[]> {
  const ways: Way[] = [];
  for (const threads of [1, 2]) {
    for (const batch of [1, 4])
      ways.push({
        threads,
        batch,
        session: await openModelSession(path, { threads }),
        processorMs: Infinity,
        wallMs: Infinity,
      });
  }
  return ways;
}

async function runOnce(way: Way): Promise<void> {
  const inputs = inputsOf(way.session, way.batch);
  const startMs = performance.now();
  const startUsage = process.cpuUsage();
  await way.session.run(inputs);
  const { user, system } = process.cpuUsage(startUsage);
  way.processorMs = Math.min(way.processorMs, (user + system) / 1000 / way.batch);
  way.wallMs = Math.min(way.wallMs, (performance.now() - startMs) / way.batch);
}

console.log('| network | numbers | 1 thread | 1 thread, 4 at once | 2 threads | 2 threads, 4 at once |');
console.log('| --- | --- | --- | --- | --- | --- |');
for (const folder of folders) {
  const { manifest } = await loadPdfgcPack(folder);
  for (const network of pdfgcNetworks) {
    const ways = await openWays(join(folder, manifest.graphs[network].file));
    // The first run makes memory plans.
    for (let round = 0; round <= rounds; round++) for (const way of ways) await runOnce(way);
    const cells = ways.map(({ processorMs, wallMs }) => `${processorMs.toFixed(0)} (${wallMs.toFixed(0)})`);
    console.log(`| ${[network, manifest.precision, ...cells].join(' | ')} |`);
    for (const { session } of ways) await session.close();
  }
}

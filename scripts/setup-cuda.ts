/**
 * Fetches the CUDA provider of onnxruntime for Linux: `npm ci` leaves it out, because it is large and useless without
 * an NVIDIA card. Needs a connection to NuGet, and CUDA 12 with cuDNN 9 on the library path when Facet runs.
 */
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { probeProvider } from '../main/engine/onnx/execution-provider.ts';
import { findProviderProblems, fetchFailureOf, onnxruntimeFolder } from './providers/cuda-files.ts';

function fail(sentence: string): void {
  console.error(sentence);
  process.exitCode = 1;
}

/** Runs onnxruntime's own installer, which knows the version and the place. */
function fetchProvider(): string {
  const installer = createRequire(import.meta.url).resolve('onnxruntime-node/script/install.js');
  const { status, stdout, stderr, error } = spawnSync(process.execPath, [installer], {
    encoding: 'utf8',
    env: { ...process.env, ONNXRUNTIME_NODE_INSTALL: 'cuda12' },
  });
  if (status === 0) return '';
  return fetchFailureOf(error?.message ?? `${stdout}\n${stderr}`);
}

async function setUp(): Promise<void> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    console.log(
      'Only Linux on x64 takes an extra provider; Windows uses DirectML and macOS CoreML, both already installed.',
    );
    return;
  }
  console.log('Fetching the CUDA provider of onnxruntime from NuGet (some hundred megabytes) ...');
  const failure = fetchProvider();
  if (failure !== '') return fail(failure);
  const folder = join(onnxruntimeFolder(), 'bin', 'napi-v6', 'linux', 'x64');
  const problems = findProviderProblems(folder);
  if (problems.length > 0)
    return fail(`What was fetched is not whole: ${problems.join('; ')}. Run \`npm run setup:cuda\` again.`);
  console.log(`The provider lies in ${folder}. Trying it ...`);
  const { isAvailable, reason, msPerRun } = await probeProvider('cuda');
  if (isAvailable) console.log(`CUDA works: ${msPerRun?.toFixed(1)} ms for the probe's network.`);
  else fail(`The provider is installed, but does not work yet: ${reason}`);
}

await setUp();

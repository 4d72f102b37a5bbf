/**
 * Fetches the CUDA provider of onnxruntime for Linux: `npm ci` leaves it out, because it is large and useless without
 * an NVIDIA card. Needs a connection to NuGet, and CUDA 12 with cuDNN 9 on the library path when Facet runs.
 */
import { spawnSync } from 'node:child_process';

if (process.platform !== 'linux' || process.arch !== 'x64') {
  console.log(
    'Only Linux on x64 takes an extra provider; Windows uses DirectML and macOS CoreML, both already installed.',
  );
} else {
  const { status } = spawnSync(process.execPath, ['node_modules/onnxruntime-node/script/install.js'], {
    stdio: 'inherit',
    env: { ...process.env, ONNXRUNTIME_NODE_INSTALL: 'cuda12' },
  });
  process.exitCode = status ?? 1;
}

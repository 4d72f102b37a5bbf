import { spawn } from 'node:child_process';

/** Runs the packer of the desktop application; resolves with its output, rejects with it when it fails. */
export function runPacker(words: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['node_modules/electron-builder/cli.js', ...words], {
      stdio: ['ignore', 'pipe', 'pipe'],
      // It would look for certificates and for a place to publish.
      env: { ...process.env, CSC_IDENTITY_AUTO_DISCOVERY: 'false' },
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.on('error', reject);
    child.on('close', (status) => (status === 0 ? resolve(output) : reject(new Error(output))));
  });
}

/** Packs the application for Linux on x64 around a stand-in for Electron. */
export function packAroundStandIn(electronFolder: string, outputFolder: string): Promise<string> {
  return runPacker([
    '--dir',
    '--linux',
    '--x64',
    '--publish=never',
    `-c.electronDist=${electronFolder}`,
    `-c.directories.output=${outputFolder}`,
  ]);
}

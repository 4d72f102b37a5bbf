import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Libraries that the CUDA provider consists of. */
export const cudaFiles = ['libonnxruntime_providers_shared.so', 'libonnxruntime_providers_cuda.so'] as const;

/** The provider itself is hundreds of megabytes, its loader some kilobytes. */
const leastBytes: Readonly<Record<(typeof cudaFiles)[number], number>> = {
  'libonnxruntime_providers_shared.so': 4_000,
  'libonnxruntime_providers_cuda.so': 20_000_000,
};

/** Marks a Linux library for 64 bits, and its processor (62 = x86-64, two bytes from 18 on). */
const elfMark = [0x7f, 0x45, 0x4c, 0x46, 2];
const processorOffset = 18;
const x64 = 62;

/** Folder of the installed onnxruntime-node. */
export function onnxruntimeFolder(): string {
  return dirname(createRequire(import.meta.url).resolve('onnxruntime-node/package.json'));
}

/** What is wrong with the provider's files in a folder, in words; empty when they are whole libraries. */
export function findProviderProblems(folder: string): readonly string[] {
  return cudaFiles.flatMap((file) => {
    const path = join(folder, file);
    if (!existsSync(path)) return [`${file} is missing`];
    const { size } = statSync(path);
    if (size < leastBytes[file]) return [`${file} has ${size} bytes only`];
    return isLinuxLibrary(path) ? [] : [`${file} is no library for Linux on x64`];
  });
}

function isLinuxLibrary(path: string): boolean {
  const head = new Uint8Array(20);
  const file = openSync(path, 'r');
  try {
    readSync(file, head, 0, head.length, 0);
  } finally {
    closeSync(file);
  }
  return elfMark.every((byte, i) => head[i] === byte) && head[processorOffset] === x64;
}

/** What a failed download means, from what the installer printed. */
export function fetchFailureOf(output: string): string {
  const lastLine = output.trim().split('\n').at(-1) ?? '';
  const message = /(?:Error: |error: )(.*)/.exec(output)?.[1] ?? (lastLine || 'the installer said nothing');
  const kept = 'Nothing was changed: Facet goes on with what it has.';
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|timed? ?out/i.test(output))
    return `NuGet (api.nuget.org) cannot be reached: ${message}. Connect to the internet, or name a proxy in GLOBAL_AGENT_HTTPS_PROXY, and run it again. ${kept}`;
  if (/HTTP status code = \d+/.test(output)) return `NuGet refused the download: ${message}. Try again later. ${kept}`;
  if (/ENOSPC/.test(output)) return `The disk is full: ${message}. Make room of a gigabyte and run it again.`;
  if (/EACCES|EPERM|EROFS/.test(output))
    return `The folder of onnxruntime-node cannot be written: ${message}. Run it as the user who ran npm ci. ${kept}`;
  return `The CUDA provider could not be fetched: ${message}. ${kept}`;
}

import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cudaFiles, fetchFailureOf, findProviderProblems } from '../../../scripts/providers/cuda-files.ts';

describe('a failed download of the CUDA provider', () => {
  // What onnxruntime's installer prints without a network.
  const offline =
    'node:internal/process/promises:394\n    triggerUncaughtException(err, true);\n\nError: getaddrinfo ENOTFOUND api.nuget.org\n    at GetAddrInfoReqWrap.onlookupall (node:dns:122:26)';

  it('is told as a missing connection, with what to do', () => {
    const sentence = fetchFailureOf(offline);
    expect(sentence).toContain('cannot be reached: getaddrinfo ENOTFOUND api.nuget.org.');
    expect(sentence).toContain('GLOBAL_AGENT_HTTPS_PROXY');
    expect(sentence).not.toContain('node:internal');
  });

  it.each([
    ['Error: Failed to download from https://x. HTTP status code = 503', 'refused'],
    ["Error: ENOSPC: no space left on device, open 'x'", 'disk is full'],
    ["Error: EACCES: permission denied, open 'x'", 'cannot be written'],
    ['Error: Failed to find a.so in NuGet package', 'Failed to find a.so in NuGet package'],
    ['', 'said nothing'],
  ])('that printed "%s" is explained', (output, words) => {
    expect(fetchFailureOf(output)).toContain(words);
  });
});

describe('the files of the CUDA provider', () => {
  let folder = '';
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'facet-cuda-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  const libraryHead = Buffer.alloc(64);
  libraryHead.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  libraryHead[18] = 62;
  const write = (file: string, head: Buffer, bytes: number) => {
    writeFileSync(join(folder, file), head);
    truncateSync(join(folder, file), bytes);
  };

  it('are whole libraries of the right processor, or it is said which is not', () => {
    const [shared, cuda] = cudaFiles;
    expect(findProviderProblems(folder)).toEqual([`${shared} is missing`, `${cuda} is missing`]);
    write(shared, libraryHead, 10_000);
    write(cuda, Buffer.from('<html>'), 30_000_000);
    expect(findProviderProblems(folder)).toEqual([`${cuda} is no library for Linux on x64`]);
    write(cuda, libraryHead, 1000);
    expect(findProviderProblems(folder)).toEqual([`${cuda} has 1000 bytes only`]);
    write(cuda, libraryHead, 30_000_000);
    expect(findProviderProblems(folder)).toEqual([]);
  });
});

import type { Studio } from '../../main/studio.ts';
import type { CliHost } from '../../main/cli/host.ts';
import { createDubService } from '../../main/services/dub/dub-service.ts';
import { createAnalysisService } from '../../main/services/analysis-service.ts';
import { makeFakeScenes } from './fake-scene-sources.ts';
import { makeFakeDubPorts } from './fake-dub-ports.ts';
import type { FakeLog, FakeWorld } from './fake-dub-ports.ts';

/** What a command wrote, and where. */
export interface CliOutput {
  out: string;
  err: string;
  readonly files: Map<string, string>;
}

/** How the fake command line is set up. */
export interface FakeCliOptions {
  readonly world?: Partial<FakeWorld>;
  readonly studio?: Partial<Studio>;
  readonly isTerminal?: boolean;
  readonly columns?: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  readonly serveStudio?: CliHost['serveStudio'];
}

/** A command line in `/media` with a studio on fake ports. */
export function makeFakeCliHost(options: FakeCliOptions = {}): { host: CliHost; output: CliOutput; log: FakeLog } {
  const { ports, log } = makeFakeDubPorts(options.world);
  const output: CliOutput = { out: '', err: '', files: new Map() };
  const { isTerminal = false, columns = 80 } = options;
  let nowMs = 0;
  const { scenes, sources } = makeFakeScenes();
  const studio: Studio = {
    ...createDubService(ports),
    ...createAnalysisService(ports),
    scenes,
    sources: { ...sources, openReader: async () => (await ports.openMedia()).reader },
    catalog: {
      list: async () => [],
      verify: async () => Promise.reject(new Error('no packs here')),
      remove: async () => Promise.reject(new Error('no packs here')),
    },
    importer: { importPdfgc: async () => Promise.reject(new Error('this test imports nothing')) },
    doctor: { examine: async function* () {} },
    version: '1.2.3',
    ...options.studio,
  };
  const host: CliHost = {
    stdout: { isTerminal, columns: () => columns, write: (text) => void (output.out += text) },
    stderr: { isTerminal, columns: () => columns, write: (text) => void (output.err += text) },
    env: options.env ?? {},
    folder: '/media',
    nowMs: () => (nowMs += 50),
    signal: options.signal ?? new AbortController().signal,
    openStudio: async () => studio,
    serveStudio: options.serveStudio ?? (async () => Promise.reject(new Error('this test serves nothing'))),
    writeTextFile: async (path, text) => void output.files.set(path, text),
  };
  return { host, output, log };
}

/** Thread entry: runs one ffmpeg or ffprobe of `@ffmpeg/core`, then ends. */
import { createRequire } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import { mountFile, openQueue, pushAll } from './ffmpeg-files.ts';
import { inputWord, outputWord, type FfmpegWorkerMessage, type FfmpegWorkerOrder } from './ffmpeg-messages.ts';
import type { CreateFfmpegCore } from './ffmpeg-core.ts';
import { SharedRing } from './shared-ring.ts';
import { webAssembly } from './web-assembly.ts';

/** The core is built for browsers' workers and looks for these names while it loads. */
function standInForBrowser(): void {
  Object.assign(globalThis, {
    self: globalThis,
    WorkerGlobalScope: class WorkerGlobalScope {},
    importScripts: () => undefined,
    location: { href: 'file:///' },
  });
}

function tell(message: FfmpegWorkerMessage): void {
  parentPort?.postMessage(message);
}

async function runOrder(order: FfmpegWorkerOrder): Promise<void> {
  standInForBrowser();
  const createCore = createRequire(import.meta.url)(order.coreScript) as CreateFfmpegCore;
  const core = await createCore({
    instantiateWasm: (imports, receive) => {
      // At once: nothing would keep this thread alive while it waited.
      const instance = new webAssembly.Instance(order.module, imports);
      receive(instance, order.module);
      return {};
    },
  });
  const moved = (): void => {
    tell({ kind: 'moved' });
  };
  const output = new SharedRing(order.outputMemory);
  core.setLogger(({ type, message }) => {
    // The core ends by aborting itself, whatever its status.
    if (message === 'Aborted()') return;
    if (type === 'stderr') tell({ kind: 'line', line: message });
    else pushAll(output, new TextEncoder().encode(`${message}\n`), moved);
  });
  core.FS.mkdir('/facet');
  for (const file of order.files) mountFile(core, file);
  const words = order.words.map((word) => {
    if (word === inputWord)
      return `pipe:${String(openQueue(core, '/facet/input', 'input', new SharedRing(order.inputMemory), moved))}`;
    if (word === outputWord) return `pipe:${String(openQueue(core, '/facet/output', 'output', output, moved))}`;
    return word;
  });
  const exitCode =
    order.program === 'ffmpeg'
      ? core.exec(...words)
      : core._ffprobe(words.length + 1, core.stringsToPtr(['ffprobe', ...words]));
  output.close();
  moved();
  tell({ kind: 'ended', exitCode });
}

await runOrder(workerData as FfmpegWorkerOrder);

import { StudioError } from '../../../core/errors.ts';
import type { MediaRunnerInfo } from '../../../core/ports/media.ts';
import type { MediaRun, MediaRunner, RunRequest } from './media-runner.ts';
import { NativeRunner } from './native-runner.ts';
import { resolveNativeFfmpeg } from './resolve-ffmpeg.ts';
import { WasmRunner } from './wasm-runner.ts';

/** How to choose between native ffmpeg and the WebAssembly build. */
export interface MediaRunnerOptions {
  /** Take this kind or fail; default: what FACET_FFMPEG says, else native where one is found, else WebAssembly. */
  readonly force?: 'native' | 'wasm' | undefined;
  /** Environment to read FFMPEG_PATH, FACET_FFMPEG and PATH from; default: the process's own. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/**
 * Chooses the ffmpeg of this machine: FFMPEG_PATH, the packaged one, the one on PATH, else `@ffmpeg/core`.
 *
 * @throws StudioError 'media.ffmpeg-not-found' when 'native' is forced and none can do the work, or FFMPEG_PATH is wrong
 */
export async function makeMediaRunner(options: MediaRunnerOptions = {}): Promise<MediaRunner> {
  const environment = options.environment ?? process.env;
  const force = options.force ?? forcedBy(environment.FACET_FFMPEG);
  if (force === 'wasm') return new WasmRunner();
  const native = await resolveNativeFfmpeg({
    chosen: environment.FFMPEG_PATH,
    // Electron's own addition to the process object.
    resourcesFolder: (process as { resourcesPath?: string }).resourcesPath,
    searchPath: environment.PATH,
    platform: process.platform,
  });
  if (native) return new NativeRunnerWithProbe(new NativeRunner(native));
  if (force === 'native') {
    throw new StudioError(
      'media.ffmpeg-not-found',
      'No ffmpeg of version 5.1 or newer with libx264 and aac was found. Install one, or name it in FFMPEG_PATH.',
    );
  }
  return new WasmRunner();
}

function forcedBy(word: string | undefined): 'native' | 'wasm' | undefined {
  if (word === undefined || word === '' || word === 'auto') return undefined;
  if (word === 'native' || word === 'wasm') return word;
  throw new StudioError('media.ffmpeg-not-found', `FACET_FFMPEG is "${word}"; it may be native, wasm or auto.`);
}

/** Native ffmpeg often comes without ffprobe; then the one in `@ffmpeg/core` looks at files. */
class NativeRunnerWithProbe implements MediaRunner {
  readonly #native: NativeRunner;
  readonly #wasm = new WasmRunner();

  constructor(native: NativeRunner) {
    this.#native = native;
  }

  start(request: RunRequest): MediaRun {
    if (request.program === 'ffprobe' && !this.#native.hasProbe) return this.#wasm.start(request);
    return this.#native.start(request);
  }

  runnerInfo(): MediaRunnerInfo {
    return this.#native.runnerInfo();
  }
}

import type { MediaRunner } from './media-runner.ts';
import { NativeRunner } from './native-runner.ts';
import { resolveNativeFfmpeg } from './resolve-ffmpeg.ts';
import { StudioError } from '../../../core/errors.ts';

/** How to choose between native ffmpeg and the WebAssembly build. */
export interface MediaRunnerOptions {
  /** Take this kind or fail; default: FACET_FFMPEG, else native where one is found. */
  readonly force?: 'native' | 'wasm' | undefined;
  /** Process environment; for tests. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

export async function makeMediaRunner(options: MediaRunnerOptions = {}): Promise<MediaRunner> {
  const environment = options.environment ?? process.env;
  const native = await resolveNativeFfmpeg({ chosen: environment.FFMPEG_PATH, resourcesFolder: undefined, searchPath: environment.PATH, platform: process.platform });
  if (!native) throw new StudioError('media.ffmpeg-not-found', 'No usable ffmpeg was found.');
  return new NativeRunner(native);
}

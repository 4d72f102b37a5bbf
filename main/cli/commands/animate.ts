import { basename, extname, resolve } from 'node:path';
import type { ModelPack } from '../../../core/ports/model-catalog.ts';
import { chooseGenerativePack } from '../generative-pack.ts';
import type { CliHost, CommonOptions } from '../host.ts';
import { assertVideoName, parseFaceChoice, parseWord } from '../option-values.ts';
import type { SceneRequest } from '../scene-request.ts';
import { presetWords, providerWords } from './dub.ts';
import { driversFrom, showScene } from './scene-flags.ts';
import type { DriverFlags } from './scene-flags.ts';

/** What commander hands over for `facet animate`. */
export interface AnimateFlags extends CommonOptions, DriverFlags {
  readonly output?: string;
  readonly face?: string;
  readonly pack?: string;
  readonly preset: string;
  readonly ep: string;
  readonly report?: string;
  readonly mark: boolean;
  readonly force?: boolean;
}

/** `facet animate`: makes a still picture speak. */
export async function runAnimate(host: CliHost, portrait: string, voice: string, flags: AnimateFlags): Promise<void> {
  const requestFor = animateRequestFrom(portrait, voice, flags, host.folder);
  const executionProvider = parseWord('--ep', flags.ep, providerWords);
  const studio = await host.openStudio({ executionProvider });
  const pack = await chooseGenerativePack(studio.catalog, flags.pack);
  await showScene(host, studio, requestFor(pack), flags);
}

/** The request that the words of the command line mean, but for the pack. @throws StudioError 'cli.usage' */
export function animateRequestFrom(
  portrait: string,
  voice: string,
  flags: AnimateFlags,
  folder: string,
): (pack: ModelPack) => SceneRequest {
  const outputName = flags.output ?? `${basename(portrait, extname(portrait))}-animated.mp4`;
  assertVideoName(outputName);
  const request: Omit<SceneRequest, 'pack'> = {
    command: 'animate',
    picturePath: resolve(folder, portrait),
    voicePath: resolve(folder, voice),
    mixPath: null,
    outputPath: resolve(folder, outputName),
    canReplaceOutput: flags.force === true,
    face: flags.face === undefined ? { kind: 'prominent' } : parseFaceChoice(flags.face),
    strength: 1,
    ranges: [],
    offsetSec: 0,
    fit: 'silence',
    ...driversFrom(flags, folder),
    preset: parseWord('--preset', flags.preset, presetWords),
    isMarked: flags.mark,
  };
  return (pack) => ({ ...request, pack });
}

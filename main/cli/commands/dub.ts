import { basename, extname, resolve } from 'node:path';
import type { EncodePreset, VoiceFit } from '../../../core/ports/media.ts';
import type { DubReport, DubRequest } from '../../studio.ts';
import { inkOf, jsonText, progressViewOf, writeJson } from '../host.ts';
import type { CliHost, CommonOptions } from '../host.ts';
import { atlasPackId, chooseGenerativePack } from '../generative-pack.ts';
import {
  assertVideoName,
  parseFaceChoice,
  parseNumberWithin,
  parseTimeRanges,
  parseWord,
  usageError,
} from '../option-values.ts';
import { driversFrom, hasDriverFlags, showScene } from './scene-flags.ts';
import type { DriverFlags } from './scene-flags.ts';
import { byteText, durationText } from '../time-text.ts';

/** What commander hands over for `facet dub`. */
export interface DubFlags extends CommonOptions, DriverFlags {
  readonly pack?: string;
  readonly output?: string;
  readonly mix?: string;
  readonly face?: string;
  readonly strength: string;
  readonly range?: string;
  readonly offsetMs: string;
  readonly fit: string;
  readonly adapt: boolean;
  readonly preset: string;
  readonly ep: string;
  readonly report?: string;
  readonly mark: boolean;
  readonly force?: boolean;
}

/** What `--fit` and `--preset` take, the default first. */
export const fitWords: readonly VoiceFit[] = ['silence', 'cut', 'loop', 'bounce', 'error'];
export const presetWords: readonly EncodePreset[] = ['standard', 'draft', 'high', 'master'];
export const providerWords = ['auto', 'cpu', 'cuda', 'dml', 'coreml', 'webgpu'] as const;

/** The request that the words of the command line mean. @throws StudioError 'cli.usage' */
export function dubRequestFrom(video: string, voice: string, flags: DubFlags, folder: string): DubRequest {
  const outputName = flags.output ?? `${basename(video, extname(video))}-dub.mp4`;
  assertVideoName(outputName);
  return {
    videoPath: resolve(folder, video),
    voicePath: resolve(folder, voice),
    mixPath: flags.mix === undefined ? null : resolve(folder, flags.mix),
    outputPath: resolve(folder, outputName),
    canReplaceOutput: flags.force === true,
    face: flags.face === undefined ? { kind: 'prominent' } : parseFaceChoice(flags.face),
    strength: parseNumberWithin('--strength', flags.strength, 0, 1),
    ranges: flags.range === undefined ? [] : parseTimeRanges(flags.range),
    offsetSec: parseNumberWithin('--offset-ms', flags.offsetMs, -36e5, 36e5) / 1000,
    fit: parseWord('--fit', flags.fit, fitWords),
    canAdapt: flags.adapt,
    preset: parseWord('--preset', flags.preset, presetWords),
    isMarked: flags.mark,
  };
}

/** `facet dub`: runs a dub and says what came out. */
export async function runDub(host: CliHost, video: string, voice: string, flags: DubFlags): Promise<void> {
  const request = dubRequestFrom(video, voice, flags, host.folder);
  const executionProvider = parseWord('--ep', flags.ep, providerWords);
  const packId = flags.pack ?? atlasPackId;
  if (packId !== atlasPackId) return dubWithPack(host, request, packId, { flags, executionProvider });
  if (hasDriverFlags(flags)) {
    throw usageError(
      '--pose, --eyes, --expression, --driver-face and --expression-window need a generative pack: choose one with --pack.',
    );
  }
  const studio = await host.openStudio({ executionProvider });
  const view = progressViewOf(host, flags);
  let report: DubReport;
  try {
    report = await studio.dub(request, {
      signal: host.signal,
      onProgress: (progress) => view.show(progress),
      onNotice: ({ sentence }) => view.say(sentence),
    });
  } finally {
    view.close();
  }
  if (flags.report !== undefined) await host.writeTextFile(resolve(host.folder, flags.report), `${jsonText(report)}\n`);
  if (flags.json) writeJson(host, report);
  else if (!flags.quiet) host.stdout.write(`${dubSummary(report, host)}\n`);
}

/** A generative pack makes the frames of a scene, as the studio does. */
async function dubWithPack(
  host: CliHost,
  request: DubRequest,
  packId: string,
  { flags, executionProvider }: { readonly flags: DubFlags; readonly executionProvider: string },
): Promise<void> {
  const drivers = driversFrom(flags, host.folder);
  const studio = await host.openStudio({ executionProvider });
  const pack = await chooseGenerativePack(studio.catalog, packId);
  if (!flags.adapt && !flags.quiet)
    host.stderr.write(`--no-adapt changes nothing here: the pack ${packId} learns no way of speaking.\n`);
  const { videoPath: picturePath, ...rest } = request;
  await showScene(host, studio, { ...rest, ...drivers, command: 'dub', picturePath, pack }, flags);
}

function dubSummary(report: DubReport, host: CliHost): string {
  const ink = inkOf(host);
  const { frames, timings, realTimeFactor, output, peakMemoryBytes, versions } = report;
  const untouched = frames.untouched > 0 ? `, ${frames.untouched} untouched` : '';
  return [
    `${ink.good('done')}  ${ink.bold(output.path)}`,
    `      ${frames.total} frames: ${frames.driven} dubbed${untouched}; ${output.preset} quality with ${output.encoder}`,
    `      ${durationText(timings.total)}, ${realTimeFactor.toFixed(2)} x real time, ${byteText(peakMemoryBytes)} of memory; ${versions.mediaRunner}, ${versions.modelPack} on ${versions.executionProvider}`,
  ].join('\n');
}

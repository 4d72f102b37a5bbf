import { resolve } from 'node:path';
import { isStillPicture } from '../../../core/media/still-picture.ts';
import type { AnalysisResult, Studio } from '../../studio.ts';
import { analysisPage } from '../analysis-page.ts';
import { inkOf, jsonText, progressViewOf, writeJson } from '../host.ts';
import type { CliHost, CommonOptions } from '../host.ts';
import { parseWord } from '../option-values.ts';
import { providerWords } from './dub.ts';

/** What commander hands over for `facet analyze`. */
export interface AnalyzeFlags extends CommonOptions {
  readonly tracks?: string;
  readonly ep: string;
}

/** `facet analyze`: says in words, or as JSON, what can be dubbed and what stands in the way. */
export async function runAnalyze(host: CliHost, video: string, flags: AnalyzeFlags): Promise<void> {
  const executionProvider = parseWord('--ep', flags.ep, providerWords);
  const studio = await host.openStudio({ executionProvider });
  const view = progressViewOf(host, flags);
  let result: AnalysisResult;
  try {
    result = await analyse(studio, resolve(host.folder, video), {
      signal: host.signal,
      onProgress: (progress) => view.show(progress),
    });
  } finally {
    view.close();
  }
  const { report, tracks } = result;
  if (flags.tracks !== undefined) {
    const file = { format: 'facet.factor-tracks', formatVersion: 1, frameTimesSec: report.frameTimesSec, tracks };
    await host.writeTextFile(resolve(host.folder, flags.tracks), `${jsonText(file)}\n`);
  }
  if (flags.json) writeJson(host, { ...report, frameTimesSec: undefined });
  else host.stdout.write(analysisPage(report, inkOf(host), host.stdout.columns()));
}

/** A still picture is looked at as a video of one second. */
async function analyse(
  studio: Studio,
  path: string,
  options: NonNullable<Parameters<Studio['analyse']>[1]>,
): Promise<AnalysisResult> {
  const { openReader, stills, contentKeyOf } = studio.sources;
  const info = await (await openReader()).probe(path, options.signal);
  if (!isStillPicture(info)) return studio.analyse(path, options);
  const file = { path, contentKey: await contentKeyOf(path), stillSec: 1 };
  const shown = await stills.open(file, options.signal);
  const { report, tracks } = await studio.analyse(shown.path, options);
  return { report: { ...report, video: { ...report.video, path, sizeBytes: info.sizeBytes } }, tracks };
}

import { resolve } from 'node:path';
import type { AnalysisResult } from '../../studio.ts';
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
    result = await studio.analyse(resolve(host.folder, video), {
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

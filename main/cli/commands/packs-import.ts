import { resolve } from 'node:path';
import type { PackImportProgress, PackImportReport } from '../../../core/ports/pack-import.ts';
import type { JobProgress, ProgressPhase } from '../../../core/ports/progress.ts';
import { inkOf, progressViewOf, writeJson } from '../host.ts';
import type { CliHost, CommonOptions } from '../host.ts';
import { tableLines } from '../table.ts';
import { byteText, durationText } from '../time-text.ts';

/** What commander hands over for `facet packs import-pdfgc`. */
export interface PacksImportFlags extends CommonOptions {
  readonly output?: string;
  readonly id: string;
  readonly fp16?: boolean;
  readonly force?: boolean;
}

/** Steps of an import as phases of a bar, and the part of the time that each takes, by experience. */
const steps: Readonly<Record<PackImportProgress['step'], { phase: ProgressPhase; before: number; share: number }>> = {
  read: { phase: 'analysis', before: 0, share: 0.15 },
  write: { phase: 'render', before: 0.15, share: 0.6 },
  verify: { phase: 'export', before: 0.75, share: 0.25 },
};
const stepWords = { analysis: 'Reading', render: 'Writing', export: 'Checking' };

/** `facet packs import-pdfgc`: makes a pack of the paper's own checkpoint files. @throws StudioError of the importer */
export async function runPacksImport(host: CliHost, folder: string, flags: PacksImportFlags): Promise<void> {
  const { importer } = await host.openStudio({ executionProvider: 'cpu' });
  const view = progressViewOf(host, flags, stepWords);
  const startedMs = host.nowMs();
  let report: PackImportReport;
  try {
    report = await importer.importPdfgc(
      {
        folder: resolve(host.folder, folder),
        packId: flags.id,
        packFolder: flags.output === undefined ? null : resolve(host.folder, flags.output),
        precision: flags.fp16 ? 'fp16' : 'fp32',
        canReplace: flags.force === true,
      },
      {
        signal: host.signal,
        onProgress: (progress) => view.show(jobProgressFrom(progress, (host.nowMs() - startedMs) / 1000)),
      },
    );
  } finally {
    view.close();
  }
  if (flags.json) writeJson(host, report);
  else host.stdout.write(summaryText(report, host, flags.output === undefined));
}

function jobProgressFrom({ step, doneBytes, totalBytes }: PackImportProgress, elapsedSec: number): JobProgress {
  const { phase, before, share } = steps[step];
  const done = totalBytes > 0 ? doneBytes / totalBytes : 1;
  // The networks are run behind the last byte that is checked: 1 is for an import that has ended.
  const ratio = Math.min(0.99, before + share * done);
  const leftSec = ratio > 0.1 ? (elapsedSec / ratio) * (1 - ratio) : null;
  return { phase, ratio, elapsedSec, leftSec, doneFrames: doneBytes, totalFrames: totalBytes, framesPerSec: null };
}

function summaryText(report: PackImportReport, host: CliHost, isInstalled: boolean): string {
  const ink = inkOf(host);
  const rows = report.networks.map(({ network, file, usedTensors, droppedTensors, bytes }) => [
    network,
    file,
    String(usedTensors),
    String(droppedTensors),
    byteText(bytes),
  ]);
  const columns = [
    { title: 'network', align: 'left' },
    { title: 'from', align: 'left' },
    { title: 'tensors', align: 'right' },
    { title: 'left out', align: 'right' },
    { title: 'weights', align: 'right' },
  ] as const;
  const cost = `${byteText(report.bytes)} in ${durationText(report.elapsedSec)}, ${byteText(report.peakMemoryBytes)} of memory at most`;
  const use = isInstalled
    ? `Use it with: facet dub <video> <voice> --pack ${report.packId}`
    : 'It lies outside of your packs; import without -o to use it here.';
  return [
    `${ink.bold(report.packId)}  ${ink.good('ready')}, every file read back, every network run once`,
    ...tableLines(columns, rows).map((line) => `  ${line}`),
    `  ${cost}`,
    ...report.notes.map((note) => `  note: ${note}`),
    `  ${ink.dim(report.folder)}`,
    use,
    '',
  ].join('\n');
}

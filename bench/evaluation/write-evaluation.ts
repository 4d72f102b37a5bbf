import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeJsonFile } from './content-cache.ts';
import { meanOf, mouthOf, show, type CaseResult, type Figure } from './figures.ts';

/** What the evaluation ran with. */
export interface EvaluationSetting {
  readonly mediaRunner: string;
  readonly modelPack: string;
  readonly command: string;
}

const words = {
  aim: 'reaches the aim',
  must: 'reaches the must',
  miss: '**misses**',
  unmeasured: 'not measured',
} as const;

/** Writes docs/evaluation.md and docs/evaluation.json. */
export async function writeEvaluation(
  docs: string,
  setting: EvaluationSetting,
  results: readonly CaseResult[],
  figures: readonly Figure[],
): Promise<void> {
  await writeJsonFile(join(docs, 'evaluation.json'), { format: 'facet.evaluation', setting, figures, cases: results });
  const crossTalk = crossTalkSection(await readFile(join(docs, 'crosstalk.md'), 'utf8'));
  await writeFile(join(docs, 'evaluation.md'), evaluationText(setting, results, figures, crossTalk));
}

/** The matrix of what moves when another factor is edited, from the page that `bench/crosstalk.ts` wrote. */
export function crossTalkSection(page: string): string {
  const [, matrix = ''] = /^## Factor by factor\n([^]*?)(?=^## )/m.exec(page) ?? [];
  return `## What moves when another factor is edited\n\n${matrix.trim()}\n\nHandle by handle, and how it was measured: [crosstalk.md](crosstalk.md).`;
}

/** The evaluation as a page. */
export function evaluationText(
  setting: EvaluationSetting,
  results: readonly CaseResult[],
  figures: readonly Figure[],
  crossTalk: string,
): string {
  return [
    '# Evaluation',
    '',
    `Written by \`${setting.command}\` over ${results.length} cases of the evaluation material (\`../shared/cases\`): real clips of people that no`,
    'training has seen. Each case is dubbed by the real command line and scored by an independent script (`redub_score.py`) on the finished file.',
    `Media: ${setting.mediaRunner}; lips: ${setting.modelPack}. *self*: the clip's own voice; *shift*: the picture of one stretch with the voice of another`,
    'stretch of the same person; *cross*: another speaker, so there is no truth for the mouth.',
    '',
    '## Means beside what the design asks',
    '',
    '| figure | measured | must reach | aims at | | how to read it |',
    '| --- | --- | --- | --- | --- | --- |',
    ...figures.map((f) => `| ${f.what} | ${show(f.value)} | ${f.must} | ${f.aim} | ${words[f.verdict]} | ${f.note} |`),
    '',
    '## Cases with a known truth',
    '',
    'open r: mouth opening against the truth at lag 0 / best lag (lag, ms). general: without adaptation to the person. copy: the source picture with the',
    "new sound. M-LMD: mean distance of the lips to the truth's, iod, beside that of a still mouth. closures: hit / shut while the truth is open (events).",
    '',
    '| case | open r | general | copy | M-LMD (still) | closures | range | adapted |',
    '| --- | --- | --- | --- | --- | --- | --- | --- |',
    ...results.filter(({ truth }) => truth !== null).map(truthRow),
    '',
    '## All cases',
    '',
    '| case | s | rendered vs intended r (slope) | outside dB (re-encode) | upper dB (re-encode) | eye / gaze / brow over noise | pose deg | sharpness | flicker | seam | silence | x real time | container |',
    '| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |',
    ...results.map(caseRow),
    '',
    '## Baselines (means)',
    '',
    '| | open r at 0 | best | M-LMD | closure hit / closed when open |',
    '| --- | --- | --- | --- | --- |',
    ...(['self', 'shift'] as const).flatMap((kind) =>
      baselineRows(
        kind,
        results.filter((result) => result.kind === kind && result.truth !== null),
      ),
    ),
    '',
    crossTalk,
    '',
  ].join('\n');
}

function truthRow({ name, ours, general, copy, isAdapted }: CaseResult): string {
  const r = (score: typeof ours | null): string =>
    `${show(mouthOf(score, 'open_r'))} / ${show(mouthOf(score, 'open_r_best'))} (${show(mouthOf(score, 'open_lag_ms'), 0)})`;
  const closures = `${show(mouthOf(ours, 'closure_hit'))} / ${show(mouthOf(ours, 'closed_when_truth_open'))} (${show(mouthOf(ours, 'closures_in_truth'), 0)})`;
  return `| ${name} | ${r(ours)} | ${r(general)} | ${show(mouthOf(copy, 'open_r'))} | ${show(mouthOf(ours, 'mlmd'), 3)} (${show(mouthOf(ours, 'mlmd_still'), 3)}) | ${closures} | ${show(mouthOf(ours, 'range_vs_truth'))} | ${isAdapted ? 'yes' : 'no'} |`;
}

function caseRow(result: CaseResult): string {
  const { ours, reencode, plan } = result;
  const pair = (name: string): string => `${show(ours.keep[name], 1)} (${show(reencode.keep[name], 1)})`;
  const over = (name: string): string =>
    show((ours.keep[`${name}_err`] ?? NaN) / (ours.keep[`${name}_floor`] ?? NaN), 1);
  const silence = result.silentFrames === 0 ? '-' : `${result.movingSilentFrames}/${result.silentFrames}`;
  const container = ours.hard_fail.length === 0 ? 'equal' : ours.hard_fail.join('; ');
  return `| ${result.name} | ${show(result.seconds, 1)} | ${show(plan.r, 3)} (${show(plan.slope)}) | ${pair('outside_psnr')} | ${pair('upper_psnr')} | ${over('eye_open')} / ${over('gaze')} / ${over('brow')} | ${show(ours.keep.pose_err_deg)} | ${show(ours.look?.sharpness_ratio)} | ${show(ours.look?.flicker_ratio)} | ${show(ours.look?.seam_changed)} | ${silence} | ${show(result.realTimeFactor)} | ${container} |`;
}

function baselineRows(kind: string, results: readonly CaseResult[]): string[] {
  if (results.length === 0) return [];
  const row = (label: string, pick: (result: CaseResult) => CaseResult['truth']): string => {
    const mean = (name: string): number | null => meanOf(results, (result) => mouthOf(pick(result), name));
    return `| ${kind}: ${label} | ${show(mean('open_r'))} | ${show(mean('open_r_best'))} | ${show(mean('mlmd'), 3)} | ${show(mean('closure_hit'))} / ${show(mean('closed_when_truth_open'))} |`;
  };
  return [
    row('Facet', ({ ours }) => ours),
    row('Facet, not adapted', ({ general }) => general),
    row('copy (nothing re-driven)', ({ copy }) => copy),
    row('truth', ({ truth }) => truth),
    `| ${kind}: a still mouth | - | - | ${show(
      meanOf(results, ({ ours }) => mouthOf(ours, 'mlmd_still')),
      3,
    )} | - |`,
  ];
}

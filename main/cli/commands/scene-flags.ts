import { resolve } from 'node:path';
import { seenFactors, type SeenFactor } from '../../../core/analysis/face-code.ts';
import { inkOf, jsonText, progressViewOf, writeJson } from '../host.ts';
import type { CliHost, CommonOptions } from '../host.ts';
import { parseNumberWithin, usageError } from '../option-values.ts';
import { runSceneJob, type SceneStudio } from '../scene-job.ts';
import { sceneSummary, type SceneReport } from '../scene-report.ts';
import type { Driver, SceneRequest } from '../scene-request.ts';

/** What commander hands over for the options that only a generative pack takes. */
export interface DriverFlags {
  readonly pose?: string;
  readonly eyes?: string;
  readonly expression?: string;
  readonly driverFace?: string;
  readonly expressionWindow?: string;
}

/** The words of the command line for factors that videos can drive. */
const driverWords: Readonly<Record<SeenFactor, 'pose' | 'eyes' | 'expression'>> = {
  headPose: 'pose',
  eye: 'eyes',
  expression: 'expression',
};

/** The longest time over which an expression may be averaged, frames. */
const longestWindow = 251;

/** True when an option is given that only a generative pack takes. */
export function hasDriverFlags(flags: DriverFlags): boolean {
  const { pose, eyes, expression, driverFace, expressionWindow } = flags;
  return [pose, eyes, expression, driverFace, expressionWindow].some((value) => value !== undefined);
}

/** What the options for drivers mean. @throws StudioError 'cli.usage' */
export function driversFrom(
  flags: DriverFlags,
  folder: string,
): Pick<SceneRequest, 'drivers' | 'driverFaceNumber' | 'expressionWindowFrames'> {
  const drivers = seenFactors.flatMap((factor): Driver[] => {
    const path = flags[driverWords[factor]];
    return path === undefined ? [] : [{ factor, path: resolve(folder, path) }];
  });
  if (flags.driverFace !== undefined && drivers.length === 0)
    throw usageError('--driver-face says whose factors to take: give --pose, --eyes or --expression with it.');
  const driverFaceNumber = wholeNumber('--driver-face', flags.driverFace ?? '1', 99);
  const expressionWindowFrames = wholeNumber('--expression-window', flags.expressionWindow ?? '1', longestWindow);
  if (expressionWindowFrames % 2 === 0)
    throw usageError(
      `--expression-window takes an odd number, so that it has a middle; "${flags.expressionWindow ?? ''}" is even.`,
    );
  return { drivers, driverFaceNumber, expressionWindowFrames };
}

function wholeNumber(option: string, text: string, high: number): number {
  const value = parseNumberWithin(option, text, 1, high);
  if (!Number.isInteger(value)) throw usageError(`${option} takes a whole number; "${text}" is not one.`);
  return value;
}

/** Runs a scene and says what came out, as every command does. */
export async function showScene(
  host: CliHost,
  studio: SceneStudio,
  request: SceneRequest,
  flags: CommonOptions & { readonly report?: string },
): Promise<void> {
  const view = progressViewOf(host, flags, { atlas: 'Making faces' });
  let report: SceneReport;
  try {
    report = await runSceneJob(studio, request, {
      signal: host.signal,
      onProgress: (progress) => view.show(progress),
      onNotice: (sentence) => view.say(sentence),
    });
  } finally {
    view.close();
  }
  if (flags.report !== undefined) await host.writeTextFile(resolve(host.folder, flags.report), `${jsonText(report)}\n`);
  if (flags.json) writeJson(host, report);
  else if (!flags.quiet) host.stdout.write(`${sceneSummary(report, inkOf(host))}\n`);
}

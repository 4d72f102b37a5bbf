import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { nativeEncodeSettings } from '../../core/export/encode-preset.ts';
import type { MediaRunnerInfo } from '../../core/ports/media.ts';
import type { DubReport } from '../../main/studio.ts';
import type { BenchInput } from './looped-media.ts';
import { runWatched, type TreeUsage } from './process-tree.ts';

/** One measured length with one ffmpeg. */
export interface BenchRun {
  readonly seconds: number;
  readonly kind: 'native' | 'wasm';
  readonly frames: number;
  readonly drivenFrames: number;
  /** Wall milliseconds a frame of each phase, from the dub's own report. */
  readonly phaseMs: Readonly<Record<'voice' | 'analysis' | 'atlas' | 'render' | 'export' | 'total', number>>;
  readonly dub: Usage;
  /** The product's reader and writer without a dub. */
  readonly reencode: Usage;
  /** ffmpeg alone, file to file with the same encoder settings; null without a native ffmpeg. */
  readonly transcode: Usage | null;
  readonly outputBytes: number;
}

/** Time and memory of a program and its children. */
export type Usage = Omit<TreeUsage, 'out'>;

const benchFolder = dirname(fileURLToPath(import.meta.url));
const quiet = '--disable-warning=ExperimentalWarning';

/** Measures a dub, a plain re-encode by the product, and one by ffmpeg alone. */
export async function measureRun(
  input: BenchInput,
  runner: MediaRunnerInfo,
  kind: 'native' | 'wasm',
): Promise<BenchRun> {
  const folder = await mkdtemp(join(tmpdir(), 'facet-bench-'));
  const env = { FACET_FFMPEG: kind };
  const { videoPath, voicePath, seconds } = input;
  try {
    const reportPath = join(folder, 'report.json');
    const output = join(folder, 'dub.mp4');
    const facet = join(benchFolder, '..', '..', 'bin', 'facet.mjs');
    const dub = await runWatched(
      process.execPath,
      [quiet, facet, 'dub', videoPath, voicePath, '-o', output, '--quiet', '--report', reportPath],
      env,
    );
    const report = JSON.parse(await readFile(reportPath, 'utf8')) as DubReport;
    const words = [quiet, join(benchFolder, 'plain-reencode.ts'), videoPath, voicePath, join(folder, 'plain.mp4')];
    const reencode = await runWatched(process.execPath, words, env);
    const { frames, timings } = report;
    const phases = Object.entries(timings).map(([phase, sec]) => [phase, (1000 * sec) / frames.total]);
    return {
      seconds,
      kind,
      frames: frames.total,
      drivenFrames: frames.driven,
      phaseMs: Object.fromEntries(phases) as BenchRun['phaseMs'],
      dub: usageOf(dub),
      reencode: usageOf(reencode),
      transcode: kind === 'native' && runner.path !== null ? await transcode(runner.path, input, folder) : null,
      outputBytes: (await stat(output)).size,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function usageOf({ wallSec, cpuSec, peakMemoryBytes }: TreeUsage): Usage {
  return { wallSec, cpuSec, peakMemoryBytes };
}

async function transcode(ffmpeg: string, { videoPath, voicePath }: BenchInput, folder: string): Promise<Usage> {
  const { rateFactor, speed } = nativeEncodeSettings.standard;
  const picture = ['-map', '0:v:0', '-c:v', 'libx264', '-preset', speed, '-crf', String(rateFactor)];
  const sound = ['-map', '1:a:0', '-c:a', 'aac', '-b:a', '128k'];
  return usageOf(
    await runWatched(ffmpeg, [
      '-y',
      '-v',
      'error',
      '-i',
      videoPath,
      '-i',
      voicePath,
      ...picture,
      ...sound,
      join(folder, 'transcode.mp4'),
    ]),
  );
}

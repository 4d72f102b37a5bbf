import { writeFile } from 'node:fs/promises';
import { arch, cpus, platform, totalmem } from 'node:os';
import { join } from 'node:path';
import { writeJsonFile } from '../evaluation/content-cache.ts';
import type { BenchRun, Usage } from './measure-run.ts';

/** Where the numbers were taken. */
export interface BenchMachine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGb: number;
  readonly system: string;
  readonly node: string;
  readonly ffmpeg: string;
  /** Mean of running processes over the last minute at the start and the end; far above 0 means that others used the machine. */
  readonly loadAtStart: number;
  readonly loadAtEnd: number;
}

/** Describes this machine. */
export function describeMachine(ffmpeg: string, loadAtStart: number, loadAtEnd: number): BenchMachine {
  const all = cpus();
  const memoryGb = Math.round(totalmem() / 1e9);
  return {
    cpu: all[0]?.model ?? 'unknown',
    cores: all.length,
    memoryGb,
    system: `${platform()} ${arch()}`,
    node: process.versions.node,
    ffmpeg,
    loadAtStart,
    loadAtEnd,
  };
}

/** Writes docs/benchmarks.md and docs/benchmarks.json. */
export async function writeBenchmarks(
  docs: string,
  machine: BenchMachine,
  clip: string,
  runs: readonly BenchRun[],
): Promise<void> {
  await writeJsonFile(join(docs, 'benchmarks.json'), { format: 'facet.benchmarks', machine, clip, runs });
  await writeFile(join(docs, 'benchmarks.md'), benchmarkText(machine, clip, runs));
}

/** The benchmark as a page. */
export function benchmarkText(machine: BenchMachine, clip: string, runs: readonly BenchRun[]): string {
  return [
    '# Benchmarks',
    '',
    `Written by \`npm run bench\`: 1280x720 at 25 fps, made by looping ${clip}; preset *standard*; the real command line in a process of its own.`,
    `Machine: ${machine.cpu}, ${machine.cores} cores, ${machine.memoryGb} GB, ${machine.system}, Node ${machine.node}, ${machine.ffmpeg}.`,
    `Load average ${machine.loadAtStart.toFixed(1)} at the start, ${machine.loadAtEnd.toFixed(1)} at the end: with others on the machine wall time stretches, processor time hardly.`,
    '',
    '## Milliseconds a frame (wall)',
    '',
    'analysis: decode, faces, landmarks. synthesis: learning the person, collecting the mouths, planning. render: decode, compositing and encode side by side;',
    "the column beside it is the same without a dub (the product's reader and writer only). export: finishing the file.",
    '',
    '| ffmpeg | length | frames (driven) | voice | analysis | synthesis | render | re-encode only | export | whole |',
    '| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |',
    ...runs.map(phaseRow),
    '',
    '## Whole runs',
    '',
    'x real time: seconds of video per second of work, start of the program included. Memory: largest sum of resident memory of the program and its ffmpeg',
    'processes at one moment.',
    '',
    '| ffmpeg | length | dub s | x real time | cpu ms a frame | over product re-encode (wall / cpu) | over ffmpeg alone (wall / cpu) | peak memory MB (re-encode) | output MB |',
    '| --- | --- | --- | --- | --- | --- | --- | --- | --- |',
    ...runs.map(wholeRow),
    '',
  ].join('\n');
}

const fixed = (value: number | null | undefined, digits = 1): string =>
  value === null || value === undefined || !Number.isFinite(value) ? '-' : value.toFixed(digits);

function phaseRow({ kind, seconds, frames, drivenFrames, phaseMs, reencode }: BenchRun): string {
  const { voice, analysis, atlas, render, export: finishing, total } = phaseMs;
  const cells = [voice, analysis, atlas, render, (1000 * reencode.wallSec) / frames, finishing, total].map((value) =>
    fixed(value),
  );
  return `| ${kind} | ${lengthText(seconds)} | ${frames} (${drivenFrames}) | ${cells.join(' | ')} |`;
}

function wholeRow({ kind, seconds, frames, dub, reencode, transcode, outputBytes }: BenchRun): string {
  const over = (other: Usage | null): string =>
    other === null
      ? '-'
      : `${fixed(dub.wallSec / other.wallSec)} / ${fixed((dub.cpuSec ?? NaN) / (other.cpuSec ?? NaN))}`;
  const memory = `${fixed((dub.peakMemoryBytes ?? NaN) / 1e6, 0)} (${fixed((reencode.peakMemoryBytes ?? NaN) / 1e6, 0)})`;
  return `| ${kind} | ${lengthText(seconds)} | ${fixed(dub.wallSec)} | ${fixed(seconds / dub.wallSec, 2)} | ${fixed((1000 * (dub.cpuSec ?? NaN)) / frames)} | ${over(reencode)} | ${over(transcode)} | ${memory} | ${fixed(outputBytes / 1e6)} |`;
}

function lengthText(seconds: number): string {
  return seconds >= 120 ? `${seconds / 60} min` : `${seconds} s`;
}

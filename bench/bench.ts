/**
 * Measures speed and memory of whole dubs: `npm run bench -- [--quick] [--lengths 10,60,600] [--wasm-lengths 10] [--clip FILE] [--voice FILE]`.
 * Prints one line a run and writes docs/benchmarks.md and .json. `--quick`: 10 s only, nothing written.
 */
import { existsSync } from 'node:fs';
import { loadavg } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { makeMediaRunner } from '../main/engine/media/index.ts';
import { loopMedia } from './benchmark/looped-media.ts';
import { measureRun, type BenchRun } from './benchmark/measure-run.ts';
import { benchmarkText, describeMachine, writeBenchmarks } from './benchmark/write-benchmarks.ts';

const repositoryRoot = dirname(dirname(fileURLToPath(import.meta.url)));
const sharedCase = join(repositoryRoot, '..', 'shared', 'cases', 'obama_self');
const sharedVoice = join(repositoryRoot, '..', 'shared', 'speech', 'ClearerVoice__LJ001-0001.wav');
const ownClip = join(repositoryRoot, 'examples', 'sample-talk.mp4');
const ownVoice = join(repositoryRoot, 'examples', 'sample-voice.wav');

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      lengths: { type: 'string', default: '10,60,600' },
      'wasm-lengths': { type: 'string', default: '10' },
      clip: { type: 'string', default: join(sharedCase, 'source.mp4') },
      voice: { type: 'string', default: sharedVoice },
    },
  });
  const [clip, voice] = [existing(values.clip, ownClip), existing(values.voice, ownVoice)];
  const loadAtStart = loadavg()[0];
  const runner = await makeMediaRunner();
  const info = runner.runnerInfo();
  const lengthsOf = (text: string): number[] => (values.quick ? [10] : text.split(',').filter(Boolean).map(Number));
  const wanted = [
    ...(info.kind === 'native'
      ? lengthsOf(values.lengths).map((seconds) => ({ seconds, kind: 'native' as const }))
      : []),
    ...lengthsOf(values['wasm-lengths']).map((seconds) => ({ seconds, kind: 'wasm' as const })),
  ].sort((a, b) => a.seconds - b.seconds);
  const clipName = clip === ownClip ? 'examples/sample-talk.mp4' : `a real clip (${basename(dirname(clip))})`;
  const machine = () => describeMachine(`${info.kind} ffmpeg ${info.version}`, loadAtStart, loadavg()[0]);
  const runs: BenchRun[] = [];
  for (const { seconds, kind } of wanted) {
    const run = await measureRun(await loopMedia(runner, clip, voice, seconds), info, kind);
    runs.push(run);
    console.log(
      `${kind} ${seconds} s: ${(seconds / run.dub.wallSec).toFixed(2)} x real time, ${((run.dub.peakMemoryBytes ?? NaN) / 1e6).toFixed(0)} MB at most`,
    );
    // After every run, so that a long one that is broken off keeps what was measured before it.
    if (!values.quick) await writeBenchmarks(join(repositoryRoot, 'docs'), machine(), clipName, runs);
  }
  console.log(benchmarkText(machine(), clipName, runs));
}

function existing(path: string, fallback: string): string {
  return existsSync(resolve(path)) ? resolve(path) : fallback;
}

await main();

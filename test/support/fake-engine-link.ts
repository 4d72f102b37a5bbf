import type { z } from 'zod';
import type { EngineContract, OpenNetworks } from '../../api/engine-contract.ts';
import type { EngineLink, EngineState } from '../../api/engine-link.ts';
import { StudioError } from '../../core/errors.ts';
import type { AbortSignalLike } from '../../core/errors.ts';
import type { JobProgress } from '../../core/ports/progress.ts';
import type { Asset } from '../../core/project/records.ts';
import type { SceneFile } from '../../core/project/scene.ts';
import type { HealthCheck } from '../../core/ports/doctor.ts';
import { aStillAsset, aVideoAsset, aVoiceAsset } from './a-project.ts';
import { aGate } from './gate.ts';
import type { Gate } from './gate.ts';

type Calls = EngineContract['engine'];

/** Names of the engine's calls. */
export type EngineCallName = keyof Calls;

/** What a call was asked with. */
export type EngineInput<Name extends EngineCallName> = z.output<Calls[Name]['input']>;

/** One call that was made. */
export interface EngineCall {
  readonly name: EngineCallName;
  readonly input: unknown;
  /** True once the caller has called it off. */
  isAborted: boolean;
}

/** An engine that a test leads. */
export interface FakeEngineLink extends EngineLink {
  readonly calls: EngineCall[];
  callsOf(name: EngineCallName): readonly EngineCall[];
  /** Holds the next calls of a name back until the gate is opened. */
  hold(name: EngineCallName): Gate;
  /** Lets the next call of a name fail. */
  failNext(name: EngineCallName, error: Error): void;
  setState(change: Partial<EngineState>): void;
  readonly restarts: (string | undefined)[];
  /** The generative networks that are open. */
  networks: OpenNetworks | null;
  /** Checks that the doctor answers; an error is thrown. */
  checks: readonly HealthCheck[] | Error;
  beforeCheck: (signal: AbortSignalLike | undefined) => Promise<void> | void;
  /** What the probe says of a path; by default what its ending says. */
  summaryOf: (path: string) => Asset['summary'];
}

/** Progress of a job, half done. */
export function aJobProgress(change: Partial<JobProgress> = {}): JobProgress {
  const half = { doneFrames: 125, totalFrames: 250, ratio: 0.5, elapsedSec: 5, leftSec: 5, framesPerSec: 25 };
  return { phase: 'render', ...half, ...change };
}

/** The analysis of the video of 250 frames: face 1 everywhere, face 2 in the first second. */
export function anAnalysisSummary(artifactKey = 'analysis-artifact') {
  const box = { x: 500, y: 100, widthPx: 200, heightPx: 200 };
  const face = (faceNumber: number, endFrame: number) => ({
    faceNumber,
    presentFrames: endFrame,
    drivableFrames: endFrame,
    medianIodPx: 90,
    yawLowRad: -0.1,
    yawHighRad: 0.1,
    stretches: [{ startFrame: 0, endFrame, box }],
  });
  return {
    artifactKey,
    frameCount: 250,
    shots: [{ startFrame: 0, endFrame: 250 }],
    faces: [face(1, 250), face(2, 25)],
    findings: [],
  };
}

/** An engine whose work is done at once; artifacts that it makes are put in the cache's set of keys. */
export function aFakeEngineLink(artifactKeys: Set<string> = new Set()): FakeEngineLink {
  const calls: EngineCall[] = [];
  const gates = new Map<EngineCallName, Gate[]>();
  const failures = new Map<EngineCallName, Error[]>();
  const listeners = new Set<(state: EngineState) => void>();
  let state: EngineState = {
    state: 'ready',
    executionProvider: 'cpu',
    mediaRunner: 'native ffmpeg 7.1',
    restarts: 0,
    sentence: '',
  };
  const made = (key: string) => {
    artifactKeys.add(key);
    return key;
  };
  const begin = async (name: EngineCallName, input: unknown, signal: AbortSignalLike | undefined) => {
    const call: EngineCall = { name, input, isAborted: false };
    calls.push(call);
    const gate = gates.get(name)?.shift();
    const failure = failures.get(name)?.shift();
    if (gate !== undefined) await openedOrAborted(gate, signal, call);
    if (failure !== undefined) throw failure;
  };
  const nextOf = <T>(of: Map<EngineCallName, T[]>, name: EngineCallName, item: T) => {
    of.set(name, [...(of.get(name) ?? []), item]);
    return item;
  };
  const streamOf = <T>(name: EngineCallName, answer: (input: never) => T) =>
    async function* (input: unknown, options: { readonly signal?: AbortSignalLike | undefined } = {}) {
      await begin(name, input, options.signal);
      yield { progress: aJobProgress() };
      yield { result: answer(input as never) };
    };
  const keyOf = (kind: string, input: unknown) => made(`${kind}-${String(hashOf(JSON.stringify(input)))}`);
  const link: FakeEngineLink = {
    calls,
    callsOf: (name) => calls.filter((call) => call.name === name),
    hold: (name) => nextOf(gates, name, aGate()),
    failNext: (name, error) => void nextOf(failures, name, error),
    restarts: [],
    networks: null,
    checks: [],
    beforeCheck: () => undefined,
    summaryOf(path) {
      if (/\.(png|jpg)$/.test(path)) return aStillSummary();
      return (/\.(wav|mp3|m4a)$/.test(path) ? aVoiceAsset() : aVideoAsset()).summary;
    },
    get state() {
      return state;
    },
    setState(change) {
      state = { ...state, ...change };
      for (const listener of listeners) listener(state);
    },
    onState(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    restart: async (provider) => void link.restarts.push(provider),
    close: async () => undefined,
    client: {
      engine: {
        async hello() {
          return { version: '9.8.7', mediaRunner: state.mediaRunner, executionProvider: 'cpu', pid: 1 };
        },
        async describeNetworks(input, { signal } = {}) {
          await begin('describeNetworks', input, signal);
          return { networks: link.networks };
        },
        async probe(input, { signal } = {}) {
          await begin('probe', input, signal);
          return link.summaryOf(input.path);
        },
        analyse: streamOf('analyse', (input: EngineInput<'analyse'>) =>
          anAnalysisSummary(keyOf('analysis', contentOf(input.video))),
        ),
        measurePeaks: streamOf('measurePeaks', (input: EngineInput<'measurePeaks'>) => ({
          artifactKey: keyOf('peaks', contentOf(input.file)),
          peaksPerSec: 100,
          durationSec: 10,
        })),
        async takeThumbnails(input, { signal } = {}) {
          await begin('takeThumbnails', input, signal);
          return { artifactKey: keyOf('thumbnails', contentOf(input.video)) };
        },
        makeProxy: streamOf('makeProxy', (input: EngineInput<'makeProxy'>) => ({
          artifactKey: keyOf('proxy', contentOf(input.video)),
        })),
        mixVoices: streamOf('mixVoices', (input: EngineInput<'mixVoices'>) => ({ artifactKey: keyOf('mix', input) })),
        readDubTracks: streamOf('readDubTracks', (input: EngineInput<'readDubTracks'>) => ({
          artifactKey: keyOf('tracks', input),
          faces: [],
          sentences: [],
        })),
        async *preview(input, { signal } = {}) {
          await begin('preview', input, signal);
          const artifactKey = keyOf('patches', input);
          const { startFrame, endFrame } = input;
          const patch = { frameIndex: startFrame, byteOffset: 0, x: 0, y: 0, widthPx: 2, heightPx: 2 };
          yield { startFrame, endFrame, artifactKey, file: 'patches.rgba', patches: [patch] };
        },
        async *importPdfgc(input, { signal } = {}) {
          await begin('importPdfgc', input, signal);
          const { packId, precision } = input;
          yield { progress: { step: 'read' as const, what: 'motion', doneBytes: 100, totalBytes: 400 } };
          yield {
            result: { packId, precision, networks: [], notes: [], bytes: 400, elapsedSec: 2, peakMemoryBytes: 1000 },
          };
        },
        export: streamOf('export', (input: EngineInput<'export'>) => ({
          outputPath: input.outputPath,
          sizeBytes: 2_000_000,
          frameCount: 250,
          changedFrames: 75,
          encoder: 'libx264',
          commands: ['ffmpeg -i in.mp4 out.mp4'],
          elapsedSec: 12,
        })),
      },
      health: {
        async *examine(_input, { signal } = {}) {
          if (link.checks instanceof Error) throw link.checks;
          for (const check of link.checks) {
            await link.beforeCheck(signal);
            if (signal?.aborted) throw new StudioError('job.cancelled', 'Cancelled.');
            yield { ...check, details: { ...check.details } };
          }
        },
      },
    },
  };
  return link;
}

/** What the probe says of a picture of 641 x 900. */
export function aStillSummary(): Asset['summary'] {
  const { picture } = aStillAsset().summary;
  return { durationSec: 0, picture: picture && { ...picture, widthPx: 641, frameCount: 1 }, sound: null };
}

/** What makes derived data differ. */
function contentOf({ contentKey, stillSec }: SceneFile): string {
  return stillSec === undefined ? contentKey : `${contentKey} ${String(stillSec)}`;
}

async function openedOrAborted(gate: Gate, signal: AbortSignalLike | undefined, call: EngineCall): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const abort = () => {
      call.isAborted = true;
      reject(new StudioError('job.cancelled', 'Cancelled.'));
    };
    if (signal?.aborted) return abort();
    signal?.addEventListener('abort', abort, { once: true });
    void gate.opened.then(resolve);
  });
}

/** A number for a text; only to tell inputs apart. */
function hashOf(text: string): number {
  return [...text].reduce((hash, letter) => (Math.imul(hash, 31) + letter.charCodeAt(0)) >>> 0, 7);
}

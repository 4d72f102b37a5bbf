import { sayingOf } from '../../core/saying.ts';
import { StudioError, throwIfCancelled } from '../../core/errors.ts';
import type { AbortSignalLike } from '../../core/errors.ts';
import type { VideoAnalysis } from '../../core/analysis/face-track.ts';
import type { MediaInfo } from '../../core/media/media-info.ts';
import type { FrameReadOptions, VideoFrame, VideoWriteOptions } from '../../core/ports/media.ts';
import type { ProgressPhase } from '../../core/ports/progress.ts';
import type { FaceSynthesis, PersonToDub } from '../../core/ports/synthesis.ts';
import type { VoicePrediction } from '../../core/ports/voice.ts';
import { makeYuvImage } from '../../core/tensor/yuv-image.ts';
import type { YuvImage } from '../../core/tensor/yuv-image.ts';
import type { DubPorts } from '../../main/services/dub/dub-ports.ts';
import type { DubRequest } from '../../main/services/dub/dub-request.ts';
import { aMediaInfo, anAnalysis, anAudioStream } from './fake-video.ts';

/** What the fakes are told to do. */
export interface FakeWorld {
  readonly files: Readonly<Record<string, MediaInfo>>;
  readonly analysis: VideoAnalysis;
  /** Frames that the decoder really gives, when not all. */
  readonly decodableFrames?: number;
  /** Frames that the synthesis draws; default all that its person is drivable in with strength above 0. */
  readonly framesToCollect?: readonly number[];
  /** Called when a phase does its work at a frame: a test fails or cancels here. */
  readonly at?: (phase: ProgressPhase, frameIndex: number) => void;
  /** Samples per file; default a second of a tone for each second. */
  readonly isSilent?: (path: string) => boolean;
}

/** What happened, for assertions. */
export interface FakeLog {
  /** Frames in the order in which they were written: index (from luma 0) and whether they were drawn on (from luma 1). */
  readonly written: { frameIndex: number; isDrawn: boolean }[];
  readonly collected: number[];
  readonly events: string[];
  readonly heard: { path: string; samples: number }[];
  readonly people: PersonToDub[];
  openReaders: number;
  openFolders: number;
  writeOptions: VideoWriteOptions | null;
  isFinished: boolean;
  isAborted: boolean;
}

/** A request of the usual kind. */
export function aDubRequest(overrides: Partial<DubRequest> = {}): DubRequest {
  return {
    videoPath: '/media/talk.mp4',
    voicePath: '/media/voice.wav',
    mixPath: null,
    outputPath: '/media/out.mp4',
    canReplaceOutput: false,
    face: { kind: 'prominent' },
    strength: 1,
    ranges: [],
    offsetSec: 0,
    fit: 'silence',
    canAdapt: true,
    preset: 'standard',
    isMarked: true,
    ...overrides,
  };
}

/** Ports that work on pictures which carry their own frame number, and a log of what was asked of them. */
export function makeFakeDubPorts(told: Partial<FakeWorld> = {}): { ports: DubPorts; log: FakeLog } {
  const world: FakeWorld = {
    files: {
      '/media/talk.mp4': aMediaInfo(),
      '/media/voice.wav': aMediaInfo({
        path: '/media/voice.wav',
        video: null,
        durationSec: 1,
        audio: [anAudioStream()],
      }),
      ...told.files,
    },
    analysis: told.analysis ?? anAnalysis(),
    ...omitKnown(told),
  };
  const log: FakeLog = {
    written: [],
    collected: [],
    events: [],
    heard: [],
    people: [],
    openReaders: 0,
    openFolders: 0,
    writeOptions: null,
    isFinished: false,
    isAborted: false,
  };
  return { ports: portsOf(world, log), log };
}

function omitKnown({ files: _files, analysis: _analysis, ...rest }: Partial<FakeWorld>): Partial<FakeWorld> {
  return rest;
}

function portsOf(world: FakeWorld, log: FakeLog): DubPorts {
  let nowMs = 0;
  return {
    facetVersion: '0.0.0-test',
    clock: { nowMs: () => (nowMs += 10), peakMemoryBytes: () => 1_000_000 },
    outputGuard: { assertCanWrite: async () => void log.events.push('output checked') },
    scratch: {
      open: async () => {
        log.openFolders++;
        return { path: '/scratch/1', remove: async () => void log.openFolders-- };
      },
    },
    openMedia: async () => ({
      runnerName: 'fake ffmpeg 1',
      reader: {
        probe: async (path) => probe(world, path),
        frames: (info, options) => framesOf(world, log, info, options),
        audio: (path, rateHz, signal) => audioOf(world, log, path, rateHz, signal),
      },
      writer: {
        encoderName: 'fake264',
        open: async (options) => {
          log.writeOptions = options;
          return {
            write: async (image) => {
              world.at?.('export', log.written.length);
              await Promise.resolve();
              log.written.push(readMarks(image));
            },
            finish: async () => void (log.isFinished = true),
            abort: async () => void (log.isAborted = true),
          };
        },
      },
    }),
    openAnalyser: async () => ({
      canonicalFace: {
        vertices: new Float32Array(0),
        triangles: new Uint16Array(0),
        uv: new Float32Array(0),
        procrustes: [],
      },
      analyse: async (_info, { signal, onProgress }) => {
        const totalFrames = world.analysis.frameCount;
        for (let frame = 0; frame < totalFrames; frame++) {
          world.at?.('analysis', frame);
          throwIfCancelled(signal);
          onProgress?.({ phase: 'analysis', doneFrames: frame + 1, totalFrames });
        }
        return world.analysis;
      },
      close: async () => void log.events.push('analyser closed'),
    }),
    openVoice: async () => ({
      packName: 'fake-pack 1',
      executionProvider: 'cpu',
      predictor: {
        predict: (samples, signal) => predictFrom(world, samples, signal),
        close: async () => void log.events.push('predictor closed'),
      },
    }),
    openSynthesizer: async () => ({ prepare: async (person) => synthesisOf(world, log, person) }),
  };
}

function probe(world: FakeWorld, path: string): MediaInfo {
  const info = world.files[path];
  if (!info) throw new StudioError('media.not-found', `${path} does not exist.`, { path });
  return info;
}

async function* framesOf(
  world: FakeWorld,
  log: FakeLog,
  info: MediaInfo,
  options: FrameReadOptions = {},
): AsyncGenerator<VideoFrame> {
  const { video } = info;
  if (!video) return;
  const end = Math.min(options.endFrame ?? Infinity, world.decodableFrames ?? video.frameTimesSec.length);
  // One buffer for all frames, as the contract allows.
  const image = makeYuvImage(video.widthPx, video.heightPx);
  log.openReaders++;
  try {
    for (let frameIndex = options.startFrame ?? 0; frameIndex < end; frameIndex++) {
      await Promise.resolve();
      image.data.fill(0);
      image.y[0] = frameIndex & 255;
      image.y[1] = frameIndex >> 8;
      yield { frameIndex, timeSec: video.frameTimesSec[frameIndex], image };
    }
  } finally {
    log.openReaders--;
  }
}

function readMarks(image: YuvImage): { frameIndex: number; isDrawn: boolean } {
  return { frameIndex: image.y[0] + 256 * image.y[1], isDrawn: image.y[2] > 0 };
}

async function* audioOf(
  world: FakeWorld,
  log: FakeLog,
  path: string,
  rateHz: number,
  signal?: AbortSignalLike,
): AsyncGenerator<Float32Array> {
  const [audio] = probe(world, path).audio;
  let left = Math.round(audio.durationSec * rateHz);
  log.heard.push({ path, samples: left });
  const level = world.isSilent?.(path) ? 0 : 0.5;
  for (; left > 0; left -= 4000) {
    throwIfCancelled(signal);
    yield new Float32Array(Math.min(4000, left)).fill(level);
  }
}

async function predictFrom(
  world: FakeWorld,
  samples: () => AsyncIterable<Float32Array>,
  signal?: AbortSignalLike,
): Promise<VoicePrediction> {
  let count = 0;
  let loudest = 0;
  for await (const chunk of samples()) {
    world.at?.('voice', count);
    throwIfCancelled(signal);
    count += chunk.length;
    loudest = Math.max(loudest, ...chunk);
  }
  if (loudest === 0) throw new StudioError('media.silent-voice', 'The voice is silent.');
  const stepCount = Math.round(count / 640);
  return {
    rateHz: 25,
    startSec: 0.02,
    stepCount,
    componentCount: 1,
    hiddenSize: 1,
    coefficients: new Float32Array(stepCount),
    opening: new Float32Array(stepCount),
    closedProbability: new Float32Array(stepCount),
    hidden: new Float32Array(stepCount),
    isSpeech: new Uint8Array(stepCount).fill(1),
    durationSec: count / 16_000,
    warnings: [],
  };
}

function synthesisOf(world: FakeWorld, log: FakeLog, person: PersonToDub): FaceSynthesis {
  log.people.push(person);
  const canDraw = new Set<number>();
  for (const track of person.tracks) {
    track.isDrivable.forEach((flag, index) => {
      if (flag && person.strength[track.startFrame + index] > 0) canDraw.add(track.startFrame + index);
    });
  }
  const framesToCollect = world.framesToCollect ?? [...canDraw].sort((a, b) => a - b);
  return {
    adaptation: {
      isUsed: person.ownVoice !== null,
      sentence: person.ownVoice ? 'Adapted to the person.' : 'Not adapted.',
      saying: person.ownVoice ? sayingOf('adaptation.average', { speechSec: 0 }) : sayingOf('adaptation.no-speech', {}),
      scoreBefore: null,
      scoreAfter: null,
      speechSec: 0,
    },
    framesToCollect,
    intendedOpenings: [],
    collect: ({ frameIndex }) => {
      world.at?.('atlas', frameIndex);
      log.collected.push(frameIndex);
    },
    plan: async () => void log.events.push('planned'),
    render: ({ frameIndex, image }) => {
      world.at?.('render', frameIndex);
      if (!canDraw.has(frameIndex)) return false;
      image.y[2]++;
      return true;
    },
  };
}

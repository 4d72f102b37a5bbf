import type { FaceTrack } from '../../core/analysis/face-track.ts';
import type { FactorEdit } from '../../core/edit/factor-edit.ts';
import { StudioError, throwIfCancelled } from '../../core/errors.ts';
import { landmarkValues } from '../../core/geometry/landmarks.ts';
import type { MediaInfo } from '../../core/media/media-info.ts';
import type { ArtifactFiles } from '../../core/ports/artifact-files.ts';
import type { FaceNetworks } from '../../core/ports/face-networks.ts';
import type { VideoFrame } from '../../core/ports/media.ts';
import type { Scene } from '../../core/project/scene.ts';
import { makeYuvImage } from '../../core/tensor/yuv-image.ts';
import type { ScenePorts } from '../../main/services/scene/scene-ports.ts';
import { anOvalFace } from './an-oval-face.ts';
import { aVoicePrediction } from './a-speaking-person.ts';
import { lumaOfFrame } from './fake-face-networks.ts';
import { aFaceTrack, aMediaInfo, anAnalysis, anAudioStream, aVideoStream } from './fake-video.ts';

/** Side of the fake videos' pictures, px. */
const sizePx = 160;

/** A fake video: an oval face that does not move, in frames of one grey each, which tells their number. */
export interface FakeSceneVideo {
  readonly frameTimesSec: Float64Array;
  /** Number that its first frame tells. */
  readonly firstNumber?: number;
  readonly hasSound?: boolean;
  /** People who stand one behind the other; default 1. */
  readonly faceCount?: number;
  /** Changes of each face track. */
  readonly track?: Partial<FaceTrack>;
  readonly isFaceSeen?: (frame: number) => boolean;
}

/** A fake world of videos, artifacts and what was written. */
export interface FakeSceneWorld {
  readonly ports: ScenePorts;
  readonly artifacts: Map<string, Map<string, Uint8Array>>;
  /** Frames that were decoded, by path. */
  readonly decoded: Map<string, number[]>;
  /** Luma in the middle of the mouth of each frame that an export wrote. */
  readonly written: number[];
}

/** The sound of every fake file: a chirp, so that no two moments are alike. 16 kHz */
export function fakeSound(durationSec: number): Float32Array {
  return Float32Array.from({ length: Math.round(durationSec * 16_000) }, (_, n) => {
    const t = n / 16_000;
    return 0.3 * Math.sin(2 * Math.PI * (200 * t + 90 * t * t));
  });
}

/** Even frame times. */
export function evenTimes(frameCount: number, rateHz = 25): Float64Array {
  return Float64Array.from({ length: frameCount }, (_, frame) => frame / rateHz);
}

function trackOf({ frameTimesSec, track = {}, isFaceSeen = () => true }: FakeSceneVideo): FaceTrack {
  const endFrame = frameTimesSec.length;
  const landmarks = anOvalFace({ x: 80, y: 80, iodPx: 50 });
  const seen = Uint8Array.from({ length: endFrame }, (_, frame) => (isFaceSeen(frame) ? 1 : 0));
  const pose = new Float32Array(endFrame * 6);
  for (let t = 0; t < endFrame; t++) pose.set([0, 0, 0, 80, 80, 50], t * 6);
  return aFaceTrack({
    startFrame: 0,
    endFrame,
    pose,
    isPresent: seen,
    isDrivable: seen,
    landmarks: {
      startFrame: 0,
      endFrame,
      read(frame, out) {
        if (!isFaceSeen(frame)) return false;
        out.set(landmarks.subarray(0, landmarkValues));
        return true;
      },
    },
    ...track,
  });
}

function tracksOf(video: FakeSceneVideo): FaceTrack[] {
  return Array.from({ length: video.faceCount ?? 1 }, (_, n) => ({
    ...trackOf(video),
    faceTrackId: n,
    personIndex: n,
  }));
}

function infoOf(path: string, { frameTimesSec, hasSound = true }: FakeSceneVideo): MediaInfo {
  const durationSec = frameTimesSec[frameTimesSec.length - 1] + 0.04;
  const size = { widthPx: sizePx, heightPx: sizePx, codedWidthPx: sizePx, codedHeightPx: sizePx };
  return aMediaInfo({
    path,
    video: aVideoStream({ ...size, frameTimesSec, durationSec }),
    audio: hasSound ? [anAudioStream({ durationSec })] : [],
  });
}

function memoryArtifacts(artifacts: FakeSceneWorld['artifacts']): ArtifactFiles {
  return {
    async make(key, fill) {
      if (!artifacts.has(key)) {
        const files = new Map<string, Uint8Array>();
        await fill({ path: `/cache/${key}`, write: async (name, bytes) => void files.set(name, bytes.slice()) });
        artifacts.set(key, files);
      }
      return `/cache/${key}`;
    },
    find: async (key) => (artifacts.has(key) ? `/cache/${key}` : null),
    read: async (key, name) => artifacts.get(key)?.get(name) ?? null,
  };
}

async function* soundOf(durationSec: number): AsyncGenerator<Float32Array> {
  const samples = fakeSound(durationSec);
  for (let at = 0; at < samples.length; at += 5000) yield samples.slice(at, at + 5000);
}

/** Ports on fake videos, by path; any other path is a sound of four seconds. The content key of a file is its path unless a scene says otherwise. */
export function makeFakeSceneWorld(
  videos: Readonly<Record<string, FakeSceneVideo>>,
  networks: FaceNetworks | null,
  artifacts: FakeSceneWorld['artifacts'] = new Map(),
): FakeSceneWorld {
  const decoded = new Map<string, number[]>();
  const written: number[] = [];

  async function* frames(
    info: MediaInfo,
    options: Parameters<Awaited<ReturnType<ScenePorts['openReader']>>['frames']>[1] = {},
  ): AsyncGenerator<VideoFrame> {
    const { frameTimesSec, firstNumber = 0 } = videos[info.path];
    const image = makeYuvImage(sizePx, sizePx);
    const log = decoded.get(info.path) ?? [];
    decoded.set(info.path, log);
    const { startFrame = 0, endFrame = frameTimesSec.length, signal } = options;
    for (let frameIndex = startFrame; frameIndex < Math.min(endFrame, frameTimesSec.length); frameIndex++) {
      await Promise.resolve();
      throwIfCancelled(signal);
      image.y.fill(lumaOfFrame(firstNumber + frameIndex));
      image.u.fill(128);
      image.v.fill(128);
      log.push(frameIndex);
      yield { frameIndex, timeSec: frameTimesSec[frameIndex], image };
    }
  }

  const ports: ScenePorts = {
    facetVersion: '0.0.0-test',
    clock: { nowMs: () => 0, peakMemoryBytes: () => 1 },
    outputGuard: { assertCanWrite: () => Promise.resolve() },
    artifacts: memoryArtifacts(artifacts),
    openReader: async () => ({
      probe: async (path) => infoOf(path, videos[path]),
      frames,
      audio: (path) => soundOf(path in videos ? (infoOf(path, videos[path]).audio[0]?.durationSec ?? 0) : 4),
    }),
    analyses: {
      open: async ({ path }) => {
        const video = videos[path];
        const frameCount = video.frameTimesSec.length;
        return {
          info: infoOf(path, video),
          analysis: anAnalysis({ frameCount, faceTracks: tracksOf(video) }),
          artifactKey: `analysis ${path}`,
          close: () => Promise.resolve(),
        };
      },
    },
    voices: { open: async () => aVoicePrediction(50, { opening: () => 1 }) },
    stills: {
      open: async (file) =>
        file.stillSec === undefined ? file : { path: file.path, contentKey: `${file.contentKey} ${file.stillSec}` },
    },
    openFaceNetworks: async (packId) => {
      if (packId !== 'atlas' && packId !== networks?.pack.id)
        throw new StudioError('models.not-found', `There is no pack ${packId}.`);
      return packId === 'atlas' ? null : networks;
    },
    openSynthesizerParts: () => Promise.reject(new Error('the atlas was asked for')),
    openSegmentMedia: async () => ({
      encoderFor: async () => 'fake264',
      openSegment: async () => ({
        command: 'encode',
        write: async (image) => void written.push(image.y[105 * sizePx + 80]),
        finish: () => Promise.resolve(),
        abort: () => Promise.resolve(),
      }),
      join: async () => ({ sizeBytes: 1, commands: ['join'] }),
      stereo: () => soundOf(1),
    }),
  };
  return { ports, artifacts, decoded, written };
}

/** A scene of `/talk` with one person, drawn with the fake pack. */
export function aFakeScene(person: Partial<Scene['people'][number]> = {}, changes: Partial<Scene> = {}): Scene {
  return {
    video: { path: '/talk', contentKey: 'talk' },
    people: [{ faceNumber: 1, voices: [], edits: [], ...person }],
    factorSources: {},
    canAdapt: false,
    packId: 'paper',
    expressionWindowFrames: 1,
    ...changes,
  };
}

/** A voice of two seconds. */
export function aFakeVoice(startSec: number, durationSec = 2): Scene['people'][number]['voices'][number] {
  return { file: { path: '/voice', contentKey: 'voice' }, startSec, sourceStartSec: 0, durationSec, gainDb: 0 };
}

type EditOf<Kind extends FactorEdit['kind']> = Extract<FactorEdit, { readonly kind: Kind }>;

/** An edit of a whole code that acts from 0 to 100 s without ramps. */
export function aCodeEdit<Kind extends FactorEdit['kind']>(
  edit: Pick<EditOf<Kind>, 'kind' | 'factor'> & Partial<EditOf<Kind>>,
): FactorEdit {
  const base = {
    editId: `${edit.factor} ${edit.kind}`,
    faceNumber: 1,
    handle: null,
    startSec: 0,
    endSec: 100,
    rampInSec: 0,
    rampOutSec: 0,
    isEnabled: true,
    position: 1,
  };
  return { ...base, ...edit } as unknown as FactorEdit;
}

import { factorHandles, factorNames } from '../../core/analysis/factor.ts';
import type { FactorName, FactorTrack } from '../../core/analysis/factor.ts';
import type { FaceTrack, VideoAnalysis } from '../../core/analysis/face-track.ts';
import type { AudioStream, MediaInfo, VideoStream } from '../../core/media/media-info.ts';
import { makeFrameRate } from '../../core/time/frame-rate.ts';

/** A probed video stream of 25 frames a second with sensible defaults. */
export function aVideoStream(overrides: Partial<VideoStream> & { readonly frameCount?: number } = {}): VideoStream {
  const { frameCount = 25, ...rest } = overrides;
  return {
    streamIndex: 0,
    codec: 'h264',
    widthPx: 16,
    heightPx: 8,
    codedWidthPx: 16,
    codedHeightPx: 8,
    rotation: 0,
    pixelFormat: 'yuv420p',
    bitDepth: 8,
    isHdr: false,
    colour: { range: 'tv', space: 'bt709', transfer: 'bt709', primaries: 'bt709' },
    sampleAspectRatio: '1/1',
    frameRate: makeFrameRate(25),
    isVariableFrameRate: false,
    frameTimesSec: Float64Array.from({ length: frameCount }, (_, frame) => frame / 25),
    timeBase: makeFrameRate(12800),
    durationSec: frameCount / 25,
    ...rest,
  };
}

/** A probed audio stream. */
export function anAudioStream(overrides: Partial<AudioStream> = {}): AudioStream {
  return { streamIndex: 1, codec: 'aac', sampleRateHz: 48_000, channels: 2, durationSec: 1, startSec: 0, ...overrides };
}

/** A probed file: a one-second video with sound unless told otherwise. */
export function aMediaInfo(overrides: Partial<MediaInfo> = {}): MediaInfo {
  const video = overrides.video === undefined ? aVideoStream() : overrides.video;
  const durationSec = video?.durationSec ?? 1;
  return {
    path: '/media/talk.mp4',
    container: 'mov,mp4',
    durationSec,
    sizeBytes: 1000,
    audio: [anAudioStream({ durationSec })],
    chapterCount: 0,
    ...overrides,
    video,
  };
}

/** A face track that is present and drivable in all of its frames, with flat factors. */
export function aFaceTrack(overrides: Partial<FaceTrack> = {}): FaceTrack {
  const { startFrame = 0, endFrame = 25 } = overrides;
  const length = endFrame - startFrame;
  const factor = (name: FactorName): FactorTrack => {
    const handles = factorHandles[name];
    return { factor: name, handles, startFrame, values: new Float32Array(length * handles.length) };
  };
  return {
    startFrame,
    endFrame,
    faceTrackId: 0,
    shotIndex: 0,
    personIndex: 0,
    isPresent: new Uint8Array(length).fill(1),
    isDrivable: new Uint8Array(length).fill(1),
    pose: new Float32Array(length * 6),
    factors: Object.fromEntries(factorNames.map((name) => [name, factor(name)])) as Record<FactorName, FactorTrack>,
    medianIodPx: 80,
    box: { x: 4, y: 2, widthPx: 8, heightPx: 4 },
    landmarks: { startFrame, endFrame, read: () => false },
    ...overrides,
  };
}

/** An analysis of one shot with the given tracks. */
export function anAnalysis(overrides: Partial<VideoAnalysis> = {}): VideoAnalysis {
  const { frameCount = 25 } = overrides;
  return {
    frameCount,
    shots: [{ shotIndex: 0, startFrame: 0, endFrame: frameCount }],
    faceTracks: [aFaceTrack({ endFrame: frameCount })],
    findings: [],
    ...overrides,
  };
}

import type { FitFinding } from '../../../core/analysis/face-track.ts';
import type { MediaInfo, VideoStream } from '../../../core/media/media-info.ts';
import type { EncodePreset } from '../../../core/ports/media.ts';
import type { ProgressPhase } from '../../../core/ports/progress.ts';
import type { IntendedOpening } from '../../../core/ports/synthesis.ts';
import type { PersonAdaptation } from './dub-request.ts';
import type { Person } from '../../../core/analysis/people.ts';

/** The programs and models that made a result. */
export interface StudioVersions {
  readonly facet: string;
  /** Such as `native ffmpeg 5.1.9` or `wasm ffmpeg 5.1.4`. */
  readonly mediaRunner: string;
  /** Id and version of the model pack. */
  readonly modelPack: string;
  /** What the networks run on, such as `cpu`. */
  readonly executionProvider: string;
}

/** A media file as the report tells it. */
export interface ReportedFile {
  readonly path: string;
  readonly container: string;
  readonly durationSec: number;
  readonly sizeBytes: number;
  readonly audio: readonly {
    readonly codec: string;
    readonly sampleRateHz: number;
    readonly channels: number;
    readonly durationSec: number;
  }[];
}

/** A video stream as the report tells it. */
export interface ReportedPicture {
  readonly codec: string;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly rotation: number;
  readonly pixelFormat: string;
  readonly bitDepth: number;
  readonly frameCount: number;
  /** Exact, such as `30000/1001`. */
  readonly frameRate: string;
  readonly isVariableFrameRate: boolean;
  readonly colour: VideoStream['colour'];
  readonly sampleAspectRatio: string;
}

/** A person as the report tells it. */
export interface ReportedFace {
  readonly faceNumber: number;
  readonly isDubbed: boolean;
  readonly presentFrames: number;
  readonly drivableFrames: number;
  readonly medianIodPx: number;
  readonly yawLowDeg: number;
  readonly yawHighDeg: number;
  /** Where the person is: tracks as frame ranges (end exclusive) with the box of the middle frame. */
  readonly tracks: readonly {
    readonly shotIndex: number;
    readonly startFrame: number;
    readonly endFrame: number;
    readonly box: { readonly x: number; readonly y: number; readonly widthPx: number; readonly heightPx: number };
  }[];
}

/** A person as the report of a dub tells it. */
export interface DubbedFace extends ReportedFace {
  /** Mouth opening (iod above rest) that was planned for each frame from `startFrame` on; null where nothing was drawn. */
  readonly intendedOpening: readonly {
    readonly startFrame: number;
    readonly openings: readonly (number | null)[];
  }[];
}

/** What a dub did; `--report` writes it as JSON. */
export interface DubReport {
  readonly format: 'facet.dub-report';
  readonly formatVersion: 1;
  readonly inputs: { readonly video: ReportedFile; readonly voice: ReportedFile; readonly mix: ReportedFile | null };
  readonly picture: ReportedPicture;
  readonly shots: readonly { readonly startFrame: number; readonly endFrame: number }[];
  readonly faces: readonly DubbedFace[];
  readonly findings: readonly FitFinding[];
  readonly fit: {
    readonly policy: string;
    readonly offsetSec: number;
    readonly sentence: string;
  };
  readonly strength: number;
  readonly frames: { readonly total: number; readonly driven: number; readonly untouched: number };
  readonly adaptation: readonly PersonAdaptation[];
  readonly output: { readonly path: string; readonly preset: EncodePreset; readonly encoder: string };
  /** Seconds of each phase, and of everything. */
  readonly timings: Readonly<Record<ProgressPhase | 'total', number>>;
  /** Video seconds per second of work, everything included. */
  readonly realTimeFactor: number;
  /** Frames per second of the render phase alone. */
  readonly renderFramesPerSec: number;
  readonly peakMemoryBytes: number;
  readonly versions: StudioVersions;
}

/** A probed file for a report. */
export function reportFile(info: MediaInfo): ReportedFile {
  return {
    path: info.path,
    container: info.container,
    durationSec: info.durationSec,
    sizeBytes: info.sizeBytes,
    audio: info.audio.map(({ codec, sampleRateHz, channels, durationSec }) => ({
      codec,
      sampleRateHz,
      channels,
      durationSec,
    })),
  };
}

/** A video stream for a report. */
export function reportPicture(video: VideoStream): ReportedPicture {
  return {
    codec: video.codec,
    widthPx: video.widthPx,
    heightPx: video.heightPx,
    rotation: video.rotation,
    pixelFormat: video.pixelFormat,
    bitDepth: video.bitDepth,
    frameCount: video.frameTimesSec.length,
    frameRate: `${video.frameRate.num}/${video.frameRate.den}`,
    isVariableFrameRate: video.isVariableFrameRate,
    colour: video.colour,
    sampleAspectRatio: video.sampleAspectRatio,
  };
}

/** A person for a report. */
export function reportFace(person: Person, isDubbed: boolean): ReportedFace {
  return {
    faceNumber: person.faceNumber,
    isDubbed,
    presentFrames: person.presentFrames,
    drivableFrames: person.drivableFrames,
    medianIodPx: rounded(person.medianIodPx, 1),
    yawLowDeg: degrees(person.yawLowRad),
    yawHighDeg: degrees(person.yawHighRad),
    tracks: person.tracks.map(({ shotIndex, startFrame, endFrame, box }) => ({
      shotIndex,
      startFrame,
      endFrame,
      box: {
        x: Math.round(box.x),
        y: Math.round(box.y),
        widthPx: Math.round(box.widthPx),
        heightPx: Math.round(box.heightPx),
      },
    })),
  };
}

/** A person and the mouth that was planned for it, for the report of a dub. */
export function reportDubbedFace(
  person: Person,
  isDubbed: boolean,
  intended: readonly IntendedOpening[] = [],
): DubbedFace {
  const intendedOpening = intended.map(({ startFrame, openings }) => ({
    startFrame,
    openings: Array.from(openings, (opening) => (Number.isNaN(opening) ? null : rounded(opening, 4))),
  }));
  return { ...reportFace(person, isDubbed), intendedOpening };
}

function degrees(rad: number): number {
  return rounded((rad * 180) / Math.PI, 1);
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}

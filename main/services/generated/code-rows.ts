import {
  averageCodes,
  codeTimesOf,
  emptyCodeTrack,
  type CodeTimes,
  type CodeTrack,
} from '../../../core/analysis/code-track.ts';
import type { SeenFactor } from '../../../core/analysis/face-code.ts';
import type { CodeWidths } from '../../../core/analysis/face-code.ts';
import type { FrameRange } from '../../../core/time/frame-range.ts';
import type { KeyPart } from '../content-hash.ts';
import { motionColumn, type FramesOf, type MotionArchive, type MotionReadOptions } from './motion-archive.ts';
import type { SoundCodes } from './sound-codes.ts';

/** Unedited codes of one factor for the frames of a video. */
export interface CodeRows {
  /** When the video's frames are, and which of them have a code. */
  readonly times: CodeTimes;
  /** Names everything that the rows of a range depend on, without reading them. */
  keyOf(range: FrameRange): readonly KeyPart[];
  /** The rows of a range; belongs to the caller. @throws 'media.*' | 'models.*' | 'export.disk-full' | 'job.cancelled' */
  read(range: FrameRange, options: MotionReadOptions): Promise<CodeTrack>;
}

/** How a seen factor's rows are read. */
export interface SeenRowsOptions {
  readonly widths: CodeWidths;
  readonly framesOf: FramesOf;
  /** Frames over which a code is averaged; 1 = each frame's own. */
  readonly windowFrames: number;
}

/** The codes of a factor that is seen in a face's pictures; null where the face is never seen. */
export function seenRows(
  archive: MotionArchive,
  factor: SeenFactor,
  { widths, framesOf, windowFrames }: SeenRowsOptions,
): CodeRows | null {
  const { times, key } = archive.face;
  if (times === null) return null;
  const reach = (windowFrames - 1) >> 1;
  const column = motionColumn(widths, factor);
  return {
    times,
    keyOf: () => [key, windowFrames],
    async read(range, options) {
      const around = {
        startFrame: Math.max(times.span.startFrame, range.startFrame - reach),
        endFrame: Math.min(times.span.endFrame, range.endFrame + reach),
      };
      const rows = await archive.read(around, framesOf, options);
      const own = emptyCodeTrack(factor, widths[factor], around);
      for (let n = 0; n < around.endFrame - around.startFrame; n++) {
        const from = n * archive.width + column;
        own.values.set(rows.subarray(from, from + own.width), n * own.width);
      }
      return partOf(averageCodes(own, windowFrames), range);
    },
  };
}

/** The codes that a video's own sound asks for, at each frame's own time. */
export function soundRows(codes: SoundCodes, frameTimesSec: Float64Array, width: number): CodeRows | null {
  const times = codeTimesOf(frameTimesSec, null);
  if (times === null) return null;
  return {
    times,
    keyOf: () => [codes.key],
    async read({ startFrame, endFrame }, { signal }) {
      const timesSec = Array.from(frameTimesSec.subarray(startFrame, endFrame));
      return { factor: 'lip', width, startFrame, values: await codes.read(timesSec, signal) };
    },
  };
}

/** The rows of a range of a track; NaN where the track has none. */
function partOf(track: CodeTrack, range: FrameRange): CodeTrack {
  const part = emptyCodeTrack(track.factor, track.width, range);
  const end = track.startFrame + track.values.length / track.width;
  const from = Math.max(range.startFrame, track.startFrame);
  const to = Math.min(range.endFrame, end);
  if (from >= to) return part;
  const rows = track.values.subarray((from - track.startFrame) * track.width, (to - track.startFrame) * track.width);
  part.values.set(rows, (from - range.startFrame) * track.width);
  return part;
}

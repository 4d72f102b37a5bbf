import { codeRowAt, codeSpotAt, emptyCodeTrack, readCodeAt } from '../analysis/code-track.ts';
import type { CodeTimes, CodeTrack } from '../analysis/code-track.ts';
import type { FactorName } from '../analysis/factor.ts';
import { joinRanges, type FrameRange } from '../time/frame-range.ts';
import { isCodeEdit, type CodeEdit, type CodeHandles } from './code-edit-kinds.ts';
import { editWeightAt, firstFrameFrom } from './edit-weight.ts';
import { activeEdits } from './evaluate-edits.ts';
import type { FactorEdit } from './factor-edit.ts';
import type { ReplaceEdit } from './factor-source.ts';
import { smoothedRows, smoothReach } from './smoothed-rows.ts';

/** The edits of one factor's codes, and the face track that they act on. */
export interface CodeEdits {
  readonly factor: FactorName;
  /** Numbers of one code. */
  readonly width: number;
  /** The stack; edits of other factors, disabled ones and those that a code cannot take are skipped. */
  readonly edits: readonly FactorEdit[];
  readonly handles: CodeHandles;
  /** Of the face track: nothing outside of its span is read. */
  readonly times: CodeTimes;
}

/** Where the codes of a 'replace' edit come from; the track must have the rows that {@link planCodeEdits} asks for. */
export interface CodeSource {
  readonly track: CodeTrack;
  readonly times: CodeTimes;
}

/** What evaluating a block reads. */
export interface CodeEditNeeds {
  /** Frames of the unedited track, ascending, apart. They hold the block itself. */
  readonly base: readonly FrameRange[];
  /** Frames of the sources of replaces, one entry an edit that the block needs. */
  readonly sources: readonly { readonly edit: ReplaceEdit; readonly range: FrameRange }[];
}

/** A stack that is ready to be walked. */
interface Stack extends CodeEdits {
  readonly active: readonly CodeEdit[];
}

function stackOf(request: CodeEdits): Stack {
  const takes = (edit: FactorEdit): edit is CodeEdit => isCodeEdit(edit, request.handles);
  return { ...request, active: activeEdits(request.edits, request.factor).filter(takes) };
}

function isEmpty({ startFrame, endFrame }: FrameRange): boolean {
  return startFrame >= endFrame;
}

/** The frames of a range, within the face's track, on which an edit acts. */
function touchedBy(edit: CodeEdit, range: FrameRange, { frameTimesSec }: CodeTimes): FrameRange {
  return {
    startFrame: Math.max(range.startFrame, firstFrameFrom(frameTimesSec, edit.startSec)),
    endFrame: Math.min(range.endFrame, firstFrameFrom(frameTimesSec, edit.endSec)),
  };
}

/** A range together with the frames that a Gaussian looks at from some of its frames. */
function withReach(range: FrameRange, touched: FrameRange, sigmaSec: number, times: CodeTimes): FrameRange {
  const { frameTimesSec, span } = times;
  const first = firstFrameFrom(frameTimesSec, frameTimesSec[touched.startFrame] - smoothReach * sigmaSec);
  const end = firstFrameFrom(frameTimesSec, frameTimesSec[touched.endFrame - 1] + smoothReach * sigmaSec) + 1;
  return {
    startFrame: Math.min(range.startFrame, Math.max(span.startFrame, first)),
    endFrame: Math.max(range.endFrame, Math.min(span.endFrame, end)),
  };
}

/** The frame that a freeze holds: the one of its time, or the nearest in which the face is seen. */
function heldFrame(atSec: number, { frameTimesSec, span, seenBefore, seenAfter }: CodeTimes): number {
  const wanted = firstFrameFrom(frameTimesSec, atSec);
  const frame = Math.min(span.endFrame - 1, Math.max(span.startFrame, wanted));
  const [before, after] = [seenBefore[frame - span.startFrame], seenAfter[frame - span.startFrame]];
  return frame - before <= after - frame ? before : after;
}

/** Time in the source of a replace that belongs to a time of the picture. */
function sourceTimeOf(edit: ReplaceEdit, timeSec: number): number {
  return edit.sourceStartSec + timeSec - edit.startSec;
}

/** Frames of a source that a replace reads for some frames of the picture. */
function sourceRangeOf(edit: ReplaceEdit, touched: FrameRange, frameTimesSec: Float64Array, source: CodeTimes) {
  let [startFrame, endFrame] = [Infinity, 0];
  for (let frame = touched.startFrame; frame < touched.endFrame; frame++) {
    const { before, after } = codeSpotAt(source, sourceTimeOf(edit, frameTimesSec[frame]));
    startFrame = Math.min(startFrame, before);
    endFrame = Math.max(endFrame, after + 1);
  }
  return { startFrame, endFrame };
}

/**
 * Says what the evaluation of a block reads, so that only those frames need be encoded.
 *
 * @param block    frames within the track's span
 * @param sourceOf times of the source of a replace; null when it is not there (the edit then does nothing)
 */
export function planCodeEdits(
  request: CodeEdits,
  block: FrameRange,
  sourceOf: (edit: ReplaceEdit) => CodeTimes | null,
): CodeEditNeeds {
  const stack = stackOf(request);
  const { times } = stack;
  const base: FrameRange[] = [block];
  const sources = new Map<ReplaceEdit, FrameRange>();
  const walked = new Set<string>();
  const walk = (count: number, range: FrameRange): void => {
    const name = `${count} ${range.startFrame} ${range.endFrame}`;
    if (walked.has(name)) return;
    walked.add(name);
    if (count === 0) {
      base.push(range);
      return;
    }
    const edit = stack.active[count - 1];
    const touched = touchedBy(edit, range, times);
    if (isEmpty(touched)) return walk(count - 1, range);
    if (edit.kind === 'smooth') return walk(count - 1, withReach(range, touched, edit.sigmaSec, times));
    walk(count - 1, range);
    if (edit.kind === 'freeze') {
      const held = heldFrame(edit.atSec, times);
      walk(count - 1, { startFrame: held, endFrame: held + 1 });
    } else if (edit.kind === 'replace') {
      const source = sourceOf(edit);
      if (source === null) return;
      const range = sourceRangeOf(edit, touched, times.frameTimesSec, source);
      const known = sources.get(edit) ?? range;
      sources.set(edit, {
        startFrame: Math.min(known.startFrame, range.startFrame),
        endFrame: Math.max(known.endFrame, range.endFrame),
      });
    }
  };
  walk(stack.active.length, block);
  return { base: joinRanges(base), sources: [...sources].map(([edit, range]) => ({ edit, range })) };
}

/** What walking a stack reads, and rows of freezes that are known already. */
interface Reading {
  readonly base: readonly CodeTrack[];
  readonly sourceOf: (edit: ReplaceEdit) => CodeSource | null;
  readonly held: Map<string, Float32Array | null>;
}

/** The value that an edit wants in full for number d of frame `frame`; NaN = leave it. */
type Wanted = (frame: number, d: number, value: number) => number;

function baseRows({ factor, width }: Stack, range: FrameRange, base: readonly CodeTrack[]): CodeTrack {
  const rows = emptyCodeTrack(factor, width, range);
  for (let frame = range.startFrame; frame < range.endFrame; frame++) {
    for (const piece of base) {
      const row = codeRowAt(piece, frame);
      if (row === null) continue;
      rows.values.set(row, (frame - range.startFrame) * width);
      break;
    }
  }
  return rows;
}

function heldRow(stack: Stack, count: number, frame: number, reading: Reading): Float32Array | null {
  const name = `${count} ${frame}`;
  const known = reading.held.get(name);
  if (known !== undefined) return known;
  const row = codeRowAt(rowsAfter(stack, count, { startFrame: frame, endFrame: frame + 1 }, reading), frame);
  reading.held.set(name, row);
  return row;
}

function replacedBy(stack: Stack, edit: ReplaceEdit, reading: Reading): Wanted | null {
  const source = reading.sourceOf(edit);
  if (source === null || source.track.width !== stack.width) return null;
  const row = new Float32Array(stack.width);
  let known = -1;
  let isThere = false;
  return (frame, d) => {
    if (frame !== known) {
      const spot = codeSpotAt(source.times, sourceTimeOf(edit, stack.times.frameTimesSec[frame]));
      isThere = readCodeAt(source.track, spot, row);
      known = frame;
    }
    return isThere ? row[d] : Number.NaN;
  };
}

/** The track after the first `count` edits of the stack. */
function rowsAfter(stack: Stack, count: number, range: FrameRange, reading: Reading): CodeTrack {
  if (count === 0) return baseRows(stack, range, reading.base);
  const edit = stack.active[count - 1];
  const { width, times } = stack;
  const touched = touchedBy(edit, range, times);
  if (isEmpty(touched)) return rowsAfter(stack, count - 1, range, reading);
  const dims = edit.handle === null ? Array.from({ length: width }, (_, d) => d) : stack.handles[edit.handle];
  const isSmooth = edit.kind === 'smooth';
  const around = isSmooth ? withReach(range, touched, edit.sigmaSec, times) : range;
  const input = rowsAfter(stack, count - 1, around, reading);
  const values = input.values.subarray(
    (range.startFrame - around.startFrame) * width,
    (range.endFrame - around.startFrame) * width,
  );
  const rows: CodeTrack = { ...input, startFrame: range.startFrame, values: isSmooth ? values.slice() : values };
  const wanted = wantedBy(stack, edit, input, touched, dims, count, reading);
  if (wanted === null) return rows;
  for (let frame = touched.startFrame; frame < touched.endFrame; frame++) {
    const weight = editWeightAt(edit, times.frameTimesSec[frame]);
    const o = (frame - range.startFrame) * width;
    if (weight === 0 || Number.isNaN(rows.values[o])) continue;
    for (const d of dims) {
      const value = rows.values[o + d];
      const target = wanted(frame, d, value);
      if (!Number.isNaN(target)) rows.values[o + d] = weight === 1 ? target : value + weight * (target - value);
    }
  }
  return rows;
}

function wantedBy(
  stack: Stack,
  edit: CodeEdit,
  input: CodeTrack,
  touched: FrameRange,
  dims: readonly number[],
  count: number,
  reading: Reading,
): Wanted | null {
  const { width, times } = stack;
  switch (edit.kind) {
    case 'gain':
      // Off is 0, never -0: equal codes have equal bytes.
      return (_frame, _d, value) => (edit.gain === 0 ? 0 : edit.gain * value);
    case 'smooth': {
      const first = input.startFrame;
      const rows = { values: input.values, width, timeOf: (t: number) => times.frameTimesSec[first + t] };
      const [from, to] = [touched.startFrame - first, touched.endFrame - first];
      const means = smoothedRows(rows, from, to, dims, edit.sigmaSec);
      return (frame, d) => means[(frame - touched.startFrame) * width + d];
    }
    case 'freeze': {
      const row = heldRow(stack, count - 1, heldFrame(edit.atSec, times), reading);
      return row === null ? null : (_frame, d) => row[d];
    }
    case 'replace':
      return replacedBy(stack, edit, reading);
    case 'blend': {
      // Of the lips this is the strength with which the new mouth is shown, not a change of codes.
      if (stack.factor === 'lip') return null;
      const own = baseRows(stack, touched, reading.base);
      return (frame, d, value) => {
        const base = own.values[(frame - touched.startFrame) * width + d];
        return base + edit.share * (value - base);
      };
    }
  }
}

/**
 * Applies an edit stack to a block of codes: 'gain' stretches about 0 (gain 0 = off), 'smooth' is a Gaussian over the seen frames, 'freeze'
 * holds the row that the stack below it gives at its time, 'replace' takes the source's rows at its own times (mirrored beyond its ends),
 * 'blend' goes back toward the unedited code. Rows where the face was not seen stay NaN. The result of a frame does not depend on the
 * block that it is evaluated in.
 *
 * @param base     unedited rows, at least those that {@link planCodeEdits} names, in any number of pieces
 * @param sourceOf rows of the source of a replace; null when it is not there (the edit then does nothing)
 * @returns the rows of `block`; belongs to the caller
 */
export function evaluateCodeEdits(
  request: CodeEdits,
  block: FrameRange,
  base: readonly CodeTrack[],
  sourceOf: (edit: ReplaceEdit) => CodeSource | null,
): CodeTrack {
  const stack = stackOf(request);
  return rowsAfter(stack, stack.active.length, block, { base, sourceOf, held: new Map() });
}

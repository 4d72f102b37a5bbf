import type { FactorTrack } from '../analysis/factor.ts';
import { StudioError } from '../errors.ts';
import { curveValueAt } from './keyframe-curve.ts';
import { editWeightAt, firstFrameFrom } from './edit-weight.ts';
import { codeHandleNames } from './factor-edit.ts';
import type { FactorEdit } from './factor-edit.ts';
import { readSourceAt, type FactorSourceOf, type ReplaceEdit } from './factor-source.ts';
import { smoothedRows } from './smoothed-rows.ts';

/** What {@link evaluateEdits} needs beside the track. */
export interface EditSurroundings {
  /** Start time of every frame of the track's video, ascending. */
  readonly frameTimesSec: Float64Array;
  readonly sourceOf: FactorSourceOf;
}

/** The frames of a track that an edit touches, counted from the track's start, and the handles that it means. */
interface Reach {
  readonly from: number;
  readonly to: number;
  readonly handles: readonly number[];
}

/**
 * Applies an edit stack to a factor track. Edits of other factors and disabled ones are skipped; the rest act in the order of their
 * positions. Edits of handles that only codes have do nothing here. Frames where the face was not seen stay NaN. For the lips 'blend' does not change values: it is the strength with
 * which the new mouth is shown ({@link blendShares}).
 *
 * @returns a new track; cost grows with the length of the edits, not of the video
 * @throws StudioError 'edit.unknown-handle' when an edit names a handle that the factor does not have
 */
export function evaluateEdits(
  track: FactorTrack,
  edits: readonly FactorEdit[],
  surroundings: EditSurroundings,
): FactorTrack {
  const edited: FactorTrack = { ...track, values: track.values.slice() };
  for (const edit of activeEdits(edits, track.factor)) {
    const reach = reachOf(edited, edit, surroundings.frameTimesSec);
    if (reach.from < reach.to) applyEdit(edited, track, edit, reach, surroundings);
  }
  keepRatiosInRange(edited);
  return edited;
}

/** Enabled edits of one factor in stack order. */
export function activeEdits(edits: readonly FactorEdit[], factor: FactorTrack['factor']): readonly FactorEdit[] {
  return edits
    .filter((edit) => edit.factor === factor && edit.isEnabled)
    .sort((a, b) => a.position - b.position || (a.editId < b.editId ? -1 : 1));
}

/**
 * How much of a factor's edits, and for the lips of the new mouth, is shown at each frame: the product of its 'blend' edits with their ramps.
 *
 * @returns [frame count] in [0, 1]
 */
export function blendShares(
  edits: readonly FactorEdit[],
  factor: FactorTrack['factor'],
  frameTimesSec: Float64Array,
): Float32Array {
  const shares = new Float32Array(frameTimesSec.length).fill(1);
  for (const edit of activeEdits(edits, factor)) {
    if (edit.kind !== 'blend') continue;
    const end = firstFrameFrom(frameTimesSec, edit.endSec);
    for (let frame = firstFrameFrom(frameTimesSec, edit.startSec); frame < end; frame++) {
      shares[frame] *= 1 + editWeightAt(edit, frameTimesSec[frame]) * (edit.share - 1);
    }
  }
  return shares;
}

function reachOf(track: FactorTrack, edit: FactorEdit, frameTimesSec: Float64Array): Reach {
  const frameCount = track.values.length / track.handles.length;
  const within = (timeSec: number) =>
    Math.min(frameCount, Math.max(0, firstFrameFrom(frameTimesSec, timeSec) - track.startFrame));
  return { from: within(edit.startSec), to: within(edit.endSec), handles: handlesOf(track, edit) };
}

function handlesOf(track: FactorTrack, edit: FactorEdit): readonly number[] {
  if (edit.handle === null) return track.handles.map((_, index) => index);
  const index = track.handles.findIndex(({ name }) => name === edit.handle);
  if (index >= 0) return [index];
  if (codeHandleNames[track.factor]?.includes(edit.handle) === true) return [];
  const known = track.handles.map(({ name }) => name).join(', ');
  throw new StudioError('edit.unknown-handle', `${track.factor} has no handle ${edit.handle}; it has ${known}.`, {
    factor: track.factor,
    handle: edit.handle,
  });
}

function applyEdit(
  edited: FactorTrack,
  original: FactorTrack,
  edit: FactorEdit,
  reach: Reach,
  surroundings: EditSurroundings,
): void {
  const { values, handles, startFrame } = edited;
  const width = handles.length;
  const wanted = wantedValues(edited, original, edit, reach, surroundings);
  if (wanted === null) return;
  for (let t = reach.from; t < reach.to; t++) {
    const weight = editWeightAt(edit, surroundings.frameTimesSec[startFrame + t]);
    if (weight === 0) continue;
    for (const handle of reach.handles) {
      const value = values[t * width + handle];
      const target = wanted(t, handle, value);
      if (!Number.isNaN(target)) values[t * width + handle] = value + weight * (target - value);
    }
  }
}

/** The value that an edit wants at a frame for a handle, in full; NaN = leave it. */
type Wanted = (t: number, handle: number, value: number) => number;

function wantedValues(
  edited: FactorTrack,
  original: FactorTrack,
  edit: FactorEdit,
  reach: Reach,
  surroundings: EditSurroundings,
): Wanted | null {
  const { handles, startFrame } = edited;
  const timeOf = (t: number) => surroundings.frameTimesSec[startFrame + t];
  switch (edit.kind) {
    case 'gain':
      return (_t, handle, value) => handles[handle].neutral + edit.gain * (value - handles[handle].neutral);
    case 'offset':
      return (_t, _handle, value) => value + edit.amount;
    case 'keyframes':
      return (t, _handle, value) => {
        const drawn = curveValueAt(edit.keyframes, timeOf(t));
        return edit.mode === 'absolute' ? drawn : value + drawn;
      };
    case 'blend':
      if (edited.factor === 'lip') return null;
      return (t, handle, value) => {
        const own = original.values[t * handles.length + handle];
        return own + edit.share * (value - own);
      };
    case 'freeze': {
      const held = rowNear(edited, firstFrameFrom(surroundings.frameTimesSec, edit.atSec) - startFrame);
      return held === null ? null : (_t, handle) => held[handle];
    }
    case 'smooth': {
      const rows = { values: edited.values, width: handles.length, timeOf };
      const means = smoothedRows(rows, reach.from, reach.to, reach.handles, edit.sigmaSec);
      return (t, handle) => means[(t - reach.from) * handles.length + handle];
    }
    case 'replace':
      return replaced(edited, edit, reach, surroundings);
  }
}

/** The row of the seen frame nearest to `t`; null when the face is never seen. */
function rowNear({ values, handles }: FactorTrack, t: number): Float32Array | null {
  const width = handles.length;
  const frameCount = values.length / width;
  for (let distance = 0; distance <= frameCount; distance++) {
    for (const near of [t - distance, t + distance]) {
      if (near >= 0 && near < frameCount && !Number.isNaN(values[near * width]))
        return values.slice(near * width, (near + 1) * width);
    }
  }
  return null;
}

/**
 * Values of another face or range. Head place and size are taken as change since the source's first frame, in proportion to the
 * faces' sizes, because pixels of another picture mean nothing here.
 */
function replaced(
  track: FactorTrack,
  edit: ReplaceEdit,
  reach: Reach,
  { frameTimesSec, sourceOf }: EditSurroundings,
): Wanted | null {
  const source = sourceOf(edit);
  if (source === null || source.track.handles.length !== track.handles.length) return null;
  const width = track.handles.length;
  const row = new Float64Array(width);
  const first = new Float64Array(width);
  const own = rowNear(track, reach.from);
  if (own === null || !readSourceAt(source, edit.sourceStartSec, first)) return null;
  const scale = track.handles.findIndex(({ name }) => name === 'scale');
  const proportion = scale >= 0 && first[scale] > 0 ? own[scale] / first[scale] : 1;
  let known = -1;
  let isSeen = false;
  return (t, handle) => {
    if (t !== known) {
      isSeen = readSourceAt(source, edit.sourceStartSec + frameTimesSec[track.startFrame + t] - edit.startSec, row);
      known = t;
    }
    if (!isSeen) return Number.NaN;
    if (track.handles[handle].unit !== 'px') return row[handle];
    return own[handle] + proportion * (row[handle] - first[handle]);
  };
}

function keepRatiosInRange({ values, handles }: FactorTrack): void {
  const ratios = handles.flatMap(({ unit }, index) => (unit === 'ratio' ? [index] : []));
  if (ratios.length === 0) return;
  for (let row = 0; row < values.length; row += handles.length) {
    for (const handle of ratios) values[row + handle] = Math.min(1, Math.max(0, values[row + handle]));
  }
}

import { firstFrameFrom } from '../../core/edit/edit-weight.ts';
import type { FactorEdit } from '../../core/edit/factor-edit.ts';
import type { TimeRange } from '../../core/time/frame-range.ts';
import { rampFrames, strengthCurve } from '../studio.ts';
import type { Driver, SceneRequest } from './scene-request.ts';

/** The picture's time that edits lie on. */
export interface PictureTime {
  readonly frameTimesSec: Float64Array;
  readonly frameSec: number;
  readonly endSec: number;
}

/** A driver with the name under which the scene knows its file. */
export interface NamedDriver extends Driver {
  readonly assetId: string;
}

type Asked = Pick<SceneRequest, 'strength' | 'ranges' | 'driverFaceNumber'>;

/** Edits without the face that they are for. */
type FacelessEdit = FactorEdit extends infer Edit
  ? Edit extends FactorEdit
    ? Omit<Edit, 'faceNumber'>
    : never
  : never;

const handless = { handle: null, isEnabled: true, rampInSec: 0, rampOutSec: 0 } as const;

/**
 * The edits that strength, ranges and drivers mean, in stack order.
 *
 * @throws StudioError 'edit.invalid-range' for a range that is empty or outside of the picture
 */
export function editsOf(asked: Asked, drivers: readonly NamedDriver[], time: PictureTime): readonly FacelessEdit[] {
  // Refuses what a dub with the atlas refuses, in the same words.
  strengthCurve(time.frameTimesSec, asked.strength, asked.ranges);
  const ranges = mergedRanges(asked.ranges, time);
  const edits = [
    ...driverEdits(asked, drivers, ranges, time),
    ...(asked.strength < 1 ? [blendEdit('strength', asked.strength, { startSec: 0, endSec: time.endSec })] : []),
    ...(ranges.length > 0 ? outsideEdits(ranges, time) : []),
  ];
  return edits.map((edit, position) => ({ ...edit, position }));
}

/** Gives the edits to a face. */
export function editsFor(faceNumber: number, edits: readonly FacelessEdit[]): readonly FactorEdit[] {
  return edits.map((edit) => ({ ...edit, editId: `${edit.editId}-${String(faceNumber)}`, faceNumber }));
}

/** Whole frames, ascending, those that touch joined. */
function mergedRanges(ranges: readonly TimeRange[], { frameTimesSec, frameSec, endSec }: PictureTime): TimeRange[] {
  const onFrame = (sec: number): number => frameTimesSec[firstFrameFrom(frameTimesSec, sec)] ?? endSec;
  const merged: { startSec: number; endSec: number }[] = [];
  const whole = ranges.map((range) => ({ startSec: onFrame(range.startSec), endSec: onFrame(range.endSec) }));
  for (const range of whole.sort((a, b) => a.startSec - b.startSec)) {
    const last = merged.at(-1);
    if (last !== undefined && range.startSec <= last.endSec + frameSec / 2)
      last.endSec = Math.max(last.endSec, range.endSec);
    else merged.push(range);
  }
  return merged;
}

function driverEdits(
  { driverFaceNumber }: Asked,
  drivers: readonly NamedDriver[],
  ranges: readonly TimeRange[],
  { endSec, frameSec }: PictureTime,
): FacelessEdit[] {
  const isEverywhere = ranges.length === 0;
  const places = isEverywhere ? [{ startSec: 0, endSec }] : ranges;
  const rampSec = isEverywhere ? 0 : rampFrames * frameSec;
  return drivers.flatMap(({ factor, assetId }) =>
    places.map((place, index) => ({
      ...handless,
      ...place,
      editId: `${factor}-${String(index + 1)}`,
      factor,
      kind: 'replace' as const,
      assetId,
      sourceFaceNumber: driverFaceNumber,
      // The driver runs beside the picture from its start, whichever parts of it are used.
      sourceStartSec: place.startSec,
      rampInSec: place.startSec > 0 ? rampSec : 0,
      rampOutSec: place.endSec < endSec ? rampSec : 0,
      position: 0,
    })),
  );
}

/**
 * Takes the lips back outside of the ranges. The ramps lie inside of the ranges, so that nothing outside changes: the first frame of a
 * range has 1/5 of the dub, the fifth has all of it, as with the atlas. There is none at the ends of the picture.
 */
function outsideEdits(ranges: readonly TimeRange[], { frameSec, endSec }: PictureTime): FacelessEdit[] {
  const borders = [0, ...ranges.flatMap((range) => [range.startSec, range.endSec]), endSec];
  const edits: FacelessEdit[] = [];
  for (let index = 0; index < borders.length; index += 2) {
    const [from, to] = [borders[index], borders[index + 1]];
    if (to - from < frameSec / 2) continue;
    const rampSec = (rampFrames + 1) * frameSec;
    const isFirst = index === 0;
    const isLast = index === borders.length - 2;
    const place = {
      startSec: isFirst ? 0 : Math.max(0, from - rampSec),
      endSec: isLast ? endSec : to + rampFrames * frameSec,
    };
    const ramps = { rampInSec: isFirst ? 0 : rampSec, rampOutSec: isLast ? 0 : rampSec };
    edits.push({ ...blendEdit(`outside-${String(index / 2 + 1)}`, 0, place), ...ramps });
  }
  return edits;
}

function blendEdit(editId: string, share: number, place: TimeRange): Extract<FacelessEdit, { kind: 'blend' }> {
  return { ...handless, ...place, editId, factor: 'lip', kind: 'blend', share, position: 0 };
}

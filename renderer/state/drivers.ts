import type { FactorName } from '../../core/analysis/factor.ts';
import type { FactorEdit } from '../../core/edit/factor-edit.ts';
import type { RecordWish } from '../../core/project/record-change.ts';
import type { Asset } from '../../core/project/records.ts';

/** An edit that takes a factor from another place. */
type ReplaceEdit = Extract<FactorEdit, { readonly kind: 'replace' }>;

/** Factors that another video can drive over the whole length; the lips follow the voice. */
export const drivenFactors = ['eye', 'headPose', 'expression'] as const satisfies readonly FactorName[];

/** One of {@link drivenFactors}. */
export type DrivenFactor = (typeof drivenFactors)[number];

/** How far a driver of a still picture reaches, seconds: its length can grow up to this. */
const longestStillSec = 4 * 3600;

/** An edit that ends less than this before the picture does reaches to its end. */
const slackSec = 0.1;

/** Whose factor it is, and how long the picture is. */
export interface DriverPlace {
  readonly faceNumber: number;
  readonly factor: FactorName;
  readonly durationSec: number;
}

/** True for an edit that takes all of a factor from another video over the whole length, with hard ends. */
function drives(edit: FactorEdit, { faceNumber, factor, durationSec }: DriverPlace): edit is ReplaceEdit {
  return (
    edit.kind === 'replace' &&
    edit.faceNumber === faceNumber &&
    edit.factor === factor &&
    edit.isEnabled &&
    edit.assetId !== null &&
    edit.handle === null &&
    edit.startSec === 0 &&
    edit.endSec >= durationSec - slackSec &&
    edit.rampInSec === 0 &&
    edit.rampOutSec === 0
  );
}

/** The edit by which another video drives a factor; of several the one that acts first, because the others are edits of it. Null: the video's own. */
export function driverOf(edits: Readonly<Record<string, FactorEdit>>, place: DriverPlace): ReplaceEdit | null {
  const found = Object.values(edits).filter((edit): edit is ReplaceEdit => drives(edit, place));
  return found.sort((a, b) => a.position - b.position)[0] ?? null;
}

/** What a driver is chosen from. */
export interface DriverChoice extends DriverPlace {
  readonly edits: Readonly<Record<string, FactorEdit>>;
  /** The video that shall drive; null: the picture itself. */
  readonly assetId: string | null;
  /** True for a still picture, which can become longer. */
  readonly isStill: boolean;
  readonly makeId: () => string;
}

/** The wishes by which a video drives a factor from its start on, below all edits of that factor; none when it does already. */
export function driverWishes(choice: DriverChoice): readonly RecordWish[] {
  const { edits, assetId, faceNumber, factor, durationSec, isStill, makeId } = choice;
  const now = driverOf(edits, choice);
  if ((now?.assetId ?? null) === assetId) return [];
  if (assetId === null) return now === null ? [] : [{ collection: 'edits', id: now.editId, after: null }];
  const source = { assetId, sourceFaceNumber: 1, sourceStartSec: 0 };
  if (now !== null) return [{ collection: 'edits', id: now.editId, after: { ...now, ...source } }];
  const lowest = Math.min(1, ...Object.values(edits).map(({ position }) => position));
  const editId = makeId();
  const after: ReplaceEdit = {
    ...source,
    editId,
    kind: 'replace',
    faceNumber,
    factor,
    handle: null,
    startSec: 0,
    endSec: isStill ? Math.max(longestStillSec, durationSec) : durationSec,
    rampInSec: 0,
    rampOutSec: 0,
    isEnabled: true,
    position: lowest - 1,
  };
  return [{ collection: 'edits', id: editId, after }];
}

/** Videos that can drive a picture: all but itself, and not pictures, which do not move. */
export function driverVideos(assets: Readonly<Record<string, Asset>>, ownAssetId: string | null): readonly Asset[] {
  return Object.values(assets).filter(
    ({ kind, assetId, stillSec }) => kind === 'video' && assetId !== ownAssetId && stillSec === null,
  );
}

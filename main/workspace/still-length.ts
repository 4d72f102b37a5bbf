import { StudioError } from '../../core/errors.ts';
import { stillFrameCount, stillFrameRate, stillVideoSize } from '../../core/media/still-picture.ts';
import { lineDurationSec } from '../../core/project/dub-line.ts';
import { applyChanges, changesFromWishes, mergeChanges } from '../../core/project/document.ts';
import type { RecordChange, RecordWish } from '../../core/project/record-change.ts';
import { longestStillSec } from '../../core/project/records.ts';
import type { Asset, ProjectDocument } from '../../core/project/records.ts';

/** How long a still picture is shown at first, until lines are placed on it. */
export const firstStillSec = 10;

/** A shorter one is a slip of the hand. */
const shortestStillSec = 1;

/** A line that ends this little behind a whole second needs no further second: lengths of compressed sound differ by less. */
const slackSec = 0.001;

/** True for what the engine looked into and found to be a still picture: one frame, and no length of its own. */
export function isStillSummary({ durationSec, picture }: Asset['summary']): boolean {
  return durationSec === 0 && picture?.frameCount === 1;
}

/** A still picture as a video of this length, cut to whole frames: what the project and its timeline know of it. */
export function asStill(asset: Asset, stillSec: number): Asset {
  const { picture } = asset.summary;
  if (picture === null) return asset;
  const frameCount = stillFrameCount(Math.min(longestStillSec, Math.max(shortestStillSec, stillSec)));
  const durationSec = (frameCount * stillFrameRate.den) / stillFrameRate.num;
  const { num, den } = stillFrameRate;
  return {
    ...asset,
    stillSec: durationSec,
    summary: {
      durationSec,
      picture: {
        ...picture,
        ...stillVideoSize(picture.widthPx, picture.heightPx),
        frameCount,
        frameRate: { num, den },
        isVariableFrameRate: false,
      },
      sound: null,
    },
  };
}

/** A still picture that takes the place of an earlier one keeps its length; everything else keeps its own. */
export function withLengthOf(found: Asset, earlier: Asset): Asset {
  return found.stillSec === null || earlier.stillSec === null ? found : asStill(found, earlier.stillSec);
}

/**
 * The changes with still pictures that fit them, in the same step: the one that is dubbed grows to the whole second at which all lines
 * have ended, and a length that was wished cuts none; summaries say what the length says.
 *
 * @throws StudioError 'project.invalid-change' when a still picture would become a video of its own length, or the other way round
 */
export function withFittingStills(
  document: ProjectDocument,
  changes: readonly RecordChange[],
): readonly RecordChange[] {
  for (const change of changes) assertStaysStill(change);
  const reached = applyChanges(document, changes);
  const { videoAssetId } = reached.settings.project;
  const wishes = Object.values(reached.assets).flatMap((asset): RecordWish[] => {
    if (asset.stillSec === null) return [];
    const neededSec = asset.assetId === videoAssetId ? endOfLinesSec(reached) : 0;
    const after = asStill(asset, asset.stillSec < neededSec ? Math.ceil(neededSec) : asset.stillSec);
    return [{ collection: 'assets', id: asset.assetId, after }];
  });
  const fitting = changesFromWishes(reached, wishes);
  return fitting.length === 0 ? changes : mergeChanges([...changes, ...fitting]);
}

/** When the last line has ended, seconds on the picture's time; muted ones count: they may be heard again. */
function endOfLinesSec({ lines }: ProjectDocument): number {
  return Object.values(lines).reduce((end, line) => Math.max(end, line.startSec + lineDurationSec(line)), 0) - slackSec;
}

function assertStaysStill(change: RecordChange): void {
  if (change.collection !== 'assets' || change.before === null || change.after === null) return;
  const { before, after } = change;
  if (before.contentKey !== after.contentKey || (before.stillSec === null) === (after.stillSec === null)) return;
  const sentence =
    before.stillSec === null
      ? `${after.name} has a length of its own.`
      : `${after.name} is a still picture and needs a length.`;
  throw new StudioError('project.invalid-change', sentence, { collection: 'assets', id: change.id });
}

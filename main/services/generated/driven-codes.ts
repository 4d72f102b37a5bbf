import type { CodeTrack } from '../../../core/analysis/code-track.ts';
import { motionCodeOrder } from '../../../core/analysis/face-code.ts';
import type { FactorName } from '../../../core/analysis/factor.ts';
import { isCodeEdit } from '../../../core/edit/code-edit-kinds.ts';
import { evaluateCodeEdits, planCodeEdits, type CodeEditNeeds, type CodeEdits } from '../../../core/edit/code-edits.ts';
import { activeEdits } from '../../../core/edit/evaluate-edits.ts';
import type { ReplaceEdit } from '../../../core/edit/factor-source.ts';
import { assembleMotion, conditioningMargin, type MotionConditioning } from '../../../core/synthesis/conditioning.ts';
import type { CodeRecipe } from '../../../core/ports/face-networks.ts';
import type { FrameRange } from '../../../core/time/frame-range.ts';
import type { CodeRows } from './code-rows.ts';
import type { KeyPart } from '../content-hash.ts';
import type { MotionReadOptions } from './motion-archive.ts';

/** One factor of a face track: where its codes come from, and what is done to them. */
export interface FactorDrive {
  readonly edits: CodeEdits;
  readonly base: CodeRows;
  /** Null when the source of a 'replace' is not there: the edit then does nothing. */
  readonly sourceOf: (edit: ReplaceEdit) => CodeRows | null;
}

/** All factors of a face track. */
export interface FaceDrive {
  readonly factors: Readonly<Record<FactorName, FactorDrive>>;
  readonly recipe: CodeRecipe;
  /** Frames of the track from the first to the last in which the face is seen: nothing outside is read. */
  readonly span: FrameRange;
}

/** A block with the frames beside it that smoothing looks at. */
function withMargin({ startFrame, endFrame }: FrameRange, span: FrameRange): FrameRange {
  return {
    startFrame: Math.max(span.startFrame, startFrame - conditioningMargin),
    endFrame: Math.min(span.endFrame, endFrame + conditioningMargin),
  };
}

function needsOf({ edits, sourceOf }: FactorDrive, block: FrameRange): CodeEditNeeds {
  return planCodeEdits(edits, block, (edit) => sourceOf(edit)?.times ?? null);
}

/** The edited codes of a factor. The rows of a frame do not depend on the block. */
async function edited(drive: FactorDrive, block: FrameRange, options: MotionReadOptions): Promise<CodeTrack> {
  const needs = needsOf(drive, block);
  const base: CodeTrack[] = [];
  for (const range of needs.base) base.push(await drive.base.read(range, options));
  const sources = new Map<string, { readonly track: CodeTrack; readonly times: CodeRows['times'] }>();
  for (const { edit, range } of needs.sources) {
    const rows = drive.sourceOf(edit);
    if (rows) sources.set(edit.editId, { track: await rows.read(range, options), times: rows.times });
  }
  return evaluateCodeEdits(drive.edits, block, base, (edit) => sources.get(edit.editId) ?? null);
}

/**
 * What the generator is given for a block of frames of the drive's span.
 *
 * @throws 'media.*' | 'models.*' | 'export.disk-full' | 'job.cancelled'
 */
export async function conditionFrames(
  { factors, recipe, span }: FaceDrive,
  block: FrameRange,
  options: MotionReadOptions,
): Promise<MotionConditioning> {
  const around = withMargin(block, span);
  const tracks: Partial<Record<FactorName, CodeTrack>> = {};
  for (const factor of motionCodeOrder) tracks[factor] = await edited(factors[factor], around, options);
  return assembleMotion(tracks as Readonly<Record<FactorName, CodeTrack>>, recipe, block);
}

/** Names everything that the conditioning of a block depends on, without running a network. */
export function conditioningKey({ factors, span }: FaceDrive, block: FrameRange): readonly KeyPart[] {
  const around = withMargin(block, span);
  return motionCodeOrder.flatMap((factor) => [factor, ...factorKey(factors[factor], around)]);
}

function factorKey(drive: FactorDrive, block: FrameRange): readonly KeyPart[] {
  const needs = needsOf(drive, block);
  const parts: KeyPart[] = [];
  for (const range of needs.base) parts.push(range.startFrame, range.endFrame, ...drive.base.keyOf(range));
  const { frameTimesSec } = drive.edits.times;
  // Whatever acts within all that is read may have a part in it; edits far away do not change the name.
  const fromSec = frameTimesSec[Math.min(...needs.base.map(({ startFrame }) => startFrame))];
  const last = Math.max(...needs.base.map(({ endFrame }) => endFrame)) - 1;
  for (const edit of activeEdits(drive.edits.edits, drive.edits.factor)) {
    if (!isCodeEdit(edit, drive.edits.handles) || edit.endSec <= fromSec || edit.startSec > frameTimesSec[last])
      continue;
    // Neither its name nor where it lies in the stack's numbers changes what it does.
    const { editId: _editId, position: _position, faceNumber: _faceNumber, isEnabled: _isEnabled, ...acts } = edit;
    parts.push(JSON.stringify(acts));
  }
  for (const { edit, range } of needs.sources) {
    const rows = drive.sourceOf(edit);
    if (rows) parts.push(range.startFrame, range.endFrame, ...rows.keyOf(range));
  }
  return parts;
}

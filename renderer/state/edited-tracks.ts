import { factorHandles } from '../../core/analysis/factor.ts';
import type { FactorName, FactorTrack } from '../../core/analysis/factor.ts';
import { evaluateEdits } from '../../core/edit/evaluate-edits.ts';
import type { FactorEdit } from '../../core/edit/factor-edit.ts';
import type { ProjectDocument } from '../../core/project/records.ts';
import { factorColumns } from './tracks-store.ts';
import type { TracksState } from './tracks-store.ts';

type KnownTracks = Pick<TracksState, 'factorsByFace' | 'drivenLipByFace' | 'frameTimesSec'>;

/**
 * A factor before its edits: the video's own; for the lips what the voice drives, and the video's own where no voice speaks.
 * Null while the analysis is not known. Equal inputs give the same object.
 */
export function baseTrackOf(tracks: KnownTracks, faceNumber: number, factor: FactorName): FactorTrack | null {
  const own = tracks.factorsByFace.get(faceNumber);
  if (own === undefined) return null;
  const driven = factor === 'lip' ? tracks.drivenLipByFace.get(faceNumber) : undefined;
  const byName = baseTracks.get(own) ?? new Map<string, { driven: Float32Array | undefined; track: FactorTrack }>();
  baseTracks.set(own, byName);
  const known = byName.get(factor);
  if (known !== undefined && known.driven === driven) return known.track;
  const track = makeBase(own, factor, driven);
  byName.set(factor, { driven, track });
  return track;
}

/** A factor as it will be rendered. Null while the analysis is not known. Equal inputs give the same object. */
export function editedTrackOf(
  tracks: KnownTracks,
  document: Pick<ProjectDocument, 'edits'>,
  faceNumber: number,
  factor: FactorName,
): FactorTrack | null {
  const base = baseTrackOf(tracks, faceNumber, factor);
  if (base === null) return null;
  const edits = editsOf(document.edits, faceNumber, factor);
  const known = editedTracks.get(base);
  if (known !== undefined && isSameList(known.edits, edits)) return known.track;
  const { frameTimesSec } = tracks;
  // Tracks of other videos are not read by the page: such an edit shows its range, and its curve with the preview's picture.
  const sourceOf = ({ assetId }: { readonly assetId: string | null }) =>
    assetId === null ? { track: base, frameTimesSec } : null;
  const track = edits.length === 0 ? base : evaluateEdits(base, edits, { frameTimesSec, sourceOf });
  editedTracks.set(base, { edits, track });
  return track;
}

/** Edits of a factor of a face, in stack order. */
export function editsOf(
  edits: ProjectDocument['edits'],
  faceNumber: number,
  factor: FactorName,
): readonly FactorEdit[] {
  return Object.values(edits)
    .filter((edit) => edit.faceNumber === faceNumber && edit.factor === factor)
    .sort((a, b) => a.position - b.position || (a.editId < b.editId ? -1 : 1));
}

const baseTracks = new WeakMap<Float32Array, Map<string, { driven: Float32Array | undefined; track: FactorTrack }>>();
const editedTracks = new WeakMap<FactorTrack, { edits: readonly FactorEdit[]; track: FactorTrack }>();

function makeBase(own: Float32Array, factor: FactorName, driven: Float32Array | undefined): FactorTrack {
  const handles = factorHandles[factor];
  const width = handles.length;
  const first = factorColumns.first[factor];
  const frames = Math.floor(own.length / factorColumns.count);
  const values = new Float32Array(frames * width);
  for (let frame = 0; frame < frames; frame++) {
    for (let handle = 0; handle < width; handle++) {
      const spoken = driven?.[frame * width + handle];
      const seen = own[frame * factorColumns.count + first + handle];
      // Where no face is seen no voice can drive it.
      values[frame * width + handle] =
        spoken === undefined || Number.isNaN(spoken) || Number.isNaN(seen) ? seen : spoken;
    }
  }
  return { factor, handles, startFrame: 0, values };
}

function isSameList(a: readonly FactorEdit[], b: readonly FactorEdit[]): boolean {
  return a.length === b.length && a.every((edit, index) => edit === b[index]);
}

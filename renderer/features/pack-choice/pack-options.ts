import type { ModelPackValue } from '../../../api/models.ts';
import type { ProjectSettings } from '../../../core/project/records.ts';
import type { ProjectPack } from '../../state/project-pack.ts';

/** A pack that a project can have. */
export interface PackOption {
  readonly packId: string;
  /** Null for the one that the project has and that is not installed. */
  readonly pack: ModelPackValue | null;
  /** False where it is listed without being able to make pictures. */
  readonly canBeChosen: boolean;
}

/** The installed packs, and first of all the project's own where it is not among them. */
export function packOptions(packs: readonly ModelPackValue[], own: ProjectPack): readonly PackOption[] {
  const installed = packs.map((pack) => ({ packId: pack.id, pack, canBeChosen: pack.factors.length > 0 }));
  return own.isAbsent ? [{ packId: own.packId, pack: null, canBeChosen: false }, ...installed] : installed;
}

/** Frames over which a generative pack can average the expression. */
export const expressionWindows: readonly ProjectSettings['expressionWindowFrames'][] = [1, 13];

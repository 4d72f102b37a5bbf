import { useMemo } from 'react';
import { factorHandles } from '../../core/analysis/factor.ts';
import type { FactorName } from '../../core/analysis/factor.ts';
import type { ModelPackValue } from '../../api/models.ts';
import { isCodeEdit } from '../../core/edit/code-edit-kinds.ts';
import type { FactorEdit } from '../../core/edit/factor-edit.ts';
import type { PackKind } from '../../core/ports/model-catalog.ts';
import type { Asset, ProjectDocument } from '../../core/project/records.ts';
import type { PacksState } from './packs-store.ts';
import { useProject, usePacks } from './studio.ts';

/** The pack that makes a project's pixels. */
export interface ProjectPack {
  readonly packId: string;
  /** Null while it is not known, and where it is not installed. */
  readonly pack: ModelPackValue | null;
  /** What it is, or what it must have been: only the embedded pack is an atlas. */
  readonly kind: PackKind;
  /** True when the host was asked and has no such pack. */
  readonly isAbsent: boolean;
}

/** The pack that every installation has. */
export const embeddedPackId = 'atlas';

/** What is known of the pack that a project names. */
export function projectPackOf(packId: string, { state, packs }: PacksState): ProjectPack {
  const pack = packs.find(({ id }) => id === packId) ?? null;
  return {
    packId,
    pack,
    kind: pack?.kind ?? (packId === embeddedPackId ? 'atlas' : 'pdfgc'),
    isAbsent: pack === null && state === 'known' && packId !== embeddedPackId,
  };
}

/** The packs with a generator that can be used. */
export function generativePacks(packs: readonly ModelPackValue[]): readonly ModelPackValue[] {
  // One that cannot be read is listed without factors.
  return packs.filter(({ kind, factors }) => kind === 'pdfgc' && factors.length > 0);
}

/** The handles of a factor that edits can mean with a pack; none where the code is only known as a whole. */
export function packHandles({ pack, kind }: ProjectPack, factor: FactorName): readonly string[] {
  if (pack === null) return kind === 'atlas' ? factorHandles[factor].map(({ name }) => name) : [];
  return pack.factors.find((known) => known.factor === factor)?.handles ?? [];
}

/** True when a pack does what an edit says; others wait for a pack that does. */
export function isEditOfPack(edit: FactorEdit, pack: ProjectPack): boolean {
  if (pack.kind === 'atlas') return edit.handle === null || packHandles(pack, edit.factor).includes(edit.handle);
  return isCodeEdit(edit, Object.fromEntries(packHandles(pack, edit.factor).map((name) => [name, []])));
}

/** The picture that a project dubs when it is a still one; null for a video of its own length, and for none. */
export function stillOf({ settings, assets }: ProjectDocument): Asset | null {
  const id = settings.project?.videoAssetId ?? null;
  const asset = id === null ? undefined : assets[id];
  return asset === undefined || asset.stillSec === null ? null : asset;
}

/** The pack of the open project. */
export function useProjectPack(): ProjectPack {
  const packId = useProject(({ document }) => document.settings.project?.packId ?? embeddedPackId);
  const packs = usePacks((state) => state);
  return useMemo(() => projectPackOf(packId, packs), [packId, packs]);
}

import type { DubTracks } from '../../../api/engine-contract.ts';
import type { PackKind } from '../../../core/ports/model-catalog.ts';

/** What only matters where mouths are taken from the video itself. */
const aboutOwnMouths: ReadonlySet<string> = new Set(['analysis.mouth-never-opens', 'analysis.short-video']);

/** The findings that limit what a kind of pack makes. A still picture has only one mouth, which is said of it otherwise. */
export function shownFindings<Finding extends { readonly code: string }>(
  findings: readonly Finding[],
  kind: PackKind,
  isStill: boolean,
): readonly Finding[] {
  return kind === 'atlas' && !isStill ? findings : findings.filter(({ code }) => !aboutOwnMouths.has(code));
}

/** What is said of the voices, without what was learned of a person's speech where a pack does not learn. */
export function shownVoiceNotes({ sentences, notes }: Pick<DubTracks, 'sentences' | 'notes'>, kind: PackKind) {
  const isShown = (index: number) =>
    kind === 'atlas' || notes?.[index]?.saying?.code.startsWith('adaptation.') !== true;
  return {
    sentences: sentences.filter((_, index) => isShown(index)),
    notes: notes?.filter((_, index) => isShown(index)),
  };
}

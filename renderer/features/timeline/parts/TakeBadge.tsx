import type { DubLine } from '../../../../core/project/records.ts';
import { useProject } from '../../../state/studio.ts';
import { useWords } from '../../../state/strings/words.ts';
import { Menu } from '../../../ui/Menu.tsx';
import { timelineWords } from '../strings.ts';
import { useCommit } from '../use-commit.ts';

/** Which of a line's takes plays; pressing it chooses another one. */
export function TakeBadge({ line, isEditable }: { readonly line: DubLine; readonly isEditable: boolean }) {
  const words = useWords(timelineWords);
  const commit = useCommit();
  const assets = useProject(({ document }) => document.assets);
  const active = line.takes.findIndex(({ takeId }) => takeId === line.activeTakeId) + 1;
  const name = words.takeOf(active, line.takes.length);
  return (
    // Presses in the menu come up here too, as React sees it: they must not take hold of the line.
    <span onPointerDown={(event) => event.stopPropagation()} onDoubleClick={(event) => event.stopPropagation()}>
      <Menu
        label={words.chooseTake}
        items={line.takes.map(({ takeId, assetId }, index) => ({
          kind: 'check' as const,
          label: `${index + 1} · ${assets[assetId]?.name ?? assetId}`,
          isChecked: takeId === line.activeTakeId,
          onSelect: () =>
            isEditable &&
            commit(words.steps.chooseTake, [
              { collection: 'lines', id: line.lineId, after: { ...line, activeTakeId: takeId } },
            ]),
        }))}
      >
        <button type="button" className="take-badge numbers" aria-label={name} title={name}>
          {active}/{line.takes.length}
        </button>
      </Menu>
    </span>
  );
}

import { AudioLines, Clapperboard, Plus } from 'lucide-react';
import { useEffect } from 'react';
import type { Asset } from '../../../core/project/records.ts';
import { useProject, useStudio } from '../../state/studio.ts';
import { useWords } from '../../state/strings/words.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { AssetItem } from './parts/AssetItem.tsx';
import { libraryWords } from './strings.ts';
import './library.css';

/** The files of the project: videos and voices. */
export function Library() {
  const words = useWords(libraryWords);
  const { actions } = useStudio();
  const assets = useProject(({ document }) => document.assets);
  const all = Object.values(assets);
  useLocatedAssets(all);
  const choose = () => void actions.run('importMedia');
  const part = (kind: Asset['kind'], title: string, empty: string, Icon: typeof AudioLines) => {
    const items = all.filter((asset) => asset.kind === kind);
    return (
      <Panel
        title={title}
        note={items.length > 1 ? String(items.length) : undefined}
        actions={<IconButton icon={Plus} size="small" label={words.import} onPress={choose} />}
      >
        {items.length === 0 ? (
          <EmptyState icon={Icon} size="small" title={empty} sentence={words.dropHint} />
        ) : (
          <ul className="assets">
            {items.map((asset) => (
              <AssetItem key={asset.assetId} asset={asset} />
            ))}
          </ul>
        )}
      </Panel>
    );
  };
  return (
    <>
      {part('video', words.videos, words.noVideos, Clapperboard)}
      {part('voice', words.voices, words.noVoices, AudioLines)}
    </>
  );
}

/** Asks for the pictures and peaks of every file that is shown. */
function useLocatedAssets(assets: readonly Asset[]): void {
  const { media } = useStudio();
  const projectId = useProject((project) => project.projectId);
  const ids = assets.map(({ assetId }) => assetId).join(' ');
  useEffect(() => {
    if (projectId === null || ids === '') return;
    // After the workspace has emptied the store for a project that was just opened: its effects come later than these.
    const timer = setTimeout(() => {
      // A missing file says so on its item; there is nothing to tell beside it.
      for (const assetId of ids.split(' ')) media.locate(projectId, assetId).catch(() => undefined);
    }, 0);
    return () => clearTimeout(timer);
  }, [media, projectId, ids]);
}

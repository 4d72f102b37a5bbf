import { isStudioError } from '../../core/errors.ts';
import type { Asset } from '../../core/project/records.ts';
import type { ProjectSession } from './project-session.ts';
import type { WorkspacePorts } from './workspace-ports.ts';

/** Looks whether the files of a project are still there and still the same. */
export interface AssetCheck {
  /** Looks at every asset; tells the watchers when the answer has changed. */
  check(session: ProjectSession): Promise<void>;
}

/** A file whose date changed is read again once; what was found is remembered by size and date. */
export function createAssetCheck({ mediaFiles }: Pick<WorkspacePorts, 'mediaFiles'>): AssetCheck {
  const contentKeys = new Map<string, string>();
  const isMissing = async (asset: Asset): Promise<boolean> => {
    const state = await mediaFiles.stateOf(asset.path);
    if (state === null || state.sizeBytes !== asset.sizeBytes) return true;
    if (state.modifiedMs === asset.modifiedMs) return false;
    const place = `${asset.path}\n${String(state.sizeBytes)}\n${String(state.modifiedMs)}`;
    let contentKey = contentKeys.get(place);
    if (contentKey === undefined) {
      contentKey = await mediaFiles.contentKeyOf(asset.path).catch(unreadable);
      contentKeys.set(place, contentKey);
    }
    return contentKey !== asset.contentKey;
  };
  return {
    async check(session) {
      const assets = Object.values(session.project.document.assets);
      const answers = await Promise.all(assets.map(isMissing));
      const missing = assets.filter((_asset, index) => answers[index]).map(({ assetId }) => assetId);
      if (missing.join('\n') === session.missingAssetIds.join('\n')) return;
      session.missingAssetIds = missing;
      session.events.tell({ event: 'assets-checked', missingAssetIds: missing });
    },
  };
}

/** No content has this key: a file that cannot be read counts as missing. */
function unreadable(error: unknown): string {
  if (isStudioError(error, 'media.not-found') || isStudioError(error, 'media.not-readable')) return '';
  throw error;
}

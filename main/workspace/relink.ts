import { hostSteps } from '../../api/edit.ts';
import { StudioError } from '../../core/errors.ts';
import { changesFromWishes } from '../../core/project/document.ts';
import type { RecordWish } from '../../core/project/record-change.ts';
import type { Asset } from '../../core/project/records.ts';
import { assertCanEdit, commitSound } from './edits.ts';
import type { Imports } from './imports.ts';
import type { OpenProjects } from './open-projects.ts';
import { assetOf } from './project-session.ts';
import type { ProjectSession } from './project-session.ts';
import { withLengthOf } from './still-length.ts';
import type { WorkspacePorts } from './workspace-ports.ts';

/** What an asset is pointed at. */
export interface RelinkRequest {
  readonly assetId: string;
  readonly path: string;
  /** True when a file with other content may take the place. */
  readonly canDiffer: boolean;
}

/** Points assets at files that moved. */
export interface Relinking {
  /** Relinks one asset, and others that are missing and lie near the new place; one step for all. Answers the ids. */
  relink(session: ProjectSession, request: RelinkRequest, signal: AbortSignal): Promise<readonly string[]>;
}

/** Relinking by size and content. */
export function createRelinking(
  ports: Pick<WorkspacePorts, 'mediaFiles' | 'userFiles'>,
  imports: Pick<Imports, 'look'>,
  projects: OpenProjects,
): Relinking {
  return {
    async relink(session, { assetId, path, canDiffer }, signal) {
      assertCanEdit(session);
      const asset = assetOf(session, assetId);
      const found = withLengthOf(await imports.look(path, assetId, signal), asset);
      if (found.contentKey !== asset.contentKey) assertMayDiffer(asset, found, canDiffer);
      const siblings = await findSiblings(ports, session, asset, path);
      const relinked = [found, ...siblings];
      const wishes = relinked.map((after): RecordWish => ({ collection: 'assets', id: after.assetId, after }));
      const changes = changesFromWishes(session.project.document, wishes);
      commitSound(projects, session, relinked.length === 1 ? hostSteps.locateFile : hostSteps.locateFiles, changes);
      return relinked.map(({ assetId: id }) => id);
    },
  };
}

function assertMayDiffer(asset: Asset, found: Asset, canDiffer: boolean): void {
  const details = { assetId: asset.assetId, path: found.path };
  if (found.kind !== asset.kind)
    throw new StudioError(
      'project.invalid-change',
      `${found.name} ${found.kind === 'video' ? 'is a video' : 'has no picture'}, so it cannot take the place of ${asset.name}.`,
      details,
    );
  if (!canDiffer)
    throw new StudioError(
      'project.invalid-change',
      `${found.name} is not the same file as ${asset.name}: its content differs. Use it all the same only if you know that it fits.`,
      { ...details, canDiffer: true },
    );
}

/** Other missing assets whose very content lies under the folder of the found one. */
async function findSiblings(
  { mediaFiles, userFiles }: Pick<WorkspacePorts, 'mediaFiles' | 'userFiles'>,
  session: ProjectSession,
  found: Asset,
  path: string,
): Promise<readonly Asset[]> {
  const folder = userFiles.folderOf(path);
  const { assets } = session.project.document;
  const missing = session.missingAssetIds
    .filter((assetId) => assetId !== found.assetId && assetId in assets)
    .map((assetId) => assets[assetId]);
  if (folder === null) return [];
  const siblings: Asset[] = [];
  for (const asset of missing) {
    for (const candidate of await mediaFiles.findBySize(folder, asset.sizeBytes)) {
      const state = await mediaFiles.stateOf(candidate);
      if (state === null || (await mediaFiles.contentKeyOf(candidate)) !== asset.contentKey) continue;
      siblings.push({ ...asset, path: candidate, modifiedMs: state.modifiedMs, name: userFiles.nameOf(candidate) });
      break;
    }
  }
  return siblings;
}

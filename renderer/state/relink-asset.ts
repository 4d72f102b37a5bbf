import { sentenceOf } from './strings/failures/failure-text.ts';
import { languageOf } from './strings/language.ts';
import { isStudioError } from '../../core/errors.ts';
import type { Studio } from './studio.ts';

/** Words of relinking that the caller gives in its language. */
export interface RelinkWords {
  readonly useAnyway: string;
  readonly found: (count: number) => string;
}

/** Asks where a missing file lies now and points the asset at it. A file with other content is taken only when the user insists. */
export async function relinkAsset(studio: Studio, assetId: string, words: RelinkWords): Promise<void> {
  const { client, project, notices, files, settings } = studio;
  const { projectId, document } = project.store.getState();
  const asset = document.assets[assetId];
  if (projectId === null || asset === undefined) return;
  const [path] = await files.choose('media', asset.path);
  if (path === undefined) return;
  const relink = async (canDiffer: boolean) => {
    const { relinkedAssetIds } = await client.project.relinkAsset({ projectId, assetId, path, canDiffer });
    notices.tell('good', words.found(relinkedAssetIds.length));
  };
  try {
    await relink(false);
  } catch (error) {
    if (!isStudioError(error, 'project.invalid-change')) throw error;
    const run = () => void relink(true).catch(notices.tellFailure);
    const sentence = sentenceOf(languageOf(settings.store.getState().value.language), error);
    notices.tell('bad', sentence, { label: words.useAnyway, run });
  }
}

import { StudioError } from '../../core/errors.ts';
import type { ModelCatalog, ModelPack } from '../../core/ports/model-catalog.ts';
import { usageError } from './option-values.ts';

/** The pack that draws mouths from the video's own frames. */
export const atlasPackId = 'atlas';

/** How to get a generative pack, for sentences. */
const howToGetOne = 'Import the paper’s checkpoint files with "facet packs import-pdfgc <folder>".';

/**
 * The generative pack that the words mean: the named one, or the only one.
 *
 * @throws StudioError 'models.not-found' when there is none; 'models.unsupported' for a pack of another kind; 'cli.usage' when there are
 *         several to choose from
 */
export async function chooseGenerativePack(
  catalog: Pick<ModelCatalog, 'list'>,
  wanted: string | undefined,
): Promise<ModelPack> {
  const packs = await catalog.list();
  const generative = packs.filter(({ kind }) => kind === 'pdfgc');
  if (wanted !== undefined) return namedPack(packs, wanted);
  if (generative.length === 1) return generative[0];
  if (generative.length === 0) {
    throw new StudioError(
      'models.not-found',
      `A still picture speaks with a generative model pack, and none is installed. ${howToGetOne}`,
    );
  }
  throw usageError(`Several generative packs are installed: choose one with --pack ${idsOf(generative).join(' or ')}.`);
}

function namedPack(packs: readonly ModelPack[], wanted: string): ModelPack {
  const pack = packs.find(({ id }) => id === wanted);
  if (pack === undefined) {
    throw new StudioError(
      'models.not-found',
      `There is no model pack "${wanted}". Installed: ${idsOf(packs).join(', ')}.`,
      { packId: wanted },
    );
  }
  if (pack.kind === 'pdfgc') return pack;
  throw new StudioError(
    'models.unsupported',
    `The pack ${wanted} draws mouths from a video's own frames; this needs a generative pack. ${howToGetOne}`,
    { packId: wanted },
  );
}

function idsOf(packs: readonly ModelPack[]): readonly string[] {
  return packs.map(({ id }) => id);
}

import { StudioError } from '../../core/errors.ts';
import type { ModelCatalog, ModelPack } from '../../core/ports/model-catalog.ts';

/** Packs in memory; a test puts some in and takes some out while the studio runs. */
export interface FakeCatalog extends ModelCatalog {
  packs: readonly ModelPack[];
  /** What `verify` finds wrong, by file name. */
  readonly problems: Map<string, string>;
}

/** The pack of drawn mouths that every installation has. */
export function anAtlasPack(): ModelPack {
  return {
    id: 'atlas',
    version: '1.0.0',
    licence: 'Apache-2.0',
    folder: '/program/models/atlas',
    summary: "Moves the lips with the video's own frames.",
    kind: 'atlas',
    isBuiltIn: true,
    factors: [{ factor: 'lip', width: 4, handles: ['open', 'width', 'protrusion', 'jaw'] }],
    precision: null,
    files: [{ name: 'lip-predictor.onnx', sizeBytes: 3_400_000, isIntact: null, problem: '' }],
  };
}

/** A generative pack as an import makes it. */
export function aGenerativePack(change: Partial<ModelPack> = {}): ModelPack {
  return {
    id: 'pdfgc',
    version: '1.0.0',
    licence: 'CC-BY-NC-4.0',
    folder: '/home/me/packs/pdfgc',
    summary: 'Makes the face with a generator.',
    kind: 'pdfgc',
    isBuiltIn: false,
    factors: [
      { factor: 'lip', width: 500, handles: [] },
      { factor: 'eye', width: 6, handles: [] },
      { factor: 'headPose', width: 12, handles: [] },
      { factor: 'expression', width: 30, handles: [] },
    ],
    precision: 'fp16',
    files: [
      { name: 'generator.onnx', sizeBytes: 1000, isIntact: null, problem: '' },
      { name: 'generator.bin', sizeBytes: 90_000_000, isIntact: null, problem: '' },
    ],
    ...change,
  };
}

/** A catalog of these packs. */
export function aFakeCatalog(packs: readonly ModelPack[] = [anAtlasPack()]): FakeCatalog {
  const catalog: FakeCatalog = {
    packs,
    problems: new Map(),
    list: async () => catalog.packs,
    async verify(packId) {
      const pack = packOf(catalog, packId);
      const files = pack.files.map((file) => {
        const problem = catalog.problems.get(file.name) ?? '';
        return { ...file, isIntact: problem === '', problem };
      });
      return { ...pack, files, state: files.every(({ isIntact }) => isIntact) ? 'verified' : 'damaged' };
    },
    async remove(packId) {
      const { isBuiltIn } = packOf(catalog, packId);
      if (isBuiltIn)
        throw new StudioError('models.unsupported', `The pack "${packId}" comes with Facet and stays.`, { packId });
      catalog.packs = catalog.packs.filter(({ id }) => id !== packId);
    },
  };
  return catalog;
}

function packOf({ packs }: FakeCatalog, packId: string): ModelPack {
  const pack = packs.find(({ id }) => id === packId);
  if (pack === undefined) throw new StudioError('models.not-found', `There is no pack "${packId}".`, { packId });
  return pack;
}

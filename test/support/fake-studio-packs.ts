import type { contract } from '../../api/contract.ts';
import type { ModelPackValue, PackImportItem } from '../../api/models.ts';
import { StudioError, throwIfCancelled } from '../../core/errors.ts';
import type { HandlersOf } from '../../main/router.ts';

/** Which packs a fake studio has: the embedded one alone, or also one that was made of the paper's checkpoints. */
export type FakePacks = 'atlas' | 'pdfgc';

type ModelHandlers = HandlersOf<typeof contract>['models'];

/** The packs of a fake studio, and all that can be done with them. */
export interface FakePackCatalog {
  readonly handlers: ModelHandlers;
  list(): readonly ModelPackValue[];
}

/** Files of the paper's authors and about how large they are, bytes. */
export const fakeCheckpoints = [
  { network: 'appearance', file: 'appearance_model.pth', bytes: 94_000_000, used: 266, dropped: 54 },
  { network: 'motion', file: 'motion_model.pth', bytes: 182_000_000, used: 342, dropped: 110 },
  { network: 'audio', file: 'audio_model.pth', bytes: 46_000_000, used: 128, dropped: 21 },
  { network: 'generator', file: 'generator_model.pth', bytes: 371_000_000, used: 193, dropped: 0 },
] as const;

const factorsOf = (handles: Readonly<Record<string, readonly string[]>>, widths: readonly number[]) =>
  (['lip', 'eye', 'headPose', 'expression'] as const).map((factor, index) => ({
    factor,
    width: widths[index],
    handles: handles[factor] ?? [],
  }));

const atlas: ModelPackValue = {
  id: 'atlas',
  version: '1.0.0',
  licence: 'Apache-2.0',
  summary: 'Moves the lips with the video’s own frames.',
  kind: 'atlas',
  isBuiltIn: true,
  precision: null,
  factors: factorsOf(
    {
      lip: ['open', 'wideRound', 'press', 'jaw'],
      eye: ['blinkLeft', 'blinkRight', 'gazeYaw', 'gazePitch'],
      headPose: ['yaw', 'pitch', 'roll', 'x', 'y', 'scale'],
      expression: ['browRaise', 'browFurrow', 'smileFrown', 'cheek'],
    },
    [4, 4, 6, 4],
  ),
  files: [{ name: 'lip-predictor.onnx', sizeBytes: 3_400_000 }],
};

/** A pack as an import makes it. */
export function aPdfgcPack(id: string, precision: 'fp32' | 'fp16'): ModelPackValue {
  const share = precision === 'fp32' ? 1 : 0.5;
  return {
    id,
    version: '1.0.0',
    licence: 'CC-BY-4.0',
    summary: 'The networks of the PD-FGC paper, made of the official checkpoint files.',
    kind: 'pdfgc',
    isBuiltIn: false,
    precision,
    factors: factorsOf({ eye: ['blink', 'gaze'] }, [500, 6, 6, 30]),
    files: fakeCheckpoints.flatMap(({ network, bytes }) => [
      { name: `${network}.onnx`, sizeBytes: 210_000 },
      { name: `${network}.weights`, sizeBytes: Math.round(bytes * share) },
    ]),
  };
}

/**
 * Packs in memory. An import takes about a second and a half; folders whose name says so fail as real ones do: 'unsafe', 'missing',
 * 'damaged', 'mismatch', 'full'. Of a pack named 'broken' one file is not what it should be.
 */
export function makeFakePacks(first: FakePacks): FakePackCatalog {
  let packs: readonly ModelPackValue[] = first === 'atlas' ? [atlas] : [atlas, aPdfgcPack('pdfgc-official', 'fp32')];
  const find = (packId: string) => {
    const pack = packs.find(({ id }) => id === packId);
    if (pack === undefined) throw new StudioError('models.not-found', `There is no pack “${packId}”.`, { packId });
    return pack;
  };
  const handlers: ModelHandlers = {
    list: async () => packs,
    verify: async ({ packId }) => {
      const { files, id } = find(packId);
      const problems = files.map(({ name }, index) => ({
        name,
        problem: id === 'broken' && index === 0 ? `${name} is not the file that the manifest names.` : '',
      }));
      await wait(250);
      return { state: id === 'broken' ? ('damaged' as const) : ('verified' as const), files: problems };
    },
    async *importPdfgc({ folder, packId, precision, canReplace }, signal): AsyncIterable<PackImportItem> {
      failAsFolderSays(folder);
      if (packs.some(({ id }) => id === packId) && !canReplace)
        throw new StudioError('models.pack-exists', `There is a pack named ${packId} already.`, { packId });
      const began = Date.now();
      const totalBytes = fakeCheckpoints.reduce((sum, { bytes }) => sum + bytes, 0);
      for (const step of ['read', 'write', 'verify'] as const) {
        let doneBytes = 0;
        for (const { network, bytes } of fakeCheckpoints) {
          for (let part = 0; part < 2; part++) {
            await wait(60);
            throwIfCancelled(signal);
            doneBytes += bytes / 2;
            yield { progress: { step, what: network, doneBytes, totalBytes } };
          }
        }
      }
      const pack = aPdfgcPack(packId, precision);
      packs = [...packs.filter(({ id }) => id !== packId), pack];
      const weights = fakeCheckpoints.map(({ bytes }) => (precision === 'fp32' ? bytes : Math.round(bytes / 2)));
      yield {
        result: {
          packId,
          precision,
          networks: fakeCheckpoints.map(({ network, file, used, dropped }, index) => ({
            network,
            file,
            sha256: 'a1'.repeat(32),
            usedTensors: used,
            droppedTensors: dropped,
            bytes: weights[index],
          })),
          notes: ['motion_model.pth: 3 tensors that no network knows were left out.'],
          bytes: weights.reduce((sum, bytes) => sum + bytes, 0),
          elapsedSec: (Date.now() - began) / 1000,
          peakMemoryBytes: 640_000_000,
        },
      };
    },
    remove: async ({ packId }) => {
      if (find(packId).isBuiltIn)
        throw new StudioError('models.unsupported', `“${packId}” comes with the program and stays.`, { packId });
      packs = packs.filter(({ id }) => id !== packId);
      return {};
    },
  };
  return { handlers, list: () => packs };
}

function failAsFolderSays(folder: string): void {
  const fail = (code: 'unsafe' | 'missing' | 'damaged' | 'mismatch', file: string, sentence: string) => {
    if (folder.includes(code))
      throw new StudioError(`models.checkpoint-${code}`, sentence, { path: `${folder}/${file}` });
  };
  fail('unsafe', 'motion_model.pth', 'motion_model.pth names posix.system, which no weights need: it was not read.');
  fail('missing', 'audio_model.pth', `audio_model.pth is not in ${folder}.`);
  fail('damaged', 'generator_model.pth', 'generator_model.pth ends in the middle of a tensor.');
  fail('mismatch', 'generator_model.pth', 'generator_model.pth lacks “module.final.weight”.');
  if (folder.includes('full')) throw new StudioError('export.disk-full', 'The disk is full.', { folder });
}

function wait(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}

import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { createPackImporter } from '../../main/engine/checkpoint/pack-importer.ts';
import { ownedName, ownerOf } from '../../main/storage/process-owner.ts';
import { hasTrainingEnvironment, trainingEnvironmentFolder } from '../../scripts/suites/machine.ts';
import { goldenFolder, noGolden } from './pdfgc-golden.ts';
import { readNpz, type NpyArray } from './npz.ts';

const root = resolve(import.meta.dirname, '../..');
const lockFile = join(root, 'training', 'requirements.lock');
const isCi = process.env.CI === 'true' || process.env.CI === '1';

/**
 * Why a test on networks of the official size is skipped here, or false when it can run: their weights are written by the recipe of the
 * golden numbers, in the training's Python. Continuous integration makes that environment, here or later for the training's own tests.
 */
export const noOfficialWeights: string | false =
  noGolden ||
  (isCi || hasTrainingEnvironment(lockFile) ? false : 'the Python environment of training/venv.sh was never made');

const run = promisify(execFile);

/** Not synchronously: a worker that does not answer for a minute is given up. */
async function runPython(args: readonly string[]): Promise<void> {
  if (!hasTrainingEnvironment(lockFile)) await run('sh', [join(root, 'training', 'venv.sh')]);
  await run(join(trainingEnvironmentFolder(lockFile), 'bin', 'python'), [...args]);
}

/** Writes the four checkpoint files of the golden weights (seed A) into the folder, as torch does, without the parts that nobody reads. */
export async function writeOfficialCheckpoints(folder: string): Promise<void> {
  await runPython([join(goldenFolder, 'recipe.py'), 'weights', '--variant', 'live', '--out', folder]);
}

/** Imports checkpoints as the program does. */
export async function importCheckpoints(
  folder: string,
  packFolder: string,
  options: { readonly templateFolder?: string; readonly precision?: 'fp32' | 'fp16' } = {},
): Promise<void> {
  const { templateFolder = join(root, 'resources', 'pack-templates', 'pdfgc'), precision = 'fp32' } = options;
  const importer = createPackImporter({
    templateFolder,
    userPacksFolder: packFolder,
    catalog: {
      list: async () => [],
      verify: () => Promise.reject(new Error('not asked')),
      remove: () => Promise.reject(new Error('not asked')),
    },
    clock: { nowMs: () => performance.now(), peakMemoryBytes: () => 0 },
    owner: { ownedName, ownerOf },
  });
  await importer.importPdfgc({ folder, packId: 'golden', packFolder, precision, canReplace: false });
}

/** The generator's golden inputs: `style` [2, 2590], `id_map` [2, 512, 7, 7]. */
export async function officialGeneratorInputs(folder: string): Promise<Readonly<Record<'style' | 'id_map', NpyArray>>> {
  const path = join(folder, 'generator-inputs.npz');
  const program = [
    'import sys, numpy',
    'sys.path.insert(0, sys.argv[1])',
    'import recipe',
    'numpy.savez(sys.argv[2], style=recipe.style_vectors(recipe.SEED_A), id_map=recipe.id_maps(recipe.SEED_A))',
  ].join('\n');
  if (!existsSync(path)) await runPython(['-c', program, goldenFolder, path]);
  const { style, id_map } = await readNpz(path);
  return { style, id_map };
}

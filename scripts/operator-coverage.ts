/**
 * Says which operators each network needs and where they can be computed, as the tables of docs/providers.md.
 *
 * Usage: node scripts/operator-coverage.ts [provider ...]     default: cpu webgpu
 *
 * Each graph is loaded on each named provider in a process of its own, whose log tells where every node lies. Templates have no weights
 * yet: they are loaded with zeros, which change nothing about where nodes lie.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readFacePackage } from '../main/engine/models/face-package.ts';
import { convertTflite } from '../main/engine/models/tflite/convert-tflite.ts';
import { readTfliteModel } from '../main/engine/models/tflite/tflite-model.ts';
import { countOperators } from '../main/engine/onnx/graph-operators.ts';
import { pdfgcNetworks, pdfgcTemplateSchema } from '../main/engine/onnx/pdfgc-manifest.ts';
import { providerOperators } from './providers/known-operators.ts';
import { describePlacement, placementFrom } from './providers/placement.ts';

const root = join(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'facet-coverage-'));

/** A graph that onnxruntime can load. */
interface Graph {
  readonly name: string;
  readonly path: string;
}

async function writeFaceModels(): Promise<Graph[]> {
  const { detectorModel, landmarkModel } = await readFacePackage();
  return Object.entries({ 'face detector': detectorModel, 'face landmarks': landmarkModel }).map(([name, tflite]) => {
    const path = join(folder, `${name}.onnx`);
    writeFileSync(path, convertTflite(readTfliteModel(tflite)).onnx);
    return { name, path };
  });
}

function writeTemplateGraphs(): Graph[] {
  const templates = join(root, 'resources', 'pack-templates', 'pdfgc');
  const { networks } = pdfgcTemplateSchema.parse(JSON.parse(readFileSync(join(templates, 'template.json'), 'utf8')));
  return (['fp32', 'fp16'] as const).flatMap((precision) =>
    pdfgcNetworks.map((network) => {
      const { file, weights, weightsBytes } = networks[network].graphs[precision];
      const path = join(folder, file);
      copyFileSync(join(templates, file), path);
      // Both precisions have the name of the weights in common: the larger file serves both.
      writeFileSync(join(folder, weights), '', { flag: 'a' });
      truncateSync(join(folder, weights), Math.max(weightsBytes, networks[network].graphs.fp32.weightsBytes));
      return { name: `${network} ${precision}`, path };
    }),
  );
}

function atlasGraphs(): Graph[] {
  const atlas = join(root, 'resources', 'models', 'atlas');
  return readdirSync(atlas)
    .filter((file) => file.endsWith('.onnx'))
    .map((file) => ({ name: `atlas ${file.replace(/\.onnx$/, '')}`, path: join(atlas, file) }));
}

function placeOn(provider: string, path: string): string {
  const entry = join(root, 'main', 'engine', 'onnx', 'graph-placement.ts');
  const { stderr, status } = spawnSync(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', entry, path, provider],
    {
      encoding: 'utf8',
      maxBuffer: 256 * 1024 * 1024,
    },
  );
  return describePlacement(placementFrom(stderr), status ?? 1, stderr);
}

const providers = process.argv.length > 2 ? process.argv.slice(2) : ['cpu', 'webgpu'];
const graphs = [...atlasGraphs(), ...(await writeFaceModels()), ...writeTemplateGraphs()];

console.log(
  `| graph | operators | ${providers.map((name) => `${name}, here`).join(' | ')} | ${Object.keys(providerOperators)
    .map((name) => `${name}, by its list`)
    .join(' | ')} |`,
);
console.log(
  `| ${Array.from({ length: 2 + providers.length + Object.keys(providerOperators).length }, () => '---').join(' | ')} |`,
);
for (const { name, path } of graphs) {
  const operators = [...countOperators(readFileSync(path))];
  const here = providers.map((provider) => placeOn(provider, path));
  const listed = Object.values(providerOperators).map((known) => {
    const absent = operators.map(([operator]) => operator).filter((operator) => !known.has(operator));
    return absent.length === 0 ? 'all' : `all but ${absent.join(', ')}`;
  });
  console.log(
    `| ${[name, operators.map(([operator, count]) => `${operator} ${count}`).join(', '), ...here, ...listed].join(' | ')} |`,
  );
}
rmSync(folder, { recursive: true });

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { AudioFrontEnd } from '../../../core/analysis/voice/audio-front-end.ts';
import { makeLipBasis } from '../../../core/analysis/lip-basis.ts';
import type { LipBasis } from '../../../core/analysis/lip-motion.ts';
import { StudioError } from '../../../core/errors.ts';

/** The manifest layout that this program reads. */
const knownSchema = 1;

const relativePath = z.string().regex(/^(?!\/)(?!.*\.\.)[\w./-]+$/, 'a path inside the pack');
const positiveInt = z.number().int().positive();

const graphPort = z.object({
  name: z.string(),
  dtype: z.string(),
  shape: z.array(z.union([z.number().int(), z.string()])),
  range: z.tuple([z.number(), z.number()]).nullable().optional(),
});

const audioSchema = z.object({
  sampleRateHz: positiveInt,
  windowSamples: positiveInt,
  hopSamples: positiveInt,
  fftSize: positiveInt,
  window: z.literal('hann-periodic'),
  melBins: positiveInt,
  minHz: z.number().nonnegative(),
  maxHz: z.number().positive(),
  melScale: z.literal('htk'),
  melNorm: z.literal('none'),
  spectrum: z.literal('magnitude'),
  logFloor: z.number().positive(),
  logOffset: z.number(),
  logScale: z.number().positive(),
  rmsTarget: z.number().positive(),
  rmsRule: z.object({
    hopSamples: positiveInt,
    percentile: z.number().min(0).max(100),
    activeRangeDb: z.number(),
    activeMinimumDbfs: z.number(),
    minimumActiveHops: positiveInt,
    maximumGainDb: z.number(),
  }),
  centred: z.literal(true),
  silentFeature: z.number(),
});

const lipSchema = z.object({
  frameRateHz: z.number().positive(),
  outputTimeOffsetSec: z.number(),
  melFramesPerOutput: positiveInt,
  components: positiveInt,
  contextFrames: z.number().int().nonnegative(),
  pointIndices: z.array(z.number().int().min(0).max(477)),
  pointWeights: z.object({
    lips: z.number().positive(),
    others: z.number().positive(),
    lipPoints: z.array(z.number().int()),
  }),
  basis: z.object({
    file: relativePath,
    dtype: z.literal('float32'),
    shape: z.tuple([positiveInt, positiveInt, z.literal(3)]),
  }),
  defaultArticulationScale: z.number().positive(),
  restShare: z.number().positive().max(1),
});

const manifestSchema = z.object({
  schema: z.literal(knownSchema),
  id: z.string().min(1),
  version: z.string().min(1),
  kind: z.literal('atlas'),
  licence: z.string().min(1),
  files: z.array(
    z.object({ path: relativePath, sha256: z.string().regex(/^[0-9a-f]{64}$/), bytes: z.number().int().nonnegative() }),
  ),
  audio: audioSchema,
  lip: lipSchema,
  graphs: z.object({
    lipPredictor: z.object({ file: relativePath, inputs: z.array(graphPort), outputs: z.array(graphPort) }),
  }),
});

/** The manifest of an atlas pack as the program reads it; unknown keys are left out. */
export type AtlasManifest = z.infer<typeof manifestSchema>;

/** An atlas pack whose files were compared with its manifest. */
export interface AtlasPack {
  readonly folder: string;
  readonly manifest: AtlasManifest;
  readonly frontEnd: AudioFrontEnd;
  readonly basis: LipBasis;
}

/** How one file of a pack compares with the manifest; `problem` is empty when it is intact. */
export interface PackFileReport {
  readonly path: string;
  readonly bytes: number | null;
  readonly problem: string;
}

/**
 * Reads a pack's manifest without looking at its other files.
 *
 * @throws StudioError 'models.not-found' without a manifest, 'models.damaged' for one that is not valid,
 *         'models.unsupported' for a newer layout or another kind of pack
 */
export async function readPackManifest(folder: string): Promise<AtlasManifest> {
  const path = join(folder, 'manifest.json');
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new StudioError(
      'models.not-found',
      `There is no model pack in ${folder}: manifest.json is missing.`,
      { folder },
      cause,
    );
  });
  const value = parseJson(text, folder);
  const head = z.object({ schema: z.number(), kind: z.string() }).safeParse(value);
  if (head.success && (head.data.schema > knownSchema || head.data.kind !== 'atlas')) {
    throw new StudioError(
      'models.unsupported',
      `The model pack in ${folder} is of kind "${head.data.kind}", layout ${head.data.schema}; this version reads atlas packs of layout ${knownSchema}. Install a newer version or use another pack.`,
      { folder, kind: head.data.kind, schema: head.data.schema },
    );
  }
  const parsed = manifestSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw damaged(folder, 'manifest.json', `${issue.path.join('.')}: ${issue.message}`, parsed.error);
}

function parseJson(text: string, folder: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw damaged(folder, 'manifest.json', 'it is not JSON', cause);
  }
}

function damaged(folder: string, file: string, problem: string, cause?: unknown): StudioError {
  return new StudioError(
    'models.damaged',
    `The model pack in ${folder} is damaged (${file}: ${problem}). Install it again.`,
    { folder, file, problem },
    cause,
  );
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

/** Compares every file of a pack with the size and the sha256 in its manifest, in the manifest's order. Never throws for what it finds. */
export async function verifyPackFiles(
  folder: string,
  manifest: Pick<AtlasManifest, 'files'>,
): Promise<readonly PackFileReport[]> {
  const reports: PackFileReport[] = [];
  for (const { path, sha256, bytes } of manifest.files) {
    const found = await stat(join(folder, path)).catch(() => null);
    if (!found?.isFile()) reports.push({ path, bytes: null, problem: 'missing' });
    else if (found.size !== bytes)
      reports.push({ path, bytes: found.size, problem: `${found.size} bytes instead of ${bytes}` });
    else if ((await sha256Of(join(folder, path))) !== sha256)
      reports.push({ path, bytes, problem: 'its sha256 is not that of the manifest' });
    else reports.push({ path, bytes, problem: '' });
  }
  return reports;
}

/**
 * Loads the atlas pack of a folder: manifest, checked files, lip basis.
 *
 * @throws StudioError 'models.not-found' | 'models.damaged' | 'models.unsupported'
 */
export async function loadModelPack(folder: string): Promise<AtlasPack> {
  const manifest = await readPackManifest(folder);
  for (const { path, problem } of await verifyPackFiles(folder, manifest))
    if (problem !== '') throw damaged(folder, path, problem);
  const listed = new Set(manifest.files.map(({ path }) => path));
  for (const file of [manifest.lip.basis.file, manifest.graphs.lipPredictor.file]) {
    if (!listed.has(file)) throw damaged(folder, file, 'the manifest does not list it');
  }
  return { folder, manifest, frontEnd: frontEndOf(manifest), basis: await readBasis(folder, manifest) };
}

function frontEndOf({ audio: { rmsRule, ...audio } }: AtlasManifest): AudioFrontEnd {
  return { ...audio, loudness: rmsRule };
}

async function readBasis(folder: string, { lip }: AtlasManifest): Promise<LipBasis> {
  const [components, points] = lip.basis.shape;
  const bytes = await readFile(join(folder, lip.basis.file));
  if (
    bytes.length !== components * points * 12 ||
    components !== lip.components ||
    points !== lip.pointIndices.length
  ) {
    throw damaged(folder, lip.basis.file, 'its shape is not that of the manifest');
  }
  // Little endian by contract; every platform that the program runs on is.
  const values = new Float32Array(new Uint8Array(bytes).buffer);
  const lips = new Set(lip.pointWeights.lipPoints);
  const weights = Float32Array.from(lip.pointIndices, (point) =>
    lips.has(point) ? lip.pointWeights.lips : lip.pointWeights.others,
  );
  return makeLipBasis(lip.pointIndices, values, components, weights);
}

/** Folders directly under `root` that hold a manifest, by name, without hidden ones: those are being made or removed. Empty without a root. */
export async function listPackFolders(root: string): Promise<readonly string[]> {
  const entries = await readdir(root, { withFileTypes: true }).catch(() => []);
  const folders = entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map((entry) => join(root, entry.name));
  const hasManifest = await Promise.all(
    folders.map(async (folder) => (await stat(join(folder, 'manifest.json')).catch(() => null))?.isFile() ?? false),
  );
  return folders.filter((_, index) => hasManifest[index]).sort();
}

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { factorHandles, factorNames } from '../../../core/analysis/factor.ts';
import { eyeCodeHandles } from '../../../core/edit/code-edit-kinds.ts';
import { StudioError } from '../../../core/errors.ts';
import type { PackFactor } from '../../../core/ports/model-catalog.ts';
import { readPackManifest } from '../onnx/model-manifest.ts';
import type { AtlasManifest } from '../onnx/model-manifest.ts';
import { pdfgcLayout, pdfgcManifestSchema } from '../onnx/pdfgc-manifest.ts';
import type { PdfgcManifest } from '../onnx/pdfgc-manifest.ts';

/** A pack's manifest, of one of the kinds that this program knows. */
export type InstalledPack =
  | { readonly kind: 'atlas'; readonly manifest: AtlasManifest }
  | { readonly kind: 'pdfgc'; readonly manifest: PdfgcManifest };

const headSchema = z.object({ schema: z.number(), kind: z.string() });

/**
 * Reads a pack's manifest of whatever kind, without looking at its other files.
 *
 * @throws StudioError 'models.not-found' without a manifest, 'models.damaged' for one that is not valid,
 *         'models.unsupported' for a newer layout or an unknown kind
 */
export async function readInstalledPack(folder: string): Promise<InstalledPack> {
  const value = await readManifestValue(folder);
  const head = headSchema.safeParse(value);
  if (head.success && head.data.kind === 'pdfgc') return { kind: 'pdfgc', manifest: parsePdfgc(folder, value) };
  return { kind: 'atlas', manifest: await readPackManifest(folder) };
}

/** What edits can mean in the pack: handles of the mesh for an atlas pack; whole codes, and parts of the eyes' that it names, for a generative one. */
export function packFactors(pack: InstalledPack): readonly PackFactor[] {
  if (pack.kind === 'pdfgc') {
    const { widths, eyeRoles } = pack.manifest;
    const eyeHandles = Object.keys(eyeCodeHandles(eyeRoles));
    return factorNames.map((factor) => ({
      factor,
      width: widths[factor],
      handles: factor === 'eye' ? eyeHandles : [],
    }));
  }
  return factorNames.map((factor) => {
    const handles = factorHandles[factor].map(({ name }) => name);
    return { factor, width: handles.length, handles };
  });
}

async function readManifestValue(folder: string): Promise<unknown> {
  const text = await readFile(join(folder, 'manifest.json'), 'utf8').catch((cause: unknown) => {
    throw new StudioError(
      'models.not-found',
      `There is no model pack in ${folder}: manifest.json is missing.`,
      { folder },
      cause,
    );
  });
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw damagedManifest(folder, 'it is not JSON', cause);
  }
}

function parsePdfgc(folder: string, value: unknown): PdfgcManifest {
  const parsed = pdfgcManifestSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const schema = headSchema.safeParse(value).data?.schema ?? 0;
  if (schema > pdfgcLayout) {
    throw new StudioError(
      'models.unsupported',
      `The model pack in ${folder} has layout ${schema}; this version reads PD-FGC packs of layout ${pdfgcLayout}. Install a newer version, or import the checkpoints again.`,
      { folder, kind: 'pdfgc', schema },
    );
  }
  const [issue] = parsed.error.issues;
  throw damagedManifest(folder, `${issue.path.join('.')}: ${issue.message}`, parsed.error);
}

function damagedManifest(folder: string, problem: string, cause: unknown): StudioError {
  return new StudioError(
    'models.damaged',
    `The model pack in ${folder} is damaged (manifest.json: ${problem}). Install it again.`,
    { folder, file: 'manifest.json', problem },
    cause,
  );
}

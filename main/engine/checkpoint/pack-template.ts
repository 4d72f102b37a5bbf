import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StudioError } from '../../../core/errors.ts';
import { pdfgcNetworks, pdfgcTemplateSchema } from '../onnx/pdfgc-manifest.ts';
import type { PdfgcTemplate } from '../onnx/pdfgc-manifest.ts';
import { countOf } from './tensor-view.ts';
import type { GraphTemplate } from './weights-file.ts';

const numberBytes = { float32: 4, float16: 2 } as const;

/**
 * Reads the template that comes with the program: graphs without weights, and how checkpoint files fill them.
 *
 * @throws StudioError 'models.not-found' without a template, 'models.damaged' for one that is not valid
 */
export async function readPackTemplate(folder: string): Promise<PdfgcTemplate> {
  const text = await readFile(join(folder, 'template.json'), 'utf8').catch((cause: unknown) => {
    throw new StudioError(
      'models.not-found',
      `There is no template for PD-FGC packs in ${folder}. Install the program again.`,
      { folder },
      cause,
    );
  });
  const parsed = pdfgcTemplateSchema.safeParse(parseJson(text, folder));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw damagedTemplate(folder, `${issue.path.join('.')}: ${issue.message}`, parsed.error);
  }
  for (const network of pdfgcNetworks) {
    const { tensors, optionalTensors, graphs } = parsed.data.networks[network];
    const known = new Set([...Object.keys(tensors), ...Object.keys(optionalTensors)]);
    for (const graph of [graphs.fp32, graphs.fp16]) {
      const problem = layoutProblem(graph, known);
      if (problem !== null) throw damagedTemplate(folder, `${graph.file}: ${problem}`);
    }
  }
  return parsed.data;
}

function parseJson(text: string, folder: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw damagedTemplate(folder, 'it is not JSON', cause);
  }
}

/** What is wrong with the places of a graph's weights: each has its own, inside of the file, of the size of its shape. */
function layoutProblem({ list, weightsBytes }: GraphTemplate, known: ReadonlySet<string>): string | null {
  let end = 0;
  for (const weight of list.toSorted((a, b) => a.byteOffset - b.byteOffset)) {
    if (!known.has(weight.key)) return `${weight.name} is made of a tensor that no checkpoint has`;
    if (weight.byteLength !== countOf(weight.shape) * numberBytes[weight.dtype])
      return `${weight.name} has a wrong size`;
    if (weight.byteOffset < end) return `${weight.name} lies on another weight`;
    end = weight.byteOffset + weight.byteLength;
  }
  return end > weightsBytes ? 'its weights do not fit into their file' : null;
}

function damagedTemplate(folder: string, problem: string, cause?: unknown): StudioError {
  return new StudioError(
    'models.damaged',
    `The template for PD-FGC packs in ${folder} is damaged (${problem}). Install the program again.`,
    { folder, file: 'template.json', problem },
    cause,
  );
}

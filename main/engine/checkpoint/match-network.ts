import { basename } from 'node:path';
import type { PdfgcNetwork, PdfgcTemplate, TemplateNetwork } from '../onnx/pdfgc-manifest.ts';
import { pdfgcNetworks } from '../onnx/pdfgc-manifest.ts';
import type { CheckpointFile } from './checkpoint-file.ts';
import { mismatchedCheckpoint } from './checkpoint-failures.ts';

/** Names shown of a list that may be long. */
const mostNames = 3;
/** A file with this share of another network's tensors, and not of its own, was given the wrong name. */
const shareOfAnother = 0.8;

type Shapes = ReadonlyMap<string, readonly number[]>;

/**
 * Compares a file's names and shapes with what a network needs. Tensors that nobody knows are left alone.
 *
 * @returns what was unusual and does no harm, as sentences
 * @throws StudioError 'models.checkpoint-mismatch' with `tensor` (the first that is missing or has another shape), or with `holds` (the
 *         network that the file holds instead)
 */
export function assertHoldsNetwork(
  { path, shapes }: Pick<CheckpointFile, 'path' | 'shapes'>,
  network: PdfgcNetwork,
  networks: PdfgcTemplate['networks'],
): readonly string[] {
  const wanted = networks[network];
  const missing = Object.keys(wanted.tensors).filter((name) => !shapes.has(name));
  if (missing.length > 0) {
    assertIsNoOther(path, shapes, network, networks);
    throw mismatchedCheckpoint(path, missingText(missing, wanted, network), { network, tensor: missing[0] });
  }
  assertShapes(path, shapes, network, { ...wanted.optionalTensors, ...wanted.tensors });
  const unknown = [...shapes.keys()].filter((name) => isUnknown(name, wanted));
  if (unknown.length === 0) return [];
  return [
    `${basename(path)}: ${countText(unknown.length)} that the ${network} network does not have: left alone (${some(unknown)}).`,
  ];
}

function assertIsNoOther(
  path: string,
  shapes: Shapes,
  network: PdfgcNetwork,
  networks: PdfgcTemplate['networks'],
): void {
  const shares = pdfgcNetworks.map((other) => ({ other, share: shareOf(shapes, networks[other]) }));
  const [best] = shares.sort((a, b) => b.share - a.share);
  if (best.other === network || best.share < shareOfAnother) return;
  throw mismatchedCheckpoint(
    path,
    `holds the ${best.other} network, not the ${network} network. Give each file its official name.`,
    { network, holds: best.other },
  );
}

/** Share of the network's tensors that are there with their shapes. */
function shareOf(shapes: Shapes, { tensors }: TemplateNetwork): number {
  const wanted = Object.entries(tensors);
  const found = wanted.filter(([name, shape]) => isSame(shapes.get(name), shape));
  return found.length / Math.max(1, wanted.length);
}

function assertShapes(
  path: string,
  shapes: Shapes,
  network: PdfgcNetwork,
  wanted: Readonly<Record<string, readonly number[]>>,
): void {
  for (const [name, shape] of Object.entries(wanted)) {
    const found = shapes.get(name);
    if (found === undefined || isSame(found, shape)) continue;
    throw mismatchedCheckpoint(
      path,
      `holds ${name} of shape [${found.join(', ')}]; the ${network} network has [${shape.join(', ')}]. Choose the official file.`,
      { network, tensor: name },
    );
  }
}

function missingText(missing: readonly string[], { tensors }: TemplateNetwork, network: PdfgcNetwork): string {
  const all = Object.keys(tensors).length;
  return missing.length === all
    ? `holds another network: none of the ${all} tensors of the ${network} network is in it. Choose the official file.`
    : `lacks ${missing.length} of the ${all} tensors of the ${network} network (${some(missing)}). Choose the official file.`;
}

function isUnknown(name: string, { tensors, optionalTensors, ignoredPrefixes }: TemplateNetwork): boolean {
  if (Object.hasOwn(tensors, name) || Object.hasOwn(optionalTensors, name)) return false;
  return !name.endsWith('.num_batches_tracked') && !ignoredPrefixes.some((prefix) => name.startsWith(prefix));
}

function countText(count: number): string {
  return count === 1 ? '1 tensor' : `${count} tensors`;
}

function some(names: readonly string[]): string {
  const shown = names.slice(0, mostNames).map((name) => name.replaceAll(/[^\x20-\x7e]/g, '?').slice(0, 100));
  return shown.join(', ') + (names.length > mostNames ? ' and others' : '');
}

function isSame(a: readonly number[] | undefined, b: readonly number[]): boolean {
  return a !== undefined && a.length === b.length && a.every((length, axis) => length === b[axis]);
}

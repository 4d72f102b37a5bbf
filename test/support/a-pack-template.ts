import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ProtobufWriter } from '../../main/engine/onnx/protobuf-writer.ts';
import { pdfgcNetworks } from '../../main/engine/onnx/pdfgc-manifest.ts';
import type {
  PdfgcNetwork,
  PdfgcTemplate,
  TemplateNetwork,
  TemplateWeight,
} from '../../main/engine/onnx/pdfgc-manifest.ts';
import { floats, makeCheckpoint } from './a-checkpoint.ts';
import type { TensorSpec } from './a-checkpoint.ts';
import { pdfgcSizes } from './a-pdfgc-pack.ts';

const inputs = 3;
const outputs = 2;

/** Tensors of a tiny network: `out = in * weight + bias`. */
export function tinyTensors(network: PdfgcNetwork): Record<string, TensorSpec> {
  const seed = pdfgcNetworks.indexOf(network) + 1;
  return {
    [`${network}.weight`]: floats([inputs, outputs], [seed, -0.5, 0.25, 1 / 3, 2, -seed / 7]),
    [`${network}.bias`]: floats([outputs], [0.1 * seed, -1]),
    [`${network}.num_batches_tracked`]: { shape: [], storage: 'LongStorage', bytes: new Uint8Array(8) },
  };
}

/** Writes a template of four tiny networks and their graphs, with weights outside of the graphs, into a folder. */
export function writeTinyTemplate(folder: string): PdfgcTemplate {
  mkdirSync(folder, { recursive: true });
  const networks = Object.fromEntries(
    pdfgcNetworks.map((network) => [network, tinyNetwork(network, folder)] as const),
  ) as PdfgcTemplate['networks'];
  const template: PdfgcTemplate = { ...pdfgcSizes, networks };
  writeFileSync(join(folder, 'template.json'), JSON.stringify(template));
  return template;
}

/** The four files as torch.save writes them, with what a test puts in their place. */
export function writeTinyCheckpoints(folder: string, change: Readonly<Record<string, Uint8Array | null>> = {}): void {
  mkdirSync(folder, { recursive: true });
  for (const network of pdfgcNetworks) {
    const name = `${network}_model.pth`;
    const bytes = name in change ? change[name] : makeCheckpoint(tinyTensors(network), { root: network });
    if (bytes !== null) writeFileSync(join(folder, name), bytes);
  }
}

function tinyNetwork(network: PdfgcNetwork, folder: string): TemplateNetwork {
  const weights = `${network}.weights`;
  const ports = {
    inputs: [{ name: 'in', dtype: 'float32', shape: ['n', inputs] }],
    outputs: [{ name: 'out', dtype: 'float32', shape: ['n', outputs] }],
  };
  const graphOf = (precision: 'fp32' | 'fp16') => {
    const list = tinyWeights(network, precision);
    const file = `${network}.${precision}.onnx`;
    writeFileSync(join(folder, file), tinyGraph(list, weights));
    return { ...ports, file, weights, list, weightsBytes: 128 };
  };
  return {
    checkpoint: `${network}_model.pth`,
    tensors: { [`${network}.weight`]: [inputs, outputs], [`${network}.bias`]: [outputs] },
    optionalTensors: { [`${network}.num_batches_tracked`]: [], [`${network}.unused`]: [4] },
    ignoredPrefixes: ['classifier'],
    graphs: { fp32: graphOf('fp32'), fp16: graphOf('fp16') },
  };
}

/** The bias lies before the weight, with a gap between them. */
function tinyWeights(network: PdfgcNetwork, precision: 'fp32' | 'fp16'): TemplateWeight[] {
  const dtype = precision === 'fp32' ? 'float32' : 'float16';
  const bytes = precision === 'fp32' ? 4 : 2;
  const weightOf = (leaf: string, shape: number[], byteOffset: number, scale: number): TemplateWeight => ({
    dtype,
    shape,
    byteOffset,
    scale,
    name: leaf,
    key: `${network}.${leaf}`,
    operation: 'copy',
    byteLength: bytes * shape.reduce((a, b) => a * b, 1),
  });
  return [weightOf('weight', [inputs, outputs], 64, 2), weightOf('bias', [outputs], 0, 1)];
}

/** Gemm of the input with both weights; float16 weights are cast first. */
function tinyGraph(list: readonly TemplateWeight[], location: string): Uint8Array {
  const graph = new ProtobufWriter();
  const names = list.map(({ name, dtype }) => (dtype === 'float16' ? castOf(graph, name) : name));
  const gemm = new ProtobufWriter().bytes(1, 'in').bytes(1, names[0]).bytes(1, names[1]).bytes(2, 'out');
  graph.bytes(1, gemm.bytes(4, 'Gemm')).bytes(2, 'tiny');
  for (const weight of list) graph.bytes(5, initializerOf(weight, location));
  graph.bytes(11, portOf('in', inputs)).bytes(12, portOf('out', outputs));
  const opset = new ProtobufWriter().bytes(1, '').integer(2, 16);
  return new ProtobufWriter().integer(1, 8).bytes(7, graph).bytes(8, opset).finish();
}

function castOf(graph: ProtobufWriter, name: string): string {
  const toFloat = new ProtobufWriter().bytes(1, 'to').integer(3, 1).integer(20, 2);
  graph.bytes(1, new ProtobufWriter().bytes(1, name).bytes(2, `${name}32`).bytes(4, 'Cast').bytes(5, toFloat));
  return `${name}32`;
}

function initializerOf(
  { name, dtype, shape, byteOffset, byteLength }: TemplateWeight,
  location: string,
): ProtobufWriter {
  const message = new ProtobufWriter()
    .packedIntegers(1, shape)
    .integer(2, dtype === 'float32' ? 1 : 10)
    .bytes(8, name);
  const entries = { location, offset: String(byteOffset), length: String(byteLength) };
  for (const [key, value] of Object.entries(entries))
    message.bytes(13, new ProtobufWriter().bytes(1, key).bytes(2, value));
  return message.integer(14, 1);
}

function portOf(name: string, size: number): ProtobufWriter {
  const dims = new ProtobufWriter()
    .bytes(1, new ProtobufWriter().bytes(2, 'n'))
    .bytes(1, new ProtobufWriter().integer(1, size));
  const type = new ProtobufWriter().bytes(1, new ProtobufWriter().integer(1, 1).bytes(2, dims));
  return new ProtobufWriter().bytes(1, name).bytes(2, type);
}

import { protobufFieldsOf } from '../models/protobuf-reader.ts';

/** Field numbers of onnx.proto: the model's graph, the graph's nodes, a node's operator. */
const graphField = 7;
const nodeField = 1;
const operatorField = 4;

function* messagesOf(bytes: Uint8Array, wanted: number): Generator<Uint8Array> {
  for (const { field, value } of protobufFieldsOf(bytes))
    if (field === wanted && typeof value !== 'number') yield value;
}

/**
 * Counts the operators of an ONNX model.
 *
 * @returns how many nodes of each operator there are, by its name, in alphabetical order
 */
export function countOperators(model: Uint8Array): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const graph of messagesOf(model, graphField)) {
    for (const node of messagesOf(graph, nodeField)) {
      for (const name of messagesOf(node, operatorField)) {
        const operator = new TextDecoder().decode(name);
        counts.set(operator, (counts.get(operator) ?? 0) + 1);
      }
    }
  }
  return new Map([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}

import { describe, expect, it } from 'vitest';
import { countOperators } from '../../../../main/engine/onnx/graph-operators.ts';
import { OnnxGraph } from '../../../../main/engine/onnx/onnx-graph.ts';

describe('the operators of a graph', () => {
  it('are counted by name, in alphabetical order', () => {
    const graph = new OnnxGraph();
    const x = graph.input('x', [1]);
    graph.output('y', graph.node('Relu', [graph.node('Add', [graph.node('Relu', [x]), x])]), [1]);
    expect([...countOperators(graph.toModel())]).toEqual([
      ['Add', 1],
      ['Identity', 1],
      ['Relu', 2],
    ]);
  });
});

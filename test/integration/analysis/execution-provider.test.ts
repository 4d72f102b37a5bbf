import { describe, expect, test } from 'vitest';
import { isStudioError } from '../../../core/errors.ts';
import { chooseExecutionProvider, probeExecutionProviders } from '../../../main/engine/onnx/execution-provider.ts';
import { OnnxGraph } from '../../../main/engine/onnx/onnx-graph.ts';
import { openModelSession } from '../../../main/engine/onnx/session.ts';

describe('execution providers', () => {
  test('the CPU always works and says how fast it is; every other answer has a reason or a time', async () => {
    const probes = await probeExecutionProviders();
    expect(probes[0]).toMatchObject({ provider: 'cpu', isAvailable: true, reason: '' });
    expect(probes[0].msPerRun).toBeGreaterThan(0);
    for (const { isAvailable, reason, msPerRun } of probes) {
      expect(isAvailable).toBe(reason === '');
      expect(isAvailable).toBe(msPerRun !== null);
    }
  });

  test('auto is one of the available', async () => {
    const available = (await probeExecutionProviders())
      .filter(({ isAvailable }) => isAvailable)
      .map(({ provider }) => provider);
    expect(available).toContain(await chooseExecutionProvider('auto'));
  });

  test.each(['abacus', process.platform === 'linux' ? 'dml' : 'cuda-of-another-platform'])(
    '%s is refused in words',
    async (name) => {
      const failure = await chooseExecutionProvider(name).catch((error: unknown) => error);
      expect(isStudioError(failure, 'models.provider-missing')).toBe(true);
      expect((failure as Error).message).toContain(name);
    },
  );
});

describe('model sessions', () => {
  test('run a model given as bytes and free it', async () => {
    const graph = new OnnxGraph();
    const x = graph.input('x', [2, 2]);
    graph.output('y', graph.node('MatMul', [x, graph.constant(Float32Array.of(0, 1, 1, 0), [2, 2])]), [2, 2]);
    const session = await openModelSession(graph.toModel());
    expect([session.provider, session.inputNames, session.outputNames, session.inputShapes]).toEqual([
      'cpu',
      ['x'],
      ['y'],
      [[2, 2]],
    ]);
    const { y } = await session.run({ x: { data: Float32Array.of(1, 2, 3, 4), shape: [2, 2] } });
    expect([...y.data]).toEqual([2, 1, 4, 3]);
    expect(y.shape).toEqual([2, 2]);
    await session.close();
  });

  test('refuse bytes that are no model', async () => {
    await expect(openModelSession(new TextEncoder().encode('not a model'))).rejects.toSatisfy((error) =>
      isStudioError(error, 'models.damaged'),
    );
  });
});

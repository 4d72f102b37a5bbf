import { describe, expect, it } from 'vitest';
import { BatchedModel, type BatchedRun } from '../../../../main/engine/onnx/batched-model.ts';
import type { ModelInput, ModelOutputPlace, ModelSession } from '../../../../main/engine/onnx/session.ts';

/** A session that doubles its input `x` into `y`, and notes what it was asked. */
class DoublingSession implements ModelSession {
  readonly provider = 'cpu';
  readonly inputNames = ['x'];
  readonly outputNames = ['y'];
  readonly inputShapes = [[-1, 2]];
  readonly outputShapes = [[-1, 2]];
  readonly batches: number[] = [];
  isClosed = false;

  run(): Promise<never> {
    throw new Error('not used');
  }

  async runInto(
    { x }: Readonly<Record<string, ModelInput>>,
    { y }: Readonly<Record<string, ModelOutputPlace>>,
  ): Promise<void> {
    if (this.isClosed) throw new Error('closed');
    await Promise.resolve();
    this.batches.push(x.shape[0]);
    y.data.set(Float32Array.from(x.data as Float32Array, (value) => 2 * value));
  }

  async close(): Promise<void> {
    this.isClosed = true;
  }
}

function aModel(batchSize: number) {
  const sessions: DoublingSession[] = [];
  const model = new BatchedModel({
    name: 'doubler',
    batchSize,
    open: async () => {
      sessions.push(new DoublingSession());
      return sessions[sessions.length - 1];
    },
  });
  return { model, sessions };
}

function aRun(itemCount: number, first = 0): BatchedRun & { readonly out: Float32Array } {
  const data = Float32Array.from({ length: itemCount * 2 }, (_, i) => first + i);
  const out = new Float32Array(itemCount * 2);
  return {
    itemCount,
    out,
    inputsOf: (start, count) => ({ x: { data: data.subarray(start * 2, (start + count) * 2), shape: [count, 2] } }),
    outputs: { y: { data: out, itemShape: [2] } },
  };
}

describe('a model that takes items in batches', () => {
  it('gives each item its own result, whatever the batch', async () => {
    for (const batchSize of [1, 3, 8]) {
      const run = aRun(7);
      await aModel(batchSize).model.run(run);
      expect([...run.out]).toEqual(Array.from({ length: 14 }, (_, i) => 2 * i));
    }
  });

  it('makes whole batches and one of the rest, and counts them', async () => {
    const { model, sessions } = aModel(3);
    await model.run(aRun(7));
    expect(sessions[0].batches).toEqual([3, 3, 1]);
    expect(model.cost()).toMatchObject({ runs: 3, items: 7 });
    expect(model.cost().totalMs).toBeGreaterThan(0);
  });

  it('is loaded when it is first needed, once, and again after a release', async () => {
    const { model, sessions } = aModel(2);
    expect(sessions).toHaveLength(0);
    await Promise.all([model.run(aRun(2)), model.run(aRun(2))]);
    expect(sessions).toHaveLength(1);
    await model.release();
    expect(sessions[0].isClosed).toBe(true);
    const run = aRun(2, 5);
    await model.run(run);
    expect(sessions).toHaveLength(2);
    expect(run.out[0]).toBe(10);
  });

  it('can be released while it works: the work goes on', async () => {
    const { model, sessions } = aModel(1);
    const run = aRun(4);
    const done = model.run(run);
    await model.release();
    await done;
    expect([...run.out]).toEqual([0, 2, 4, 6, 8, 10, 12, 14]);
    expect(sessions.length).toBeGreaterThan(1);
  });

  it('lets a run that comes later in between, so that a preview does not wait for an export', async () => {
    const { model } = aModel(1);
    const ended: string[] = [];
    await Promise.all([
      model.run(aRun(20)).then(() => ended.push('export')),
      model.run(aRun(1)).then(() => ended.push('preview')),
    ]);
    expect(ended).toEqual(['preview', 'export']);
  });

  it('asks for the inputs of a batch only when no other batch is under way', async () => {
    const { model } = aModel(1);
    const shared = new Float32Array(2);
    const runs = [1, 2].map((value) => {
      const out = new Float32Array(6);
      const run: BatchedRun = {
        itemCount: 3,
        inputsOf: () => ({ x: { data: shared.fill(value), shape: [1, 2] } }),
        outputs: { y: { data: out, itemShape: [2] } },
      };
      return model.run(run).then(() => [...new Set(out)]);
    });
    expect(await Promise.all(runs)).toEqual([[2], [4]]);
  });

  it('stops between batches when the work is cancelled, and stays usable', async () => {
    const { model, sessions } = aModel(1);
    const control = new AbortController();
    const run = aRun(3);
    const inputsOf = (start: number, count: number) => {
      if (start === 1) control.abort();
      return run.inputsOf(start, count);
    };
    const failure = await model.run({ ...run, inputsOf }, control.signal).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'job.cancelled' });
    expect(sessions[0].batches).toEqual([1, 1]);
    await model.run(run);
    expect([...run.out]).toEqual([0, 2, 4, 6, 8, 10]);
  });

  it('says so when a result is no number', async () => {
    const { model } = aModel(2);
    const run = aRun(2);
    const inputsOf = () => ({ x: { data: Float32Array.of(1, 2, NaN, 4), shape: [2, 2] } });
    const failure = await model.run({ ...run, inputsOf }).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'models.damaged', message: expect.stringContaining('doubler') as string });
  });

  it('tries again to load what could not be loaded', async () => {
    let tries = 0;
    const model = new BatchedModel({
      name: 'late',
      batchSize: 1,
      open: async () => {
        if (++tries === 1) throw new Error('not yet');
        return new DoublingSession();
      },
    });
    await expect(model.run(aRun(1))).rejects.toThrow('not yet');
    await model.run(aRun(1));
    expect(tries).toBe(2);
  });
});

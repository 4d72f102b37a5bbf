import { setImmediate as nextTurn } from 'node:timers/promises';
import { StudioError, invariant, throwIfCancelled, type AbortSignalLike } from '../../../core/errors.ts';
import type { ModelInput, ModelOutputPlace, ModelSession } from './session.ts';

/** An output of many items: where they go, and the shape of one. */
export interface BatchedOutput {
  /** [N, ...itemShape]; filled */
  readonly data: Float32Array;
  readonly itemShape: readonly number[];
}

/** Many items to send through a model. */
export interface BatchedRun {
  readonly itemCount: number;
  /**
   * Inputs of `count` items from `start` on, [count, ...] each. Asked for when the batch is about to run and no other run of this model is
   * under way, so it may fill the same arrays again and again.
   */
  readonly inputsOf: (start: number, count: number) => Readonly<Record<string, ModelInput>>;
  readonly outputs: Readonly<Record<string, BatchedOutput>>;
}

/** What a model has cost since it was made. */
export interface ModelCost {
  readonly runs: number;
  readonly items: number;
  readonly totalMs: number;
}

/** How a {@link BatchedModel} is made. */
export interface BatchedModelOptions {
  /** What the model is called in messages. */
  readonly name: string;
  readonly batchSize: number;
  /** Loads the model; called when it is first needed, and again when it is needed after a release. */
  readonly open: () => Promise<ModelSession>;
}

/**
 * A model that takes any number of items in batches. It is loaded at the first run. Between batches others get their turn, and a run that
 * was asked for meanwhile goes in between: a preview does not wait for an export. Failures leave it usable.
 *
 * How a picture crosses to onnxruntime-node 1.30: on the CPU not at all, feeds and fetches are the caller's own arrays. On a GPU provider
 * once on the way in and once on the way out; its tensors in GPU memory exist for WebGPU only and only as outputs that go in again, which
 * no network here needs: the codes between two networks are edited by the program.
 */
export class BatchedModel {
  readonly name: string;
  readonly #batchSize: number;
  readonly #open: () => Promise<ModelSession>;
  #session: Promise<ModelSession> | null = null;
  #lastTurn: Promise<unknown> = Promise.resolve();
  #cost: ModelCost = { runs: 0, items: 0, totalMs: 0 };

  constructor({ name, batchSize, open }: BatchedModelOptions) {
    invariant(Number.isInteger(batchSize) && batchSize > 0, `a batch of ${batchSize} is none`);
    this.name = name;
    this.#batchSize = batchSize;
    this.#open = open;
  }

  /**
   * Sends all items through the model.
   *
   * @throws StudioError 'job.cancelled', between batches; 'models.damaged' for results that are no numbers; 'models.provider-missing' when
   *         the provider failed or computed no numbers; and what loading throws
   */
  async run({ itemCount, inputsOf, outputs }: BatchedRun, signal?: AbortSignalLike): Promise<void> {
    for (let start = 0; start < itemCount; start += this.#batchSize) {
      throwIfCancelled(signal);
      const count = Math.min(this.#batchSize, itemCount - start);
      await this.#takeTurn(async () => {
        const session = await this.#loaded();
        await this.#runBatch(session, inputsOf(start, count), placesIn(outputs, start, count), count);
      });
      await nextTurn();
    }
  }

  cost(): ModelCost {
    return this.#cost;
  }

  /** Frees the model's memory after the batch under way; the next run loads it again. */
  async release(): Promise<void> {
    await this.#takeTurn(async () => {
      const session = await this.#session?.catch(() => null);
      this.#session = null;
      await session?.close();
    });
  }

  #takeTurn(work: () => Promise<void>): Promise<void> {
    const turn = this.#lastTurn.then(work);
    this.#lastTurn = turn.catch(() => undefined);
    return turn;
  }

  #loaded(): Promise<ModelSession> {
    this.#session ??= this.#open().catch((failure: unknown) => {
      this.#session = null;
      throw failure;
    });
    return this.#session;
  }

  async #runBatch(
    session: ModelSession,
    inputs: Readonly<Record<string, ModelInput>>,
    places: Readonly<Record<string, ModelOutputPlace>>,
    count: number,
  ): Promise<void> {
    const startMs = performance.now();
    try {
      await session.runInto(inputs, places);
    } catch (cause) {
      if (session.provider === 'cpu') throw cause;
      throw this.#providerFailure(session, 'failed', cause);
    }
    const { runs, items, totalMs } = this.#cost;
    this.#cost = { runs: runs + 1, items: items + count, totalMs: totalMs + performance.now() - startMs };
    if (Object.values(places).every(({ data }) => areNumbers(data))) return;
    if (session.provider !== 'cpu') throw this.#providerFailure(session, 'gave results that are no numbers');
    throw new StudioError(
      'models.damaged',
      `The network "${this.name}" gave results that are no numbers. Import the model pack again, with fp32 weights.`,
      { network: this.name },
    );
  }

  #providerFailure({ provider }: ModelSession, what: string, cause?: unknown): StudioError {
    return new StudioError(
      'models.provider-missing',
      `The network "${this.name}" ${what} on ${provider}. Choose cpu to go on without it.`,
      { wanted: provider, network: this.name },
      cause,
    );
  }
}

function placesIn(
  outputs: Readonly<Record<string, BatchedOutput>>,
  start: number,
  count: number,
): Readonly<Record<string, ModelOutputPlace>> {
  return Object.fromEntries(
    Object.entries(outputs).map(([name, { data, itemShape }]) => {
      const size = itemShape.reduce((product, length) => product * length, 1);
      return [name, { data: data.subarray(start * size, (start + count) * size), shape: [count, ...itemShape] }];
    }),
  );
}

/** A sum of numbers is a number unless one of them is none. */
function areNumbers(data: Float32Array): boolean {
  let sum = 0;
  for (const value of data) sum += value;
  return Number.isFinite(sum);
}

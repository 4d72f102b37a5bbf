import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClient } from '../../api/client.ts';
import { contract, proceduresByName } from '../../api/contract.ts';
import { StudioError } from '../../core/errors.ts';
import { aContractRouter, callByName, takeAll } from '../support/contract-router.ts';
import type { AnyAnswer } from '../support/contract-router.ts';
import { sampleOf } from '../support/sample-value.ts';
import type { OpenedHost } from './hosts.ts';
import { everyHost } from './hosts.ts';

const procedures = [...proceduresByName(contract).values()];

/** One host for all procedures; each test says what stands behind them. */
describe.each(everyHost)('every procedure %s', (_name, host) => {
  let answer: AnyAnswer;
  let opened: OpenedHost;
  const bugs: unknown[] = [];
  beforeAll(async () => {
    opened = await host(aContractRouter((...words) => answer(...words), bugs));
  });
  afterAll(() => opened.close());

  it.each(procedures)('$name hands its input over and its answer back', async (procedure) => {
    const input = sampleOf(procedure.input);
    const output = sampleOf(procedure.output);
    const heard: unknown[] = [];
    answer = (_called, given) => {
      heard.push(given);
      return procedure.kind === 'stream' ? streamOf([output, output]) : Promise.resolve(output);
    };
    const client = createClient(contract, opened.transport);
    const got = await takeAll(callByName(client, procedure.name)(input));
    const expected = procedure.output.parse(output);
    expect(got).toEqual(procedure.kind === 'stream' ? [expected, expected] : expected);
    expect(heard).toEqual([procedure.input.parse(input)]);
  });

  it.each(procedures)('$name never reaches its handler with an input against the contract', async (procedure) => {
    let calls = 0;
    answer = () => {
      calls += 1;
      return Promise.reject(new Error('reached'));
    };
    for (const input of [null, 42, 'all', [[]]]) {
      expect(await rawAnswerTo(opened, procedure.name, input)).toMatchObject({
        bug: expect.stringContaining(procedure.name),
      });
    }
    expect(calls).toBe(0);
  });

  it.each(procedures)('$name brings each of its failures over as code, sentence and details', async (procedure) => {
    const client = createClient(contract, opened.transport);
    for (const code of [...procedure.errors, 'job.cancelled' as const]) {
      const failure = new StudioError(code, `It was ${code}.`, { path: '/a', count: 3, isSure: true, more: null });
      answer = () => (procedure.kind === 'stream' ? failingStream(failure) : Promise.reject(failure));
      const caught = await takeAll(callByName(client, procedure.name)(sampleOf(procedure.input))).catch(
        (error: unknown) => error,
      );
      expect(caught).toBeInstanceOf(StudioError);
      expect(caught).toMatchObject({ code, message: failure.message, details: failure.details });
    }
  });

  it.each(procedures)('$name ends at once when it is aborted, and its handler hears of it', async (procedure) => {
    let ended: Promise<void> = Promise.resolve();
    const controller = new AbortController();
    answer = (_called, _input, signal) => {
      ended = new Promise((resolve) => signal.addEventListener('abort', () => resolve()));
      queueMicrotask(() => controller.abort());
      return procedure.kind === 'stream'
        ? silentStream(ended)
        : ended.then(() => Promise.reject(new Error('too late')));
    };
    const client = createClient(contract, opened.transport);
    const call = callByName(client, procedure.name)(sampleOf(procedure.input), { signal: controller.signal });
    await expect(takeAll(call)).rejects.toMatchObject({ code: 'job.cancelled' });
    await ended;
  });
});

let lastRawId = 1_000_000;

/** The answer to a message that no client would send. */
function rawAnswerTo({ transport }: OpenedHost, name: string, input: unknown): Promise<unknown> {
  const id = ++lastRawId;
  return new Promise((resolve) => {
    const stop = transport.onMessage((message) => {
      if ((message as { readonly id?: number }).id !== id) return;
      stop();
      resolve(message);
    });
    transport.send({ id, name, input });
  });
}

async function* streamOf(items: readonly unknown[]): AsyncGenerator<unknown> {
  yield* items;
}

async function* failingStream(failure: StudioError): AsyncGenerator<unknown> {
  throw failure;
}

async function* silentStream(until: Promise<void>): AsyncGenerator<unknown> {
  await until;
}

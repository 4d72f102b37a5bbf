import { afterEach, describe, expect, it } from 'vitest';
import { createClient } from '../../api/client.ts';
import { contract } from '../../api/contract.ts';
import { connectionLimits, streamWindow } from '../../api/transport.ts';
import type { Router } from '../../main/router.ts';
import { aContractRouter } from '../support/contract-router.ts';
import type { AnyAnswer } from '../support/contract-router.ts';
import { aGate } from '../support/gate.ts';
import { aHealthCheck } from '../support/served-studio.ts';
import { everyHost } from './hosts.ts';

describe.each(everyHost)('a connection %s', (_name, host) => {
  const closers: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closers.splice(0)) await close();
  });

  const openTo = async (router: Router) => {
    const { transport, close } = await host(router);
    closers.push(close);
    return transport;
  };
  const open = (answer: AnyAnswer) => openTo(aContractRouter(answer));

  const about = { version: '1.0.0', host: 'test', platform: 'linux' };

  it('brings a long stream over whole and in order', async () => {
    const transport = await open(() => countedChecks(10_000));
    let next = 0;
    for await (const check of createClient(contract, transport).health.examine({})) {
      expect(check.name).toBe(String(next));
      next += 1;
    }
    expect(next).toBe(10_000);
  });

  it('brings large items over', async () => {
    const sentence = 'á'.repeat(3_000_000);
    const transport = await open(async function* () {
      for (let count = 0; count < 5; count++) yield aHealthCheck({ sentence });
    } as AnyAnswer);
    const lengths: number[] = [];
    for await (const check of createClient(contract, transport).health.examine({})) lengths.push(check.sentence.length);
    expect(lengths).toEqual(Array(5).fill(3_000_000));
  });

  it('holds a stream back whose reader lags, and lets it go on when the reader does', async () => {
    let made = 0;
    const transport = await open(() => countedChecks(5000, () => (made += 1)));
    const items = createClient(contract, transport).health.examine({})[Symbol.asyncIterator]();
    await items.next();
    await expect.poll(() => made).toBeGreaterThanOrEqual(streamWindow.untakenItems);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(made).toBeLessThanOrEqual(streamWindow.untakenItems + 1);
    let taken = 1;
    while (!(await items.next()).done) taken += 1;
    expect(taken).toBe(5000);
  });

  it('lets a stream that waits for its reader end when the reader leaves', async () => {
    const left = aGate();
    const transport = await open(async function* () {
      try {
        for (;;) yield aHealthCheck();
      } finally {
        left.open();
      }
    } as AnyAnswer);
    const items = createClient(contract, transport).health.examine({})[Symbol.asyncIterator]();
    await items.next();
    await items.return?.();
    await left.opened;
  });

  it('keeps two clients of one transport apart, and two user interfaces of one studio', async () => {
    const router = aContractRouter(async (_name, input) => ({ ...about, version: JSON.stringify(input) }));
    const first = await openTo(router);
    const second = await openTo(router);
    const clients = [first, first, second].map((transport) => createClient(contract, transport));
    const answers = await Promise.all(clients.flatMap((client) => [client.about.read({}), client.about.read({})]));
    expect(answers.map(({ version }) => version)).toEqual(Array(6).fill('{}'));
  });

  it('drops what is no message and goes on', async () => {
    const transport = await open(async () => about);
    const answers: unknown[] = [];
    transport.onMessage((message) => answers.push(message));
    const malformed: unknown[] = [
      {},
      [],
      { id: -1, name: 'about.read', input: {} },
      { id: 1.5, name: 'about.read', input: {} },
      { id: '1', name: 'about.read', input: {} },
      { id: 3, name: 7, input: {} },
      { id: 4, cancel: 'yes' },
      { id: 5, taken: -3 },
      { name: 'about.read' },
      { id: 6, cancel: true },
      { id: 7, taken: 12 },
      { id: 8, name: '__proto__.constructor', input: {} },
    ];
    for (const message of malformed) transport.send(message as never);
    expect(await createClient(contract, transport).about.read({})).toEqual(about);
    expect(answers).toEqual([
      { id: 8, bug: "there is no procedure '__proto__.constructor'" },
      { id: 1, value: about },
    ]);
  });

  it('runs many requests side by side, and refuses more than its limit without losing one', async () => {
    const held = aGate();
    const transport = await open(() => held.opened.then(() => about));
    const client = createClient(contract, transport);
    const calls = Array.from({ length: connectionLimits.runningRequests }, () => client.about.read({}));
    // A call is on its way at once; this one comes after all of them.
    await expect(client.about.read({})).rejects.toThrow('too many requests at once');
    held.open();
    expect(await Promise.all(calls)).toHaveLength(connectionLimits.runningRequests);
    expect(await client.about.read({})).toEqual(about);
  });
});

async function* countedChecks(count: number, onMade: () => void = () => undefined) {
  for (let index = 0; index < count; index++) {
    onMade();
    yield aHealthCheck({ name: String(index) });
  }
}

import { afterEach, describe, expect, it } from 'vitest';
import { createClient } from '../../api/client.ts';
import { contract } from '../../api/contract.ts';
import { StudioError } from '../../core/errors.ts';
import { aGate } from '../support/gate.ts';
import { aHealthCheck, aModelPack, aRouter } from '../support/served-studio.ts';
import type { FakeStudioOptions } from '../support/served-studio.ts';
import { everyHost } from './hosts.ts';

describe.each(everyHost)('the contract %s', (_name, host) => {
  const closers: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closers.splice(0)) await close();
  });

  const open = async (options: FakeStudioOptions = {}, bugs: unknown[] = []) => {
    const { transport, close } = await host(aRouter(options, bugs));
    closers.push(close);
    return { client: createClient(contract, transport), transport };
  };

  it('answers a query with its value', async () => {
    const { client } = await open();
    expect(await client.about.read({})).toEqual({ version: '9.8.7', host: 'test', platform: 'linux' });
  });

  it('hands over of a pack what the contract says and not where it lies', async () => {
    const { client } = await open({ packs: [aModelPack({ folder: '/home/someone/packs' })] });
    const packs = await client.models.list({});
    expect(packs[0].files.map((file) => file.name)).toEqual(['manifest.json', 'lip-predictor.onnx']);
    expect(JSON.stringify(packs)).not.toContain('/home/someone');
  });

  it('answers a stream item by item, in order, and ends it', async () => {
    const names = ['node', 'ffmpeg', 'models'];
    const { client } = await open({ checks: names.map((name) => aHealthCheck({ name })) });
    const seen: string[] = [];
    for await (const check of client.health.examine({})) seen.push(check.name);
    expect(seen).toEqual(names);
  });

  it('keeps requests that run side by side apart', async () => {
    const { client } = await open();
    const [about, packs] = await Promise.all([client.about.read({}), client.models.list({})]);
    expect(about.version).toBe('9.8.7');
    expect(packs).toHaveLength(1);
  });

  it('rebuilds an expected failure with code, sentence and details', async () => {
    const failure = new StudioError('models.damaged', 'The manifest cannot be read.', { file: 'manifest.json' });
    const { client } = await open({ packs: failure });
    const caught = await client.models.list({}).catch((error: unknown) => error);
    expect(caught).toBeInstanceOf(StudioError);
    expect(caught).toMatchObject({ code: 'models.damaged', message: failure.message, details: failure.details });
  });

  it('tells the page one sentence about a bug and the host the whole of it', async () => {
    const bugs: unknown[] = [];
    const { client } = await open({ packs: new Error('secret of the inside') }, bugs);
    const caught = await client.models.list({}).catch((error: unknown) => error);
    expect(String(caught)).not.toContain('secret');
    expect(String(caught)).toContain('models.list');
    expect(bugs.map(String)).toEqual(['Error: secret of the inside']);
  });

  it('refuses an answer that is against the contract', async () => {
    const bugs: unknown[] = [];
    const { client } = await open({ checks: [{ ...aHealthCheck(), status: 'splendid' as 'ok' }] }, bugs);
    await expect(client.health.examine({})[Symbol.asyncIterator]().next()).rejects.toThrow('health.examine');
    expect(bugs).toHaveLength(1);
  });

  it('refuses a procedure that does not exist', async () => {
    const { transport } = await open();
    const answer = new Promise((resolve) => transport.onMessage(resolve));
    transport.send({ id: 1, name: 'files.readAll', input: {} });
    expect(await answer).toEqual({ id: 1, bug: "there is no procedure 'files.readAll'" });
  });

  it('refuses an input that is against the contract', async () => {
    const { transport } = await open();
    const answer = new Promise((resolve) => transport.onMessage(resolve));
    transport.send({ id: 1, name: 'health.examine', input: 'everything' });
    expect(await answer).toMatchObject({ id: 1, bug: expect.stringContaining('health.examine') });
  });

  it('rejects an aborted call as cancelled and cancels it on the other side', async () => {
    const controller = new AbortController();
    let signalOfHandler: { readonly aborted: boolean } | undefined;
    const held = aGate();
    const reached = aGate();
    const { client } = await open({
      beforeCheck: (signal) => {
        signalOfHandler = signal;
        reached.open();
        return held.opened;
      },
    });
    const next = client.health.examine({}, { signal: controller.signal })[Symbol.asyncIterator]().next();
    await reached.opened;
    controller.abort();
    await expect(next).rejects.toMatchObject({ code: 'job.cancelled' });
    await expect.poll(() => signalOfHandler?.aborted).toBe(true);
    held.open();
  });

  it('cancels a stream that its reader leaves early', async () => {
    let signalOfHandler: { readonly aborted: boolean } | undefined;
    const { client } = await open({
      checks: [aHealthCheck({ name: 'first' }), aHealthCheck({ name: 'second' })],
      beforeCheck: async (signal) => {
        if (signalOfHandler !== undefined) await expect.poll(() => signal?.aborted).toBe(true);
        signalOfHandler = signal;
      },
    });
    for await (const check of client.health.examine({})) {
      expect(check.name).toBe('first');
      break;
    }
    await expect.poll(() => signalOfHandler?.aborted).toBe(true);
  });

  it('never starts a call whose signal has already fired', async () => {
    const { client } = await open();
    await expect(client.about.read({}, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'job.cancelled',
    });
  });
});

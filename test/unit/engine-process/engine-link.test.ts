import { afterEach, describe, expect, it, vi } from 'vitest';
import type { EngineLink } from '../../../api/engine-link.ts';
import { createEngineLink } from '../../../main/engine-process/engine-link.ts';
import type { EngineLinkOptions } from '../../../main/engine-process/engine-link.ts';
import { makeProviderMemory } from '../../../main/engine-process/provider-memory.ts';
import { makeRestartBudget } from '../../../main/engine-process/restart-budget.ts';
import { aLauncher } from '../../support/fake-engine.ts';

const summary = { durationSec: 1, picture: null, sound: null };

describe('the supervised engine', () => {
  const links: EngineLink[] = [];
  afterEach(async () => {
    for (const link of links.splice(0)) await link.close();
  });
  const open = (options: Partial<EngineLinkOptions> & Pick<EngineLinkOptions, 'launch'>) => {
    const link = createEngineLink({
      executionProvider: 'auto',
      cacheFolder: '/cache',
      restartBudget: makeRestartBudget([0]),
      ...options,
    });
    links.push(link);
    return link;
  };
  const becomes = (link: EngineLink, state: EngineLink['state']['state']) =>
    vi.waitFor(() => expect(link.state.state).toBe(state), { timeout: 5000, interval: 5 });

  it('lets a call wait until the process is ready, and answers it', async () => {
    const launch = aLauncher();
    const link = open({ launch });
    expect(link.state.state).toBe('starting');
    const answer = link.client.engine.probe({ path: '/a' });
    await vi.waitFor(() => expect(launch.newest.received).toHaveLength(1));
    launch.newest.answer({ id: launch.newest.received[0].id, value: summary });
    expect(await answer).toEqual(summary);
    expect(link.state).toMatchObject({ state: 'ready', mediaRunner: 'fake ffmpeg', restarts: 0, sentence: '' });
  });

  it('tells the process where the cache is and what to run on', async () => {
    const launch = aLauncher();
    const link = open({ launch, executionProvider: 'webgpu', cacheFolder: '/some/cache' });
    await becomes(link, 'ready');
    expect(launch.newest.words).toEqual(['--provider', 'webgpu', '--cache', '/some/cache']);
  });

  it('ends running calls with engine.crashed when the process dies, and serves the next call from a new one', async () => {
    const launch = aLauncher();
    const link = open({ launch });
    await becomes(link, 'ready');
    const running = link.client.engine.probe({ path: '/a' });
    await vi.waitFor(() => expect(launch.newest.received).toHaveLength(1));
    launch.newest.die();
    await expect(running).rejects.toMatchObject({
      code: 'engine.crashed',
      message: expect.stringContaining('SIGKILL'),
    });
    const next = link.client.engine.probe({ path: '/b' });
    await vi.waitFor(() => expect(launch.processes).toHaveLength(2));
    await vi.waitFor(() => expect(launch.newest.received).toHaveLength(1));
    launch.newest.answer({ id: launch.newest.received[0].id, value: summary });
    expect(await next).toEqual(summary);
    expect(link.state).toMatchObject({ state: 'ready', restarts: 1 });
    expect(link.state.sentence).toContain('stopped unexpectedly');
  });

  it('gives up after five restarts in a minute with a sentence, and refuses calls at once', async () => {
    const launch = aLauncher([{ kind: 'dies' }]);
    const link = open({ launch, executionProvider: 'cpu' });
    const waiting = link.client.engine.probe({ path: '/a' });
    await expect(waiting).rejects.toMatchObject({ code: 'engine.not-started' });
    expect(launch.processes).toHaveLength(6);
    expect(link.state.state).toBe('failed');
    expect(link.state.sentence).toContain('too often');
    await expect(link.client.engine.probe({ path: '/b' })).rejects.toMatchObject({ code: 'engine.not-started' });
  });

  it('says so when no process can be started at all', async () => {
    const launch = aLauncher();
    const full = {
      start: () => {
        throw new Error('no room for another process');
      },
    };
    const link = open({ launch: { ...launch, ...full } });
    await expect(link.client.engine.probe({ path: '/a' })).rejects.toMatchObject({ code: 'engine.not-started' });
    expect(link.state).toMatchObject({ state: 'failed', sentence: expect.stringContaining('no room') });
  });

  it('starts again from failed when somebody asks for it', async () => {
    const launch = aLauncher([{ kind: 'refuses', code: 'media.ffmpeg-not-found' }, { kind: 'ready' }]);
    const link = open({ launch });
    await becomes(link, 'failed');
    expect(launch.processes).toHaveLength(1);
    await link.restart();
    expect(link.state).toMatchObject({ state: 'ready', restarts: 0, sentence: '' });
  });

  it('does not try a provider again whose start killed the process, also not in the next run', async () => {
    const providerMemory = makeProviderMemory();
    const launch = aLauncher([{ kind: 'dies' }, { kind: 'ready' }]);
    const link = open({ launch, executionProvider: 'cuda', providerMemory });
    await becomes(link, 'ready');
    expect(launch.processes.map(({ words }) => words[1])).toEqual(['cuda', 'cpu']);
    expect(link.state).toMatchObject({ executionProvider: 'cpu', restarts: 0 });
    expect(link.state.sentence).toContain('cuda');
    const nextRun = aLauncher();
    const nextLink = open({ launch: nextRun, executionProvider: 'cuda', providerMemory });
    await becomes(nextLink, 'ready');
    expect(nextRun.processes.map(({ words }) => words[1])).toEqual(['cpu']);
    expect(nextLink.state.sentence).toContain('cuda');
  });

  it('tries a remembered provider again when it is asked for by name', async () => {
    const providerMemory = makeProviderMemory();
    await providerMemory.write({ cuda: 'It could not start on cuda.' });
    const launch = aLauncher();
    const link = open({ launch, executionProvider: 'auto', providerMemory });
    await becomes(link, 'ready');
    await link.restart('cuda');
    expect(launch.newest.words[1]).toBe('cuda');
    expect(await providerMemory.read()).toEqual({});
  });

  it('runs on the processor when the provider is missing, and says so', async () => {
    const launch = aLauncher([{ kind: 'refuses', code: 'models.provider-missing' }, { kind: 'ready' }]);
    const link = open({ launch, executionProvider: 'coreml' });
    await becomes(link, 'ready');
    expect(link.state).toMatchObject({ executionProvider: 'cpu', restarts: 0 });
    expect(link.state.sentence).toContain('processor');
  });

  it('passes a cancel on and hears no more of the call', async () => {
    const launch = aLauncher();
    const link = open({ launch });
    const controller = new AbortController();
    const running = link.client.engine.probe({ path: '/a' }, { signal: controller.signal });
    await vi.waitFor(() => expect(launch.newest?.received).toHaveLength(1));
    controller.abort();
    await expect(running).rejects.toMatchObject({ code: 'job.cancelled' });
    expect(launch.newest.received.at(-1)).toMatchObject({ cancel: true });
  });

  it('passes on what a reader has taken of a stream, so that the process can hold it back', async () => {
    const launch = aLauncher();
    const link = open({ launch });
    const items = link.client.engine.analyse({ video: { path: '/a', contentKey: 'a' } })[Symbol.asyncIterator]();
    const first = items.next();
    await vi.waitFor(() => expect(launch.newest?.received).toHaveLength(1));
    const { id } = launch.newest.received[0];
    for (let n = 0; n < 40; n++) launch.newest.answer({ id, item: { notice: `note ${n}` } });
    await first;
    for (let n = 0; n < 39; n++) await items.next();
    expect(launch.newest.received.filter((message) => 'taken' in message).length).toBeGreaterThan(0);
    launch.newest.answer({ id, end: true });
    expect((await items.next()).done).toBe(true);
  });

  it('ends the process when it is closed and does not start another', async () => {
    const launch = aLauncher();
    const link = open({ launch });
    await becomes(link, 'ready');
    await link.close();
    expect(launch.newest.isAlive).toBe(false);
    expect(launch.processes).toHaveLength(1);
    await expect(link.client.engine.probe({ path: '/a' })).rejects.toMatchObject({ code: 'engine.not-started' });
  });

  it('counts a process that does not answer as one that could not start', async () => {
    const launch = aLauncher();
    const silent = {
      ...launch,
      start: (words: readonly string[]) => ({ ...launch.start(words, () => {}), send() {} }),
    };
    const link = open({ launch: silent, executionProvider: 'cpu', helloLimitMs: 20 });
    await vi.waitFor(() => expect(link.state.restarts).toBeGreaterThan(0), { timeout: 8000 });
    expect(link.state.sentence).toContain('did not answer in time');
  });
});

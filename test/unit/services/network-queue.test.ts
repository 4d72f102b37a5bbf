import { describe, expect, it } from 'vitest';
import { isStudioError } from '../../../core/errors.ts';
import { makeNetworkQueue } from '../../../main/services/generated/network-queue.ts';
import { makeFakeFaceNetworks } from '../../support/fake-face-networks.ts';
import { aGate } from '../../support/gate.ts';

describe('the queue of networks', () => {
  it('runs one call at a time in the order of asking, of whichever pack', async () => {
    const queue = makeNetworkQueue();
    const [one, other] = [queue.share(makeFakeFaceNetworks()), queue.share(makeFakeFaceNetworks({ key: 'other' }))];
    const gate = aGate();
    const order: string[] = [];
    const first = one.run(async () => {
      await gate.opened;
      order.push('first');
    });
    const second = other.run(async () => void order.push('second'));
    const third = one.run(async () => void order.push('third'));
    await Promise.resolve();
    expect(order).toEqual([]);
    gate.open();
    await Promise.all([first, second, third]);
    expect(order).toEqual(['first', 'second', 'third']);
  });

  it('goes on behind a call that failed', async () => {
    const networks = makeNetworkQueue().share(makeFakeFaceNetworks());
    const failing = networks.run(() => Promise.reject(new Error('broken')));
    const next = networks.run(() => Promise.resolve('done'));
    await expect(failing).rejects.toThrow('broken');
    expect(await next).toBe('done');
  });

  it('does not run the call of somebody who cancelled while waiting', async () => {
    const networks = makeNetworkQueue().share(makeFakeFaceNetworks());
    const gate = aGate();
    const controller = new AbortController();
    let isRun = false;
    const first = networks.run(() => gate.opened);
    const waiting = networks.run(() => Promise.resolve((isRun = true)), controller.signal);
    controller.abort();
    gate.open();
    await first;
    await expect(waiting).rejects.toSatisfy((failure) => isStudioError(failure, 'job.cancelled'));
    expect(isRun).toBe(false);
  });
});

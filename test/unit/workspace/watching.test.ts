import { describe, expect, it } from 'vitest';
import { makeLatestState } from '../../../main/workspace/latest-state.ts';
import { makeListeners } from '../../../main/workspace/listeners.ts';
import { makeTurns } from '../../../main/workspace/turns.ts';
import { aFakeTime, settle } from '../../support/fake-time.ts';
import { aGate } from '../../support/gate.ts';

/** Reads a stream into a list as it goes. */
function collect<T>(stream: AsyncIterable<T>) {
  const items: T[] = [];
  const end = (async () => {
    for await (const item of stream) items.push(item);
    return 'ended';
  })();
  return { items, end };
}

describe('a state that is watched', () => {
  it('is shown at once, then at most five times a second, and the last one always', async () => {
    const time = aFakeTime();
    let value = 0;
    const state = makeLatestState(() => value, 200, time);
    const { items } = collect(state.watch(new AbortController().signal));
    await settle();
    expect(items).toEqual([0]);
    for (value = 1; value < 10; value += 1) state.touch();
    value = 10;
    state.touch();
    await settle();
    expect(items).toEqual([0]);
    await time.pass(200);
    expect(items).toEqual([0, 10]);
    await time.pass(1000);
    expect(items).toEqual([0, 10]);
    value = 11;
    state.touch();
    await settle();
    expect(items).toEqual([0, 10, 11]);
  });

  it('ends with the signal of its watcher and with its own end', async () => {
    const time = aFakeTime();
    const state = makeLatestState(() => 'now', 200, time);
    const controller = new AbortController();
    const left = collect(state.watch(controller.signal));
    const stayed = collect(state.watch(new AbortController().signal));
    await settle();
    controller.abort();
    expect(await left.end).toBe('ended');
    state.close();
    expect(await stayed.end).toBe('ended');
  });
});

describe('listeners', () => {
  it('are told from the moment of asking on, in order, also what happened before they first read', async () => {
    const listeners = makeListeners<number>();
    listeners.tell(1);
    const stream = listeners.stream(new AbortController().signal);
    listeners.tell(2);
    listeners.tell(3);
    const { items, end } = collect(stream);
    await settle();
    listeners.end();
    await end;
    expect(items).toEqual([2, 3]);
  });

  it('say when the last reader has left, however it left', async () => {
    const listeners = makeListeners<number>();
    let leftCount = 0;
    listeners.onLeave = () => (leftCount += 1);
    const controller = new AbortController();
    const aborted = collect(listeners.stream(controller.signal));
    const broken = listeners.stream(new AbortController().signal);
    expect(listeners.count).toBe(2);
    controller.abort();
    await aborted.end;
    await broken.return?.();
    expect(listeners.count).toBe(0);
    expect(leftCount).toBe(2);
  });

  it('end at once for a signal that has fired already', async () => {
    const listeners = makeListeners<number>();
    expect(await collect(listeners.stream(AbortSignal.abort())).end).toBe('ended');
    expect(listeners.count).toBe(0);
  });
});

describe('turns', () => {
  it('never overlap, and go on after a failure', async () => {
    const turns = makeTurns();
    const gate = aGate();
    const order: string[] = [];
    const first = turns.take(async () => {
      await gate.opened;
      order.push('first');
      throw new Error('failed');
    });
    const second = turns.take(async () => order.push('second'));
    await settle();
    expect(order).toEqual([]);
    gate.open();
    await expect(first).rejects.toThrow('failed');
    await second;
    expect(order).toEqual(['first', 'second']);
  });
});

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { isStudioError, type AbortSignalLike } from '../../../core/errors.ts';
import { makeLingeringWork } from '../../../main/services/lingering-work.ts';

/** A work that ends when it is told to, and remembers how often it began and whether it was cancelled. */
function aWork() {
  const state = { begun: 0, cancelled: 0, end: (_value: string): void => undefined };
  const work = (signal: AbortSignalLike): Promise<string> => {
    state.begun++;
    return new Promise((resolve, reject) => {
      state.end = resolve;
      signal.addEventListener('abort', () => {
        state.cancelled++;
        reject(new Error('cancelled'));
      });
    });
  };
  return { state, work };
}

describe('lingering work', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('is done once for all who wait', async () => {
    const { state, work } = aWork();
    const shared = makeLingeringWork<string>();
    const both = [shared.join('a', work), shared.join('a', work)];
    state.end('done');
    expect(await Promise.all(both)).toEqual(['done', 'done']);
    expect(state.begun).toBe(1);
  });

  it('goes on for a caller who asks again soon after a cancel', async () => {
    const { state, work } = aWork();
    const shared = makeLingeringWork<string>();
    const controller = new AbortController();
    const first = shared.join('a', work, controller.signal);
    controller.abort();
    await expect(first).rejects.toSatisfy((failure) => isStudioError(failure, 'job.cancelled'));
    const second = shared.join('a', work);
    await vi.advanceTimersByTimeAsync(5000);
    state.end('done');
    expect(await second).toBe('done');
    expect([state.begun, state.cancelled]).toEqual([1, 0]);
  });

  it('is cancelled when nobody asks again', async () => {
    const { state, work } = aWork();
    const shared = makeLingeringWork<string>();
    const controller = new AbortController();
    const only = shared.join('a', work, controller.signal);
    controller.abort();
    await expect(only).rejects.toThrow('Cancelled');
    await vi.advanceTimersByTimeAsync(1000);
    expect(state.cancelled).toBe(1);
    const again = shared.join('a', work);
    state.end('done');
    expect(await again).toBe('done');
    expect(state.begun).toBe(2);
  });

  it('is started anew after a failure', async () => {
    const shared = makeLingeringWork<string>();
    await expect(shared.join('a', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await shared.join('a', () => Promise.resolve('yes'))).toBe('yes');
  });
});

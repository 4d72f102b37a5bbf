import { describe, expect, it } from 'vitest';
import { openScope, withScope } from '../../../core/lifetime/scope.ts';

describe('a scope', () => {
  it('gives back what it owns, last taken first, each thing once', async () => {
    const order: string[] = [];
    const scope = openScope();
    const value = scope.own('file', (name) => void order.push(name));
    scope.defer(async () => void order.push('process'));
    await scope.close();
    await scope.close();
    expect(value).toBe('file');
    expect(order).toEqual(['process', 'file']);
  });

  it('waits for a slow disposer before the next one starts', async () => {
    const order: string[] = [];
    const scope = openScope();
    scope.defer(() => void order.push('folder'));
    scope.defer(async () => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      order.push('process in the folder');
    });
    await scope.close();
    expect(order).toEqual(['process in the folder', 'folder']);
  });

  it('gives back the rest when one thing fails to go, and then throws that failure', async () => {
    const order: string[] = [];
    const scope = openScope();
    scope.defer(() => void order.push('first'));
    scope.defer(() => {
      throw new Error('stuck');
    });
    scope.defer(() => void order.push('last'));
    await expect(scope.close()).rejects.toThrow('stuck');
    expect(order).toEqual(['last', 'first']);
  });

  it('collects several failures', async () => {
    const scope = openScope();
    scope.defer(() => Promise.reject(new Error('a')));
    scope.defer(() => Promise.reject(new Error('b')));
    await expect(scope.close()).rejects.toBeInstanceOf(AggregateError);
  });

  it('runs a deferred disposer early when asked, and not again at the end', async () => {
    let count = 0;
    const scope = openScope();
    const release = scope.defer(() => void count++);
    await release();
    await scope.close();
    expect(count).toBe(1);
  });

  it('refuses new things once it is closed, and gives them back at once', async () => {
    const scope = openScope();
    await scope.close();
    let isGivenBack = false;
    expect(() => scope.own('late', () => void (isGivenBack = true))).toThrow('closed scope');
    expect(isGivenBack).toBe(true);
    expect(scope.isClosed).toBe(true);
  });

  it("closes when its body fails and keeps the body's failure", async () => {
    let isClosed = false;
    const failing = withScope(async (scope) => {
      scope.defer(() => {
        isClosed = true;
        throw new Error('while closing');
      });
      throw new Error('in the body');
    });
    await expect(failing).rejects.toThrow('in the body');
    expect(isClosed).toBe(true);
  });

  it("answers with the body's value after closing", async () => {
    const order: string[] = [];
    const value = await withScope(async (scope) => {
      scope.defer(() => void order.push('closed'));
      return 7;
    });
    expect([value, ...order]).toEqual([7, 'closed']);
  });
});

import { expect, it } from 'vitest';
import { StudioError } from '../../../../core/errors.ts';
import { makeSharedWork } from '../../../../main/engine/artifacts/shared-work.ts';
import type { Work } from '../../../../main/engine/artifacts/shared-work.ts';

/** Work that ends when told, or when it is cancelled; counts its beginnings. */
function aWork() {
  const begun: { finish: (value: string) => void; report: (n: number) => void; signal: AbortSignal }[] = [];
  const work: Work<string, number> = (signal, report) =>
    new Promise((finish, fail) => {
      begun.push({ finish, report, signal });
      signal.addEventListener('abort', () => fail(new StudioError('job.cancelled', 'Cancelled.')));
    });
  return { begun, work };
}

it('does the work once for all who want the same, and tells all of them how far it is', async () => {
  const { begun, work } = aWork();
  const shared = makeSharedWork<string, number>();
  const told: number[][] = [[], []];
  const results = told.map((list) => shared.join('a', work, { onProgress: (n) => list.push(n) }));
  await Promise.resolve();
  begun[0].report(7);
  begun[0].finish('made');
  expect(await Promise.all(results)).toEqual(['made', 'made']);
  expect(told).toEqual([[7], [7]]);
  expect(begun).toHaveLength(1);
});

it('goes on while somebody still wants it', async () => {
  const { begun, work } = aWork();
  const shared = makeSharedWork<string, number>();
  const leaver = new AbortController();
  const left = shared.join('a', work, { signal: leaver.signal });
  const stays = shared.join('a', work);
  leaver.abort();
  await expect(left).rejects.toMatchObject({ code: 'job.cancelled' });
  expect(begun[0].signal.aborted).toBe(false);
  begun[0].finish('made');
  expect(await stays).toBe('made');
});

it('is cancelled when the last one leaves, and begins anew for a newcomer', async () => {
  const { begun, work } = aWork();
  const shared = makeSharedWork<string, number>();
  const leaver = new AbortController();
  const left = shared.join('a', work, { signal: leaver.signal });
  leaver.abort();
  await expect(left).rejects.toMatchObject({ code: 'job.cancelled' });
  expect(begun[0].signal.aborted).toBe(true);
  const newcomer = shared.join('a', work);
  await new Promise((resolve) => setTimeout(resolve, 0));
  expect(begun).toHaveLength(2);
  begun[1].finish('made');
  expect(await newcomer).toBe('made');
});

it('begins anew for those who did not cancel when the work fails through what its beginner cancelled', async () => {
  const shared = makeSharedWork<string, number>();
  const beginner = new AbortController();
  // Reads through the beginner's own signal, not the shared one.
  const first = shared.join(
    'a',
    () =>
      new Promise((_, fail) => {
        beginner.signal.addEventListener('abort', () => fail(new StudioError('job.cancelled', 'Cancelled.')));
      }),
    { signal: beginner.signal },
  );
  const second = shared.join('a', async () => 'made by the second');
  beginner.abort();
  await expect(first).rejects.toMatchObject({ code: 'job.cancelled' });
  expect(await second).toBe('made by the second');
});

it('gives a failure to all who waited, and tries again for the next', async () => {
  const shared = makeSharedWork<string, number>();
  const failing: Work<string, number> = async () => {
    throw new StudioError('media.not-found', 'The file does not exist.');
  };
  const results = [shared.join('a', failing), shared.join('a', failing)];
  for (const result of results) await expect(result).rejects.toMatchObject({ code: 'media.not-found' });
  expect(await shared.join('a', async () => 'made')).toBe('made');
});

import { expect, it } from 'vitest';
import { jobItems } from '../../../main/engine-process/job-items.ts';
import type { JobItem } from '../../../main/engine-process/job-items.ts';
import { aGate } from '../../support/gate.ts';

const progressAt = (ratio: number) => ({
  phase: 'analysis' as const,
  doneFrames: ratio * 100,
  totalFrames: 100,
  ratio,
  elapsedSec: 0,
  leftSec: null,
  framesPerSec: null,
});

const all = async <T>(items: AsyncIterable<JobItem<T>>): Promise<JobItem<T>[]> => {
  const seen: JobItem<T>[] = [];
  for await (const item of items) seen.push(item);
  return seen;
};

it('ends with the result, after every notice and the newest progress', async () => {
  const items = await all(
    jobItems(async (voice) => {
      voice.notice('The voice is quiet.');
      for (let n = 1; n <= 50; n++) voice.progress(progressAt(n / 50));
      return 'done';
    }),
  );
  expect(items).toContainEqual({ notice: 'The voice is quiet.' });
  expect(items.at(-2)).toEqual({ progress: progressAt(1) });
  expect(items.at(-1)).toEqual({ result: 'done' });
});

it('sends progress at most ten times a second, however often it is reported', async () => {
  let nowMs = 0;
  const gate = aGate();
  const items = jobItems(
    async (voice) => {
      for (let n = 1; n <= 1000; n++) {
        nowMs = n;
        voice.progress(progressAt(n / 1000));
        await Promise.resolve();
      }
      await gate.opened;
      return null;
    },
    () => nowMs,
  );
  const reading = all(items);
  gate.open();
  const progress = (await reading).filter((item) => 'progress' in item);
  expect(progress.length).toBeGreaterThan(3);
  expect(progress.length).toBeLessThanOrEqual(12);
});

it('throws what the work throws, after what it said before', async () => {
  const seen: unknown[] = [];
  const items = jobItems(async (voice) => {
    voice.notice('It goes well.');
    throw new Error('it does not');
  });
  const reading = (async () => {
    for await (const item of items) seen.push(item);
  })();
  await expect(reading).rejects.toThrow('it does not');
  expect(seen).toEqual([{ notice: 'It goes well.' }]);
});

it('waits for the work to let go when its reader leaves early', async () => {
  const gate = aGate();
  let hasLetGo = false;
  const items = jobItems(async (voice) => {
    voice.notice('first');
    await gate.opened;
    hasLetGo = true;
  });
  await items.next();
  const leaving = items.return(undefined);
  expect(hasLetGo).toBe(false);
  gate.open();
  await leaving;
  expect(hasLetGo).toBe(true);
});

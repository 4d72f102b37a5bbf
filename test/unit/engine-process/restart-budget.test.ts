import { expect, it } from 'vitest';
import { makeRestartBudget } from '../../../main/engine-process/restart-budget.ts';

it('allows five restarts a minute, each later than the one before', () => {
  const budget = makeRestartBudget();
  const waits = [0, 1, 2, 3, 4].map((n) => budget.noteCrash(n));
  expect(waits.every((wait) => wait !== null)).toBe(true);
  expect([...waits].sort((a, b) => Number(a) - Number(b))).toEqual(waits);
  expect(budget.noteCrash(5)).toBeNull();
});

it('forgets crashes after a minute', () => {
  const budget = makeRestartBudget();
  for (let n = 0; n < 5; n++) budget.noteCrash(n * 10_000);
  expect(budget.noteCrash(60_000)).not.toBeNull();
});

it('begins anew when somebody asks for a fresh start', () => {
  const budget = makeRestartBudget();
  for (let n = 0; n < 6; n++) budget.noteCrash(n);
  budget.reset();
  expect(budget.noteCrash(7)).toBe(0);
});

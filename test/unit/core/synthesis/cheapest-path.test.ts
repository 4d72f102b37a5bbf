import { describe, expect, it } from 'vitest';
import { findCheapestPath, type PathProblem } from '../../../../core/synthesis/cheapest-path.ts';
import { makeRandom } from '../../../support/a-speaking-person.ts';

const leastJump = 0.3;

/** A random problem in which every state is a candidate at every step. */
function aProblem(
  seed: number,
  stateCount: number,
  stepCount: number,
): PathProblem & { total(path: Int32Array): number } {
  const random = makeRandom(seed);
  const prices = Array.from({ length: stepCount }, () => Array.from({ length: stateCount }, () => random()));
  const jumps = Array.from({ length: stateCount * stateCount }, () => leastJump + random());
  const continuationOf = (state: number): number => (state + 1 < stateCount ? state + 1 : -1);
  const transition = (from: number, to: number): number =>
    continuationOf(from) === to ? 0 : jumps[from * stateCount + to];
  return {
    stepCount,
    leastJump,
    transition,
    continuationOf,
    candidatesAt: (step) => ({ states: prices[step].map((_, state) => state), prices: prices[step] }),
    total: (path) =>
      path.reduce((sum, state, t) => sum + prices[t][state] + (t === 0 ? 0 : transition(path[t - 1], state)), 0),
  };
}

/** The best total over all paths. */
function bruteForce(problem: ReturnType<typeof aProblem>, stateCount: number): number {
  let best = Infinity;
  for (let code = 0; code < stateCount ** problem.stepCount; code++) {
    let rest = code;
    const path = Int32Array.from({ length: problem.stepCount }, () => {
      const state = rest % stateCount;
      rest = Math.floor(rest / stateCount);
      return state;
    });
    best = Math.min(best, problem.total(path));
  }
  return best;
}

describe('the cheapest path', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])('is as cheap as the best of all paths (seed %i)', (seed) => {
    const problem = aProblem(seed, 4, 6);
    expect(problem.total(findCheapestPath(problem))).toBeCloseTo(bruteForce(problem, 4), 10);
  });

  it('is the same every time', () => {
    const problem = aProblem(9, 12, 40);
    expect([...findCheapestPath(problem)]).toEqual([...findCheapestPath(problem)]);
  });

  it('over many windows costs hardly more than in one', () => {
    const stepCount = 1000;
    const problem = aProblem(10, 10, stepCount);
    let totals = Array.from({ length: 10 }, () => 0);
    for (let step = 0; step < stepCount; step++) {
      const { prices } = problem.candidatesAt(step, []);
      totals = prices.map((price, to) =>
        step === 0 ? price : price + Math.min(...totals.map((total, from) => total + problem.transition(from, to))),
      );
    }
    const path = findCheapestPath(problem);
    expect(path).toHaveLength(stepCount);
    expect(problem.total(path)).toBeLessThanOrEqual(Math.min(...totals) * 1.001);
  });

  it('never holds more steps than a window and its look-ahead need', () => {
    const asked: number[] = [];
    const problem = aProblem(11, 3, 900);
    findCheapestPath({
      ...problem,
      candidatesAt: (step, previous) => (asked.push(step), problem.candidatesAt(step, previous)),
    });
    // Look-ahead steps are asked for twice; nothing is asked for out of reach.
    expect(asked.length).toBeLessThan(900 * 1.3);
  });

  it('follows a continuation that is no candidate of its own', () => {
    const path = findCheapestPath({
      stepCount: 3,
      leastJump: 5,
      transition: (from, to) => (to === from + 1 ? 0 : 5),
      continuationOf: (state) => state + 1,
      candidatesAt: (step, previous) => {
        const states = step === 0 ? [7] : [0, ...previous.map((state) => state + 1)];
        return { states, prices: states.map((state) => (state === 0 ? 1 : 0.5)) };
      },
    });
    expect([...path]).toEqual([7, 8, 9]);
  });
});

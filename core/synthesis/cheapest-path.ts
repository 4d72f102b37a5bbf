/** What {@link findCheapestPath} walks through: at each step a few states with a price, and a price between states. */
export interface PathProblem {
  readonly stepCount: number;
  /**
   * The states worth considering at a step, with their prices. `previous` are the best states of the step before
   * (none at the first step), so that their continuations can be added.
   */
  candidatesAt(
    step: number,
    previous: readonly number[],
  ): { readonly states: readonly number[]; readonly prices: readonly number[] };
  /** >= 0; at least `leastJump` unless `to` is `continuationOf(from)`, then 0. */
  transition(from: number, to: number): number;
  /** The state that follows for nothing, or -1. */
  continuationOf(state: number): number;
  readonly leastJump: number;
}

/** Steps decided at once; what lies further ahead hardly changes the choice. */
const windowSteps = 240;
/** Steps looked ahead beyond the window before its choices are fixed. */
const lookahead = 48;
/** States of a step whose continuations join the next step's candidates. */
const continuedStates = 40;

interface Column {
  readonly states: readonly number[];
  /** Price of the best path that ends in each state. */
  readonly totals: Float64Array;
  /** Index into the column before, -1 at the start. */
  readonly back: Int32Array;
}

function orderByTotal(column: Column): number[] {
  return Array.from(column.states, (_, i) => i).sort((a, b) => column.totals[a] - column.totals[b] || a - b);
}

function extend(problem: PathProblem, step: number, before: Column | null): Column {
  const order = before === null ? [] : orderByTotal(before);
  const previous = before === null ? [] : order.slice(0, continuedStates).map((i) => before.states[i]);
  const { states, prices } = problem.candidatesAt(step, previous);
  const totals = new Float64Array(states.length);
  const back = new Int32Array(states.length).fill(-1);
  const cameFrom = new Map(before?.states.map((state, i) => [problem.continuationOf(state), i]));
  cameFrom.delete(-1);
  for (let s = 0; s < states.length; s++) {
    if (before === null) {
      totals[s] = prices[s];
      continue;
    }
    let best = Infinity;
    const smooth = cameFrom.get(states[s]);
    if (smooth !== undefined) {
      best = before.totals[smooth];
      back[s] = smooth;
    }
    for (const i of order) {
      if (before.totals[i] + problem.leastJump >= best) break;
      const total = before.totals[i] + problem.transition(before.states[i], states[s]);
      if (total < best) {
        best = total;
        back[s] = i;
      }
    }
    totals[s] = best + prices[s];
  }
  return { states, totals, back };
}

/** Keeps only one state of a column, as the fixed start of the next window. */
function only(column: Column, index: number): Column {
  return { states: [column.states[index]], totals: Float64Array.of(0), back: Int32Array.of(-1) };
}

/**
 * The path of states with the least sum of prices (Viterbi), in windows of bounded memory: each window is decided with
 * some steps of look-ahead and then fixed. Exact when the problem fits in one window and every state is a candidate.
 * Deterministic; ties go to the earlier candidate.
 *
 * @returns one state per step
 */
export function findCheapestPath(problem: PathProblem): Int32Array {
  const path = new Int32Array(problem.stepCount);
  let start: Column | null = null;
  let from = 0;
  while (from < problem.stepCount) {
    const isLast = from + windowSteps + lookahead >= problem.stepCount;
    const to = isLast ? problem.stepCount : from + windowSteps + lookahead;
    const fixed = isLast ? to : from + windowSteps;
    const columns: Column[] = [];
    let before: Column | null = start;
    for (let step = from; step < to; step++) {
      before = extend(problem, step, before);
      columns.push(before);
    }
    let index = orderByTotal(columns[columns.length - 1])[0];
    for (let step = to - 1; step >= from; step--) {
      const column = columns[step - from];
      if (step < fixed) path[step] = column.states[index];
      if (step === fixed - 1) start = only(column, index);
      index = column.back[index];
    }
    from = fixed;
  }
  return path;
}

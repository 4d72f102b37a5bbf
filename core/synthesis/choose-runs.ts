/**
 * Picks runs of consecutive frames that together show the most different mouths: each frame falls into a cell
 * (lip shape x pose); a run's gain is the sum of 1 / (1 + frames already chosen in the cell). Greedy, deterministic
 * (ties go to the earlier run).
 *
 * @param cells      cell number of each frame, in time order; numbers need not be dense
 * @param runStarts  index of each run's first frame, ascending; a run ends where the next begins
 * @param capacity   how many frames may be kept
 * @returns indices of the chosen frames, ascending
 */
export function chooseRuns(cells: Int32Array, runStarts: readonly number[], capacity: number): number[] {
  const filled = new Map<number, number>();
  const endOf = (run: number): number => (run + 1 < runStarts.length ? runStarts[run + 1] : cells.length);
  const gainOf = (run: number): number => {
    let gain = 0;
    for (let i = runStarts[run]; i < endOf(run); i++) gain += 1 / (1 + (filled.get(cells[i]) ?? 0));
    return gain / Math.sqrt(endOf(run) - runStarts[run]);
  };
  // Gains only shrink as cells fill, so a stale gain is an upper bound: re-measure the best until it stays the best.
  const gains = Float64Array.from(runStarts, (_, run) => gainOf(run));
  const chosen: number[] = [];
  for (;;) {
    let best = -1;
    for (;;) {
      let top = -1;
      for (let run = 0; run < gains.length; run++)
        if (gains[run] > 0 && (top < 0 || gains[run] > gains[top])) top = run;
      if (top < 0) break;
      if (chosen.length + endOf(top) - runStarts[top] > capacity) {
        gains[top] = 0;
        continue;
      }
      if (top === best) break;
      gains[top] = gainOf(top);
      best = top;
    }
    if (best < 0 || gains[best] <= 0) break;
    for (let i = runStarts[best]; i < endOf(best); i++) {
      filled.set(cells[i], (filled.get(cells[i]) ?? 0) + 1);
      chosen.push(i);
    }
    gains[best] = 0;
  }
  return chosen.sort((a, b) => a - b);
}

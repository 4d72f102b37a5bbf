/** Says whether one more message of a connection is still within what it may send. */
export type MessageBudget = () => boolean;

/**
 * Makes a budget that refills evenly and holds a burst.
 *
 * @param nowMs a clock that never runs back
 */
export function makeMessageBudget(perSec: number, burst: number, nowMs: () => number): MessageBudget {
  let left = burst;
  let lastMs = nowMs();
  return () => {
    const now = nowMs();
    left = Math.min(burst, left + ((now - lastMs) * perSec) / 1000);
    lastMs = now;
    if (left < 1) return false;
    left -= 1;
    return true;
  };
}

/** A stretch of time, seconds. */
export interface Stretch {
  readonly startSec: number;
  readonly endSec: number;
}

/** What a list of stretches leaves free between 0 and the end; stretches ascend. */
export function gapsBetween(stretches: readonly Stretch[], durationSec: number): readonly Stretch[] {
  const gaps: Stretch[] = [];
  let fromSec = 0;
  for (const { startSec, endSec } of stretches) {
    if (startSec - fromSec > 1e-3) gaps.push({ startSec: fromSec, endSec: startSec });
    fromSec = Math.max(fromSec, endSec);
  }
  if (durationSec - fromSec > 1e-3) gaps.push({ startSec: fromSec, endSec: durationSec });
  return gaps;
}

import type { TimeRange } from '../../../core/time/frame-range.ts';

/** What new edits may act on. */
export const rangeScopes = ['selection', 'line', 'playhead', 'shot', 'everything'] as const;

/** One of {@link rangeScopes}. */
export type RangeScope = (typeof rangeScopes)[number];

/** What a range is found from; null where there is none. */
export interface ScopeSources {
  readonly selection: TimeRange | null;
  readonly line: TimeRange | null;
  readonly shot: TimeRange | null;
  readonly timeSec: number;
  readonly durationSec: number;
}

/** Half a syllable to both sides: what one sound needs. */
const aroundPlayheadSec = 0.16;

/** Scopes that can be chosen now. */
export function openScopes({ selection, line, shot }: ScopeSources): readonly RangeScope[] {
  return rangeScopes.filter(
    (scope) =>
      (scope !== 'selection' || selection !== null) &&
      (scope !== 'line' || line !== null) &&
      (scope !== 'shot' || shot !== null),
  );
}

/** The scope that is meant when the user chose none, or one that is not there any more: the narrowest thing that was chosen. */
export function scopeInForce(wanted: RangeScope | null, sources: ScopeSources): RangeScope {
  const open = openScopes(sources);
  return wanted !== null && open.includes(wanted) ? wanted : open[0];
}

/** The range of a scope, inside the picture. */
export function rangeOfScope(scope: RangeScope, sources: ScopeSources): TimeRange {
  const { durationSec, timeSec } = sources;
  const whole: TimeRange = { startSec: 0, endSec: durationSec };
  const around: TimeRange = {
    startSec: Math.max(0, timeSec - aroundPlayheadSec),
    endSec: Math.min(durationSec, timeSec + aroundPlayheadSec),
  };
  const found = {
    selection: sources.selection,
    line: sources.line,
    shot: sources.shot,
    playhead: around,
    everything: whole,
  }[scope];
  const range = found ?? around;
  return { startSec: Math.max(0, range.startSec), endSec: Math.min(durationSec, range.endSec) };
}

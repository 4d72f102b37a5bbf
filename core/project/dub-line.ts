import type { DubLine, Take } from './records.ts';

/** The take that a line plays; null for a line without a voice. */
export function activeTakeOf(line: DubLine): Take | null {
  return line.takes.find(({ takeId }) => takeId === line.activeTakeId) ?? null;
}

/** Length of a line on the picture's time, seconds: its take's, or while it has none the length that its text was given. */
export function lineDurationSec(line: DubLine): number {
  return activeTakeOf(line)?.durationSec ?? line.textDurationSec;
}

import type { ProjectSettings } from '../../../core/project/records.ts';

/** A named quality. */
export type Preset = ProjectSettings['preset'];

/** From the quickest to the finest. */
export const presets = ['draft', 'standard', 'high', 'master'] as const satisfies readonly Preset[];

/** Seconds in words that promise no more than an estimate does: seconds under two minutes, then minutes, then hours. */
export function estimateText(seconds: number, language: string): string {
  const write = (value: number, unit: 'second' | 'minute' | 'hour') =>
    new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: 1 }).format(
      value,
    );
  if (seconds < 90)
    return write(Math.max(1, seconds < 20 ? Math.round(seconds) : Math.round(seconds / 5) * 5), 'second');
  if (seconds < 5400) return write(Math.round(seconds / 60), 'minute');
  return write(Math.round(seconds / 360) / 10, 'hour');
}

import { useMemo } from 'react';
import type { Language } from './language.ts';
import { useLanguage } from './words.ts';

/** Numbers, sizes and times as the language writes them. */
export interface Format {
  number(value: number, digits?: number): string;
  signed(value: number, digits?: number): string;
  /** Of a share in [0, 1]. */
  percent(ratio: number): string;
  bytes(bytes: number): string;
  /** `0:12`, `1:02:03`. */
  clock(seconds: number): string;
  /** `2 seconds ago`. */
  ago(ms: number, nowMs: number): string;
  date(ms: number): string;
}

/** The formats of the page's language. */
export function useFormat(): Format {
  const language = useLanguage();
  return useMemo(() => formatOf(language), [language]);
}

/** The formats of a language. */
export function formatOf(language: Language): Format {
  const withDigits = (digits: number, options: Intl.NumberFormatOptions = {}) =>
    new Intl.NumberFormat(language, { minimumFractionDigits: digits, maximumFractionDigits: digits, ...options });
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto', style: 'short' });
  const date = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' });
  // The minus of typography is as wide as the digits.
  const minus = (text: string) => text.replace('-', '−');
  return {
    number: (value, digits = 0) => minus(withDigits(digits).format(value)),
    signed: (value, digits = 0) => minus(withDigits(digits, { signDisplay: 'exceptZero' }).format(value)),
    percent: (ratio) => withDigits(0, { style: 'percent' }).format(ratio),
    bytes: (bytes) => bytesText(bytes, (value, digits) => withDigits(digits).format(value)),
    clock: (seconds) => clockText(seconds),
    ago: (ms, nowMs) => {
      const seconds = Math.round((ms - nowMs) / 1000);
      if (seconds > -60) return relative.format(Math.min(seconds, 0), 'second');
      if (seconds > -3600) return relative.format(Math.round(seconds / 60), 'minute');
      if (seconds > -86400) return relative.format(Math.round(seconds / 3600), 'hour');
      return relative.format(Math.round(seconds / 86400), 'day');
    },
    date: (ms) => date.format(ms),
  };
}

function bytesText(bytes: number, write: (value: number, digits: number) => string): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  const step = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), units.length - 1);
  const value = bytes / 1000 ** step;
  return `${write(value, step === 0 || value >= 100 ? 0 : 1)} ${units[step]}`;
}

function clockText(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const pad = (value: number) => String(value).padStart(2, '0');
  const hours = Math.floor(whole / 3600);
  const rest = `${hours > 0 ? pad(Math.floor(whole / 60) % 60) : Math.floor(whole / 60)}:${pad(whole % 60)}`;
  return hours > 0 ? `${hours}:${rest}` : rest;
}

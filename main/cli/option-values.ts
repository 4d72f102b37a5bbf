import { extname } from 'node:path';
import { StudioError } from '../../core/errors.ts';
import type { TimeRange } from '../../core/time/frame-range.ts';
import type { FaceChoice } from '../studio.ts';

/** A failure to understand the command line. */
export function usageError(message: string): StudioError {
  return new StudioError('cli.usage', message);
}

/** `all`, a number (`2`), several (`1,3` is a point, so several are written `1+3`), or a point of the picture `x,y`. */
export function parseFaceChoice(text: string): FaceChoice {
  if (text === 'all') return { kind: 'all' };
  const point = /^(\d+(?:\.\d+)?),(\d+(?:\.\d+)?)$/.exec(text);
  if (point) return { kind: 'point', x: Number(point[1]), y: Number(point[2]) };
  if (/^[1-9]\d*(\+[1-9]\d*)*$/.test(text)) {
    return { kind: 'numbers', faceNumbers: [...new Set(text.split('+').map(Number))] };
  }
  throw usageError(
    `--face takes a number from 1 (as "facet analyze" lists them), 1+2, a point such as 640,360, or all; "${text}" is none of them.`,
  );
}

/** A number within limits. */
export function parseNumberWithin(option: string, text: string, low: number, high: number): number {
  const value = text.trim() === '' ? NaN : Number(text);
  if (!(value >= low && value <= high))
    throw usageError(`${option} takes a number from ${low} to ${high}; "${text}" is not one.`);
  return value;
}

/** One of a list of words. */
export function parseWord<Word extends string>(option: string, text: string, words: readonly Word[]): Word {
  const word = words.find((one) => one === text);
  if (word === undefined) throw usageError(`${option} takes ${words.join(', ')}; "${text}" is none of them.`);
  return word;
}

/** `a-b[,c-d]` in seconds or timecodes (`1:02.5`). */
export function parseTimeRanges(text: string): readonly TimeRange[] {
  return text.split(',').map((part) => {
    const ends = part.split('-');
    if (ends.length !== 2)
      throw usageError(`--range takes start-end, such as 3-7.5 or 1:02-1:10,1:30-1:32; "${part}" is not one.`);
    const [startSec, endSec] = ends.map(parseTimecode);
    if (endSec <= startSec) throw usageError(`--range ${part}: the end must come after the start.`);
    return { startSec, endSec };
  });
}

function parseTimecode(text: string): number {
  const match = /^(?:(?:(\d+):)?(\d{1,2}):)?(\d+(?:\.\d+)?|\.\d+)$/.exec(text.trim());
  if (!match) throw usageError(`"${text}" is not a time: write seconds (12.5) or minutes and seconds (1:02.5).`);
  const [, hours = '0', minutes = '0', seconds] = match;
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
}

/** Refuses output names of containers that Facet does not write. */
export function assertVideoName(path: string): void {
  const extension = extname(path).toLowerCase();
  if (!['.mp4', '.m4v', '.mov'].includes(extension)) {
    throw usageError(
      `Facet writes MP4: the output needs a name that ends in .mp4, .m4v or .mov, not "${extension || path}".`,
    );
  }
}

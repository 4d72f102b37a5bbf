import { StudioError } from '../errors.ts';

/** One subtitle: when it shows and what it says, without markup. */
export interface SubtitleCue {
  readonly startSec: number;
  readonly endSec: number;
  readonly text: string;
}

/** What a subtitle file holds, and how many of its blocks could not be read. */
export interface Subtitles {
  readonly cues: readonly SubtitleCue[];
  readonly skippedCount: number;
}

/** `hh:mm:ss,mmm`; hours may be missing (WebVTT), the fraction may have a dot and one to three digits. */
const clock = String.raw`(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2})(?:[.,](\d{1,3}))?`;
const timing = new RegExp(String.raw`^\s*${clock}\s*-->\s*${clock}(?:\s|$)`);

/**
 * Reads SubRip and WebVTT, also as programs write them in practice: any line ends, byte order mark, missing counters, dots for commas,
 * cue settings, styles and notes. Markup is dropped; a speaker tag (`<v Anna>`) too.
 *
 * @returns cues in order of time; blocks that cannot be read are counted
 * @throws StudioError 'media.not-media' when the text holds no cue at all
 * @source https://www.w3.org/TR/webvtt1/ section 4; SubRip has no specification
 */
export function parseSubtitles(text: string): Subtitles {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
  const cues: SubtitleCue[] = [];
  let skippedCount = 0;
  for (let at = 0; at < lines.length; at++) {
    if (!lines[at].includes('-->')) continue;
    const words: string[] = [];
    const match = timing.exec(lines[at]);
    while (at + 1 < lines.length && lines[at + 1].trim() !== '' && !lines[at + 1].includes('-->'))
      words.push(lines[++at]);
    // A block without an empty line before it leaves its counter at the end of this one's text.
    if (at + 1 < lines.length && lines[at + 1].includes('-->') && /^\d+$/.test(words.at(-1)?.trim() ?? '')) words.pop();
    const cue = match === null ? null : cueFrom(match, words);
    if (cue === null) skippedCount++;
    else cues.push(cue);
  }
  if (cues.length === 0) {
    throw new StudioError('media.not-media', 'The file holds no subtitles: neither SubRip (.srt) nor WebVTT (.vtt).', {
      skippedCount,
    });
  }
  return { cues: cues.sort((a, b) => a.startSec - b.startSec), skippedCount };
}

function cueFrom(match: RegExpExecArray, words: readonly string[]): SubtitleCue | null {
  const startSec = secondsFrom(match.slice(1, 5));
  const endSec = secondsFrom(match.slice(5, 9));
  const text = plainText(words.join('\n'));
  return endSec > startSec && text !== '' ? { startSec, endSec, text } : null;
}

function secondsFrom([hours, minutes, seconds, fraction]: readonly (string | undefined)[]): number {
  const whole = Number(hours ?? 0) * 3600 + Number(minutes) * 60 + Number(seconds);
  return whole + Number(`0.${fraction ?? '0'}`);
}

const entities: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&nbsp;': ' ',
  '&lrm;': '',
  '&rlm;': '',
};

/** Drops tags (`<i>`, `<v Anna>`, `<00:01.000>`, `{\an8}`), resolves the entities that WebVTT has. */
function plainText(marked: string): string {
  return marked
    .replace(/<[^<>\n]*>/g, '')
    .replace(/\{\\[^{}\n]*\}/g, '')
    .replace(/&\w+;/g, (entity) => entities[entity] ?? entity)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join('\n');
}

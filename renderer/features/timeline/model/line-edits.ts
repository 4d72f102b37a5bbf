import { activeTakeOf, lineDurationSec } from '../../../../core/project/dub-line.ts';
import type { RecordWish } from '../../../../core/project/record-change.ts';
import type { DubLine, Take } from '../../../../core/project/records.ts';

/** Shortest line, seconds: shorter ones cannot be taken hold of. */
export const leastLineSec = 0.04;

/** The line somewhere else. */
export function movedLine(line: DubLine, startSec: number): DubLine {
  return { ...line, startSec };
}

/** The line with another start; its end stays. The voice begins where the file allows. */
export function trimmedStart(line: DubLine, startSec: number): DubLine {
  const take = activeTakeOf(line);
  const earliest = take === null ? Number.NEGATIVE_INFINITY : line.startSec - take.sourceStartSec;
  const latest = line.startSec + lineDurationSec(line) - leastLineSec;
  const start = Math.min(Math.max(startSec, earliest), latest);
  const shift = start - line.startSec;
  if (take === null) return { ...line, startSec: start, textDurationSec: line.textDurationSec - shift };
  const trimmed = {
    ...take,
    sourceStartSec: Math.max(0, take.sourceStartSec + shift),
    durationSec: take.durationSec - shift,
  };
  return { ...withTake(line, trimmed), startSec: start };
}

/** The line with another end. `assetSec` is the length of the voice's file. */
export function trimmedEnd(line: DubLine, endSec: number, assetSec: number): DubLine {
  const take = activeTakeOf(line);
  const wanted = Math.max(endSec - line.startSec, leastLineSec);
  if (take === null) return { ...line, textDurationSec: wanted };
  return withTake(line, {
    ...take,
    durationSec: Math.min(wanted, Math.max(assetSec - take.sourceStartSec, leastLineSec)),
  });
}

/** Two lines of one, cut at a time inside of it: every take is cut, the words go with their share of the time. Null when the time is not inside. */
export function splitLine(line: DubLine, atSec: number, newLineId: string): readonly [DubLine, DubLine] | null {
  const durationSec = lineDurationSec(line);
  const offset = atSec - line.startSec;
  if (offset < leastLineSec || offset > durationSec - leastLineSec) return null;
  const firstTakes = line.takes.map((take) => ({ ...take, durationSec: Math.min(take.durationSec, offset) }));
  const secondTakes = line.takes
    .filter((take) => take.durationSec > offset)
    .map((take) => ({
      ...take,
      sourceStartSec: take.sourceStartSec + offset,
      durationSec: take.durationSec - offset,
    }));
  const [before, after] = splitText(line.text, offset / durationSec);
  const hasActive = secondTakes.some(({ takeId }) => takeId === line.activeTakeId);
  return [
    { ...line, text: before, takes: firstTakes, textDurationSec: offset },
    {
      ...line,
      lineId: newLineId,
      startSec: atSec,
      text: after,
      takes: secondTakes,
      activeTakeId: hasActive ? line.activeTakeId : (secondTakes[0]?.takeId ?? null),
      textDurationSec: durationSec - offset,
    },
  ];
}

/** The line with its next take; the same line when it has no other. */
export function withNextTake(line: DubLine): DubLine {
  const at = line.takes.findIndex(({ takeId }) => takeId === line.activeTakeId);
  return line.takes.length < 2 ? line : { ...line, activeTakeId: line.takes[(at + 1) % line.takes.length].takeId };
}

/** Wishes for the changed lines; with ripple every line that begins at or after `fromSec` goes along by `shiftSec`. */
export function lineWishes(
  changed: readonly DubLine[],
  ripple: { readonly lines: readonly DubLine[]; readonly fromSec: number; readonly shiftSec: number } | null,
): RecordWish[] {
  const wishes: RecordWish[] = changed.map((line) => ({ collection: 'lines', id: line.lineId, after: line }));
  if (ripple === null || ripple.shiftSec === 0) return wishes;
  const ids = new Set(changed.map(({ lineId }) => lineId));
  const followers = ripple.lines.filter(({ lineId, startSec }) => !ids.has(lineId) && startSec >= ripple.fromSec);
  return [
    ...wishes,
    ...followers.map((line): RecordWish => ({
      collection: 'lines',
      id: line.lineId,
      after: movedLine(line, line.startSec + ripple.shiftSec),
    })),
  ];
}

function withTake(line: DubLine, changed: Take): DubLine {
  return { ...line, takes: line.takes.map((take) => (take.takeId === changed.takeId ? changed : take)) };
}

/** Cuts a text between two words, as near to the share as there is a space. */
function splitText(text: string, share: number): readonly [string, string] {
  const at = Math.round(text.length * share);
  const before = text.lastIndexOf(' ', at);
  const after = text.indexOf(' ', at);
  const nearest = before < 0 || (after >= 0 && after - at < at - before) ? after : before;
  return nearest < 0 ? [text, ''] : [text.slice(0, nearest).trim(), text.slice(nearest).trim()];
}

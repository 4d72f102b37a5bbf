import type { JobProgress, ProgressPhase } from '../../core/ports/progress.ts';
import type { Ink } from './ink.ts';
import { durationText } from './time-text.ts';

/** What each phase does, as the bar names it. */
const phaseWords: Readonly<Record<ProgressPhase, string>> = {
  analysis: 'Finding faces',
  voice: 'Listening',
  atlas: 'Collecting mouths',
  render: 'Rendering',
  export: 'Finishing',
};

/** Other words for some phases. */
export type PhaseWords = Readonly<Partial<Record<ProgressPhase, string>>>;

const longestWord = Math.max(...Object.values(phaseWords).map((word) => word.length));

/** How often the bar is redrawn, and how often a line is written where there is no terminal. */
const redrawMs = 100;
const lineMs = 5000;

/** Where progress is written; `columns` is asked again each time, because windows are resized. */
export interface ProgressScreen {
  readonly isTerminal: boolean;
  readonly columns: () => number;
  readonly write: (text: string) => void;
  readonly nowMs: () => number;
  readonly ink: Ink;
  readonly words?: PhaseWords;
}

/** Shows a job's progress and keeps other messages apart from it. */
export interface ProgressView {
  show(progress: JobProgress): void;
  /** Writes a line above the bar. */
  say(line: string): void;
  /** Takes the bar away; what is written next starts on an empty line. */
  close(): void;
}

/** One line of progress: phase, bar, percent, frames per second, elapsed, time left; the least needed goes first when the terminal is narrow. */
export function progressLine(progress: JobProgress, columns: number, ink: Ink, words: PhaseWords = {}): string {
  const percent = `${String(Math.floor(progress.ratio * 100)).padStart(3)} %`;
  const word = words[progress.phase] ?? phaseWords[progress.phase];
  const speed = progress.framesPerSec === null ? '' : `${speedText(progress.framesPerSec)} frames/s`;
  const elapsed = durationText(progress.elapsedSec);
  const left = progress.ratio >= 1 ? '' : progress.leftSec === null ? '' : `${durationText(progress.leftSec)} left`;
  const room = Math.max(1, columns - 1);
  const pieces = [
    [word.padEnd(longestWord), percent, speed, elapsed, left],
    [word.padEnd(longestWord), percent, speed, left],
    [word.padEnd(longestWord), percent, left],
    [word, percent],
    [percent],
  ].map((row) => row.filter((piece) => piece !== ''));
  const row = pieces.find((one) => one.join('  ').length <= room) ?? [percent.trim().slice(0, room)];
  const barWidth = Math.min(30, room - row.join('  ').length - 2);
  if (barWidth < 8 || row.length < 2) return row.join('  ');
  return [row[0], bar(progress.ratio, barWidth, ink), ...row.slice(1)].join('  ');
}

function speedText(framesPerSec: number): string {
  return framesPerSec >= 10 ? String(Math.round(framesPerSec)) : framesPerSec.toFixed(1);
}

function bar(ratio: number, width: number, ink: Ink): string {
  const done = Math.round(ratio * width);
  return ink.good('━'.repeat(done)) + ink.dim('─'.repeat(width - done));
}

/** A bar that is redrawn in place on a terminal; elsewhere a line every few seconds and at every change of phase. */
export function makeProgressView(screen: ProgressScreen): ProgressView {
  return screen.isTerminal ? makeBar(screen) : makeLines(screen);
}

const eraseLine = '\r\x1b[2K';

function makeBar(screen: ProgressScreen): ProgressView {
  let last: JobProgress | null = null;
  let drawnAtMs = -Infinity;
  const draw = (): void => {
    if (last) screen.write(eraseLine + progressLine(last, screen.columns(), screen.ink, screen.words));
  };
  return {
    show(progress) {
      const isNewPhase = progress.phase !== last?.phase;
      last = progress;
      const nowMs = screen.nowMs();
      if (!isNewPhase && progress.ratio < 1 && nowMs - drawnAtMs < redrawMs) return;
      drawnAtMs = nowMs;
      draw();
    },
    say(line) {
      screen.write(`${last ? eraseLine : ''}${line}\n`);
      draw();
    },
    close() {
      if (last) screen.write(eraseLine);
      last = null;
    },
  };
}

function makeLines(screen: ProgressScreen): ProgressView {
  let lastPhase: ProgressPhase | null = null;
  let writtenAtMs = -Infinity;
  return {
    show(progress) {
      const nowMs = screen.nowMs();
      if (progress.phase === lastPhase && nowMs - writtenAtMs < lineMs) return;
      lastPhase = progress.phase;
      writtenAtMs = nowMs;
      screen.write(`${progressLine(progress, 80, screen.ink, screen.words)}\n`);
    },
    say(line) {
      screen.write(`${line}\n`);
    },
    close() {
      lastPhase = null;
    },
  };
}

/** Shows nothing, for --quiet. */
export const silentProgressView: ProgressView = {
  show: () => undefined,
  say: () => undefined,
  close: () => undefined,
};

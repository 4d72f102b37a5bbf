/** Paints words for a terminal; without colour every function returns its text. */
export interface Ink {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly good: (text: string) => string;
  readonly warn: (text: string) => string;
  readonly bad: (text: string) => string;
}

/** Ink for a stream: colour only on a terminal that takes it, never when NO_COLOR is set (https://no-color.org). */
export function makeInk(isTerminal: boolean, env: Readonly<Record<string, string | undefined>>): Ink {
  const hasColour = isTerminal && !env.NO_COLOR && env.TERM !== 'dumb';
  const paint = (code: number) => (text: string) => (hasColour ? `\x1b[${code}m${text}\x1b[0m` : text);
  return { bold: paint(1), dim: paint(2), good: paint(32), warn: paint(33), bad: paint(31) };
}

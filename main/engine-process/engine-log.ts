/** Writes to the error stream, which the host reads line by line; every line carries the level. */
export function writeLog(level: 'info' | 'warn' | 'error', text: string): void {
  for (const line of text.split('\n')) process.stderr.write(`${level}: ${line}\n`);
}

/** The whole of an error, for the log only. */
export function logTextOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? '' : `\ncaused by ${logTextOf(error.cause)}`;
  return `${error.stack ?? error.message}${cause}`;
}

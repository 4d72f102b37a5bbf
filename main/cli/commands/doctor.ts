import type { HealthCheck, HealthStatus } from '../../../core/ports/doctor.ts';
import { inkOf, writeJson } from '../host.ts';
import type { CliHost, CommonOptions } from '../host.ts';
import type { Ink } from '../ink.ts';
import { wrapText } from '../table.ts';

/** `facet doctor`: shows every check as it ends; answers true when nothing that is needed is missing. */
export async function runDoctor(host: CliHost, flags: CommonOptions): Promise<boolean> {
  const { doctor } = await host.openStudio({ executionProvider: 'auto' });
  const checks: HealthCheck[] = [];
  const ink = inkOf(host);
  for await (const check of doctor.examine(host.signal)) {
    checks.push(check);
    const isShown = !flags.json && (!flags.quiet || check.status !== 'ok');
    if (isShown) host.stdout.write(checkLines(check, ink, host.stdout.columns()));
  }
  const missing = checks.filter(({ status }) => status === 'missing');
  if (flags.json) writeJson(host, { isReady: missing.length === 0, checks });
  else host.stdout.write(`\n${conclusion(checks, ink)}\n`);
  return missing.length === 0;
}

const marks: Readonly<Record<HealthStatus, string>> = { ok: 'ok     ', warning: 'warning', missing: 'missing' };

function checkLines({ name, status, sentence, advice }: HealthCheck, ink: Ink, columns: number): string {
  const paint = { ok: ink.good, warning: ink.warn, missing: ink.bad }[status];
  const indent = ' '.repeat(9 + 13);
  const width = Math.max(30, Math.min(columns, 120) - indent.length);
  const [first, ...rest] = wrapText(sentence, width);
  const tips = advice === '' ? [] : wrapText(advice, width).map((line) => ink.dim(line));
  return `${paint(marks[status])}  ${name.padEnd(13)}${first}\n${[...rest, ...tips].map((line) => `${indent}${line}\n`).join('')}`;
}

function conclusion(checks: readonly HealthCheck[], ink: Ink): string {
  const missing = checks.filter(({ status }) => status === 'missing').map(({ name }) => name);
  if (missing.length > 0) return ink.bad(`Not ready: ${missing.join(', ')}.`);
  return ink.good('Ready to dub.');
}

import { CommanderError } from 'commander';
import type { Command } from 'commander';
import { errorData, errorText } from './error-text.ts';
import { exitStatus, exitStatusOf } from './exit-status.ts';
import { writeJson } from './host.ts';
import type { CliHost } from './host.ts';
import { makeInk } from './ink.ts';
import { usageError } from './option-values.ts';
import { makeProgram } from './program.ts';

/**
 * Runs one command line from start to end.
 *
 * @param words the arguments after the program's name
 * @returns the exit status (docs/cli.md)
 */
export async function runCli(words: readonly string[], host: CliHost): Promise<number> {
  const outcome = { isGood: true };
  const program = makeProgram(host, outcome);
  if (words.length === 0) {
    host.stdout.write(program.helpInformation());
    return exitStatus.usage;
  }
  try {
    await program.parseAsync(isVersionFlag(words) ? ['version'] : words, { from: 'user' });
    return outcome.isGood ? exitStatus.ok : exitStatus.bug;
  } catch (thrown) {
    if (thrown instanceof CommanderError && thrown.exitCode === 0) return exitStatus.ok;
    return reportFailure(understand(thrown, subcommandsOf(program, words)), words, host);
  }
}

/** Commander's complaints are usage errors like our own; its `error: ` prefix and the help that it adds are left out. */
function understand(thrown: unknown, subcommands: readonly string[]): unknown {
  if (!(thrown instanceof CommanderError)) return thrown;
  if (thrown.code === 'commander.help') {
    return usageError(`Say which command: ${subcommands.slice(0, -1).join(', ')} or ${subcommands.slice(-1).join()}.`);
  }
  const [sentence] = thrown.message.replace(/^error: /, '').split('\n');
  const suggestion = /\(Did you mean .*\)/.exec(thrown.message)?.[0] ?? '';
  return usageError(
    `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}.${suggestion === '' ? '' : ` ${suggestion}`}`,
  );
}

/** What may follow the first word. */
function subcommandsOf(program: Command, [word]: readonly string[]): readonly string[] {
  const command = program.commands.find((one) => one.name() === word);
  return command?.commands.map((one) => one.name()) ?? [];
}

function reportFailure(failure: unknown, words: readonly string[], host: CliHost): number {
  if (words.includes('--json')) writeJson(host, { error: errorData(failure) });
  const isDebugging = host.env.FACET_DEBUG === '1';
  host.stderr.write(errorText(failure, makeInk(host.stderr.isTerminal, host.env), isDebugging));
  return exitStatusOf(failure);
}

/** `--version` is what people try first; it means the command. */
function isVersionFlag(words: readonly string[]): boolean {
  return words.length === 1 && (words[0] === '--version' || words[0] === '-V');
}

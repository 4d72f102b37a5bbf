import { spawn } from 'node:child_process';

/** What a program said and how it ended. */
export interface ProgramResult {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs a program to its end, without a shell. */
export function runProgram(
  program: string,
  words: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<ProgramResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, words, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    let [out, err] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, out, err }));
  });
}

/** Like {@link runProgram}; throws with the last lines of the program's messages when it fails. */
export async function runOrThrow(
  program: string,
  words: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<ProgramResult> {
  const result = await runProgram(program, words, env);
  if (result.status === 0) return result;
  const tail = `${result.out}\n${result.err}`.trim().split('\n').slice(-8).join('\n');
  throw new Error(`${program} ${words.join(' ')} ended with ${result.status}:\n${tail}`);
}

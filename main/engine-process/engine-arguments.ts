import { invariant } from '../../core/errors.ts';

/** What an engine process is started with. */
export interface EngineArguments {
  /** 'auto', or what the networks must run on. */
  readonly executionProvider: string;
  /** Folder of the artifact cache, absolute; host and engine share it. */
  readonly cacheFolder: string;
}

/** The arguments as words of a command line. */
export function wordsFromArguments({ executionProvider, cacheFolder }: EngineArguments): readonly string[] {
  return ['--provider', executionProvider, '--cache', cacheFolder];
}

/** Reads what {@link wordsFromArguments} wrote; other words before and after are left alone (Electron adds its own). */
export function argumentsFromWords(words: readonly string[]): EngineArguments {
  return { executionProvider: wordAfter(words, '--provider'), cacheFolder: wordAfter(words, '--cache') };
}

function wordAfter(words: readonly string[], name: string): string {
  const at = words.indexOf(name);
  const word = at === -1 ? undefined : words[at + 1];
  invariant(word !== undefined && word !== '', `an engine process is started with ${name}`);
  return word;
}

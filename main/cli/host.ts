import type { Studio } from '../studio.ts';
import { makeInk } from './ink.ts';
import type { Ink } from './ink.ts';
import { makeProgressView, silentProgressView } from './progress-view.ts';
import type { PhaseWords, ProgressView } from './progress-view.ts';

/** A stream of the terminal. */
export interface CliStream {
  readonly isTerminal: boolean;
  readonly columns: () => number;
  readonly write: (text: string) => void;
}

/** How `--ep` and the environment ask the studio to be made. */
export interface StudioChoice {
  readonly executionProvider: string;
}

/** How `facet serve` asks for the studio in a browser. */
export interface ServeChoice {
  /** 0 lets the system choose. */
  readonly port: number;
  /** Address or name of this computer to listen on. */
  readonly address: string;
}

/** The studio, served to browsers until it is closed. */
export interface ServedStudio {
  /** Address with the secret of this run. */
  readonly url: string;
  readonly port: number;
  /** Opens the user's browser at the studio; false where there is none to open. */
  openBrowser(): Promise<boolean>;
  close(): Promise<void>;
}

/** All that the command line touches of the world. */
export interface CliHost {
  readonly stdout: CliStream;
  readonly stderr: CliStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Folder that paths are relative to. */
  readonly folder: string;
  readonly nowMs: () => number;
  /** Fires when the user interrupts. */
  readonly signal: AbortSignal;
  readonly openStudio: (choice: StudioChoice) => Promise<Studio>;
  /** @throws StudioError 'host.page-not-built' | 'host.port-in-use' | 'host.address-unusable' */
  readonly serveStudio: (choice: ServeChoice) => Promise<ServedStudio>;
  readonly writeTextFile: (path: string, text: string) => Promise<void>;
}

/** Options that every command has. */
export interface CommonOptions {
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** Ink for what goes to stdout. */
export function inkOf({ stdout, env }: CliHost): Ink {
  return makeInk(stdout.isTerminal, env);
}

/** The progress display that the options ask for, on stderr; `words` name phases otherwise than usual. */
export function progressViewOf(
  { stderr, env, nowMs }: CliHost,
  { quiet }: CommonOptions,
  words: PhaseWords = {},
): ProgressView {
  if (quiet) return silentProgressView;
  return makeProgressView({ ...stderr, nowMs, ink: makeInk(stderr.isTerminal, env), words });
}

/** Writes one value as JSON to stdout; numbers that JSON cannot hold become null. */
export function writeJson({ stdout }: CliHost, value: unknown): void {
  stdout.write(`${jsonText(value)}\n`);
}

/** JSON for people and programs: typed arrays as plain arrays, NaN and infinities as null. */
export function jsonText(value: unknown): string {
  return JSON.stringify(
    value,
    (_key, one: unknown) =>
      ArrayBuffer.isView(one) && !(one instanceof DataView) ? Array.from(one as Float64Array) : one,
    2,
  );
}

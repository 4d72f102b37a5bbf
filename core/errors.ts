/**
 * Every failure that a user can meet has a code here; everything else is a bug.
 * A code is `<stage>.<kebab-reason>`; the exit status of the command line follows from its stage (`docs/cli.md`).
 */
export const errorCodes = [
  'cli.usage',
  'cli.output-exists',
  'cli.output-not-writable',
  'cli.same-file',
  'host.unreachable',
  'host.port-in-use',
  'host.address-unusable',
  'host.page-not-built',
  'host.upload-refused',
  'job.cancelled',
  'media.not-found',
  'media.not-readable',
  'media.not-media',
  'media.truncated',
  'media.no-video',
  'media.still-picture',
  'media.no-audio',
  'media.unsupported-codec',
  'media.unsupported-bit-depth',
  'media.hdr-not-supported',
  'media.frame-count-changed',
  'media.ffmpeg-failed',
  'media.ffmpeg-not-found',
  'media.silent-voice',
  'analysis.no-face',
  'analysis.face-not-chosen',
  'analysis.face-too-small',
  'analysis.profile-only',
  'edit.invalid-range',
  'edit.unknown-handle',
  'project.not-found',
  'project.exists',
  'project.not-a-project',
  'project.too-new',
  'project.damaged',
  'project.read-only',
  'project.invalid-change',
  'project.not-open',
  'project.no-video',
  'project.asset-missing',
  'engine.crashed',
  'engine.not-started',
  'synthesis.factor-length-mismatch',
  'synthesis.atlas-empty',
  'synthesis.voice-length-mismatch',
  'synthesis.no-portrait',
  'models.not-found',
  'models.damaged',
  'models.unsupported',
  'models.provider-missing',
  'models.pack-exists',
  'models.in-use',
  'models.checkpoint-missing',
  'models.checkpoint-damaged',
  'models.checkpoint-unsafe',
  'models.checkpoint-mismatch',
  'export.disk-full',
  'export.folder-missing',
  'export.not-writable',
  'export.encoder-failed',
] as const;

/** One of the codes that the product can answer with. */
export type ErrorCode = (typeof errorCodes)[number];

/** True for the code of a failure; what arrives from elsewhere may be of another version. */
export function isErrorCode(code: string): code is ErrorCode {
  return (errorCodes as readonly string[]).includes(code);
}

/** Plain values that explain a failure; they cross process borders as JSON. */
export type ErrorDetails = Readonly<Record<string, PlainValue>>;

/** What crosses process borders inside of details. */
export type PlainValue = string | number | boolean | null;

/**
 * An expected failure: a sentence for the user (what happened and what to do), a code for programs.
 * Bugs are never StudioErrors: they throw from {@link invariant}.
 */
export class StudioError extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'StudioError';
    this.code = code;
    this.details = details;
  }
}

/** True when the value is a StudioError, optionally with the given code. */
export function isStudioError(value: unknown, code?: ErrorCode): value is StudioError {
  return value instanceof StudioError && (code === undefined || value.code === code);
}

/** Throws when the program's own assumption does not hold: a bug, never the user's fault. */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`Invariant broken: ${message}`);
}

/** Compile-time proof that a union is handled to its last member. */
export function assertNever(value: never): never {
  throw new Error(`Unexpected value: ${JSON.stringify(value)}`);
}

/** Throws 'job.cancelled' when the signal has fired; call between units of work. */
export function throwIfCancelled(signal: AbortSignalLike | undefined): void {
  if (signal?.aborted) throw new StudioError('job.cancelled', 'Cancelled.');
}

/** The part of AbortSignal that pure code needs (the real one satisfies it). */
export interface AbortSignalLike {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

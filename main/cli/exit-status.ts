import { isStudioError } from '../../core/errors.ts';
import type { ErrorCode } from '../../core/errors.ts';

/** Exit statuses of the command line; `docs/cli.md` explains them to users. */
export const exitStatus = {
  ok: 0,
  bug: 1,
  usage: 2,
  media: 3,
  face: 4,
  voice: 5,
  models: 6,
  output: 7,
  host: 8,
  cancelled: 130,
} as const;

/** Codes whose status is not that of their stage. */
const ownStatus: Partial<Record<ErrorCode, number>> = {
  'cli.output-not-writable': exitStatus.output,
  'edit.invalid-range': exitStatus.usage,
  'media.silent-voice': exitStatus.voice,
  'media.no-audio': exitStatus.voice,
  'synthesis.voice-length-mismatch': exitStatus.voice,
  'synthesis.atlas-empty': exitStatus.face,
  'synthesis.no-portrait': exitStatus.face,
  'job.cancelled': exitStatus.cancelled,
};

const stageStatus: Readonly<Record<string, number>> = {
  cli: exitStatus.usage,
  media: exitStatus.media,
  analysis: exitStatus.face,
  edit: exitStatus.usage,
  models: exitStatus.models,
  export: exitStatus.output,
  host: exitStatus.host,
};

/** The exit status for a failure: by its code, else by its stage; anything but a StudioError is a bug. */
export function exitStatusOf(failure: unknown): number {
  if (!isStudioError(failure)) return exitStatus.bug;
  return ownStatus[failure.code] ?? stageStatus[failure.code.split('.')[0]] ?? exitStatus.bug;
}

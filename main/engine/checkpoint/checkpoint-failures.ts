import { basename } from 'node:path';
import { StudioError } from '../../../core/errors.ts';
import type { ErrorDetails } from '../../../core/errors.ts';

/** 'models.checkpoint-damaged': the file is no whole checkpoint. `problem` goes on from the file's name: "is empty." */
export function damagedCheckpoint(path: string, problem: string, cause?: unknown): StudioError {
  return new StudioError('models.checkpoint-damaged', `${basename(path)} ${problem}`, { path }, cause);
}

/** 'models.checkpoint-unsafe': the file holds more than tensors and plain containers; `wanted` is what it named. */
export function unsafeCheckpoint(path: string, wanted: string, problem: string): StudioError {
  const sentence = `${basename(path)} ${problem} Only tensors and plain containers are read, and none of its code was run. Download the official file.`;
  return new StudioError('models.checkpoint-unsafe', sentence, { path, wanted });
}

/** 'models.checkpoint-mismatch': a sound file that does not hold what the network needs. */
export function mismatchedCheckpoint(path: string, problem: string, details: ErrorDetails = {}): StudioError {
  return new StudioError('models.checkpoint-mismatch', `${basename(path)} ${problem}`, { path, ...details });
}

import { z } from 'zod';
import { StudioError, errorCodes } from '../core/errors.ts';
import type { ErrorCode, ErrorDetails } from '../core/errors.ts';

/** From the user interface: a request, or the wish to end one that is still running. */
export const clientMessageSchema = z.union([
  z.object({ id: z.number().int().nonnegative(), name: z.string(), input: z.unknown() }),
  z.object({ id: z.number().int().nonnegative(), cancel: z.literal(true) }),
]);

/** A failure as plain data; `code` is checked when the StudioError is rebuilt. */
export const failureSchema = z.object({
  code: z.string(),
  message: z.string(),
  details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
});

/**
 * From the studio. A query is answered by one `value`; a stream by any number of `item` and one `end`.
 * Either can end with a `failure` (expected, for the user) or a `bug` (a sentence for a report, never a stack).
 */
export const serverMessageSchema = z.union([
  z.object({ id: z.number(), value: z.unknown() }),
  z.object({ id: z.number(), item: z.unknown() }),
  z.object({ id: z.number(), end: z.literal(true) }),
  z.object({ id: z.number(), failure: failureSchema }),
  z.object({ id: z.number(), bug: z.string() }),
]);

/** A checked message from the user interface. */
export type ClientMessage = z.infer<typeof clientMessageSchema>;
/** A checked message from the studio. */
export type ServerMessage = z.infer<typeof serverMessageSchema>;
/** A failure as plain data. */
export type PlainFailure = z.infer<typeof failureSchema>;

/** Moves messages between a user interface and the studio; each host has one. What arrives is not yet checked. */
export interface Transport {
  send(message: ClientMessage): void;
  /** Calls the listener for each message until the returned function is called. */
  onMessage(listener: (message: unknown) => void): () => void;
}

/** A StudioError as plain data; its cause stays behind. */
export function plainFailureFrom(error: StudioError): PlainFailure {
  return { code: error.code, message: error.message, details: { ...error.details } };
}

/** Rebuilds the error of the other side; a code that this side does not know becomes a plain Error. */
export function errorFromFailure(failure: PlainFailure): Error {
  const isKnown = (errorCodes as readonly string[]).includes(failure.code);
  if (!isKnown) return new Error(`${failure.code}: ${failure.message}`);
  return new StudioError(failure.code as ErrorCode, failure.message, failure.details as ErrorDetails);
}

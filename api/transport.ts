import { z } from 'zod';
import { StudioError, errorCodes } from '../core/errors.ts';
import type { ErrorCode, ErrorDetails } from '../core/errors.ts';

const requestIdSchema = z.number().int().nonnegative();

/**
 * From the user interface: a request, the wish to end one that is still running, or how many items of a stream its reader has taken
 * since it last said so (the studio holds a stream back whose reader lags behind, see {@link streamWindow}).
 */
export const clientMessageSchema = z.union([
  z.object({ id: requestIdSchema, name: z.string(), input: z.unknown() }),
  z.object({ id: requestIdSchema, cancel: z.literal(true) }),
  z.object({ id: requestIdSchema, taken: z.number().int().positive() }),
]);

/** Items of one stream that may be on their way untaken, and after how many taken ones a reader says so. */
export const streamWindow = { untakenItems: 64, reportEvery: 16 } as const;

/** What one user interface may ask of a host. Pictures, tracks and sounds never ride the contract, so messages are small. */
export const connectionLimits = {
  /** Bytes of one message of the user interface; long pastes of edits are the largest. */
  messageBytes: 16_777_216,
  runningRequests: 256,
  /** Messages in a second, over a while and at once. */
  messagesPerSec: 1000,
  burstMessages: 4000,
} as const;

/** Details of a failure as plain data. */
export const errorDetailsSchema = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));

/** A failure as plain data; `code` is checked when the StudioError is rebuilt. */
export const failureSchema = z.object({
  code: z.string(),
  message: z.string(),
  details: errorDetailsSchema,
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

/**
 * Whether the user interface can reach its host: 'connecting' before the first answer, 'lost' while it tries again by itself,
 * 'refused' when the host does not let it in (it was started anew, so its address is another one).
 */
export type ConnectionState = 'connecting' | 'open' | 'lost' | 'refused';

/**
 * The transport of a page. While the state is not 'open' (or 'connecting', which keeps requests until it is), every call fails with
 * 'host.unreachable', running ones at the moment of the loss; streams are to be asked anew when it is 'open' again.
 */
export interface PageTransport extends Transport {
  readonly state: ConnectionState;
  /** Told of every change; returns how to stop being told. */
  onState(listener: (state: ConnectionState) => void): () => void;
  /** Tries at once instead of at the next turn. */
  reconnect(): void;
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

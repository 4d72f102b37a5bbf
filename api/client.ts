import type { z } from 'zod';
import { StudioError, throwIfCancelled } from '../core/errors.ts';
import type { AbortSignalLike } from '../core/errors.ts';
import { makeMessageQueue } from './message-queue.ts';
import type { MessageQueue } from './message-queue.ts';
import type { Procedure, ProcedureKind } from './procedure.ts';
import { errorFromFailure, serverMessageSchema, streamWindow } from './transport.ts';
import type { ServerMessage, Transport } from './transport.ts';

/** How a call can be ended from outside. */
export interface CallOptions {
  readonly signal?: AbortSignalLike | undefined;
}

type CallOf<P> =
  P extends Procedure<infer Kind, infer Input, infer Output>
    ? (input: z.input<Input>, options?: CallOptions) => AnswerOf<Kind, z.output<Output>>
    : never;

type AnswerOf<Kind extends ProcedureKind, Value> = Kind extends 'stream' ? AsyncIterable<Value> : Promise<Value>;

/** A typed call for every procedure of a contract, in the contract's own shape. */
export type ClientOf<C> = {
  readonly [Prefix in keyof C]: { readonly [Verb in keyof C[Prefix]]: CallOf<C[Prefix][Verb]> };
};

/** What all clients of one transport share: request ids, and one listener that hands each message to its call. */
class OpenCalls {
  private lastId = 0;
  private readonly queues = new Map<number, MessageQueue<ServerMessage>>();
  private stopListening: () => void = () => undefined;
  private readonly transport: Transport;

  constructor(transport: Transport) {
    this.transport = transport;
  }

  open(): { readonly id: number; readonly queue: MessageQueue<ServerMessage> } {
    const id = ++this.lastId;
    const queue = makeMessageQueue<ServerMessage>();
    if (this.queues.size === 0) this.stopListening = this.transport.onMessage((raw) => this.receive(raw));
    this.queues.set(id, queue);
    return { id, queue };
  }

  close(id: number): void {
    this.queues.delete(id);
    if (this.queues.size === 0) this.stopListening();
  }

  private receive(raw: unknown): void {
    const message = serverMessageSchema.safeParse(raw);
    if (message.success) this.queues.get(message.data.id)?.push(message.data);
  }
}

const callsOfTransports = new WeakMap<Transport, OpenCalls>();

function callsOf(transport: Transport): OpenCalls {
  const calls = callsOfTransports.get(transport) ?? new OpenCalls(transport);
  callsOfTransports.set(transport, calls);
  return calls;
}

type AnyCall = (input: unknown, options?: CallOptions) => AsyncIterable<unknown> | Promise<unknown>;

/**
 * Makes a client that checks what it sends and what comes back.
 *
 * A call rejects (or its stream throws) with the StudioError of the other side, with 'job.cancelled' after an abort, and
 * with a plain Error for a bug: an answer against the contract, an unknown procedure, a broken connection.
 * Leaving a stream early cancels it on the other side; one that waits for its next item is left by its signal.
 */
export function createClient<C extends object>(contract: C, transport: Transport): ClientOf<C> {
  const open = (procedure: Procedure, input: unknown, options: CallOptions) =>
    itemsOf(procedure, transport, input, options.signal);
  const callOf = (procedure: Procedure): AnyCall =>
    procedure.kind === 'stream'
      ? (input, options = {}) => open(procedure, input, options)
      : (input, options = {}) => onlyItemOf(procedure, open(procedure, input, options));
  const groups = Object.entries(contract).map(([prefix, group]) => {
    const calls = Object.entries(group as Record<string, Procedure>).map(([verb, p]) => [verb, callOf(p)] as const);
    return [prefix, Object.fromEntries(calls)] as const;
  });
  return Object.fromEntries(groups) as ClientOf<C>;
}

async function onlyItemOf(procedure: Procedure, items: AsyncIterable<unknown>): Promise<unknown> {
  for await (const item of items) return item;
  throw new Error(`${procedure.name} ended without an answer`);
}

async function* itemsOf(
  procedure: Procedure,
  transport: Transport,
  input: unknown,
  signal: AbortSignalLike | undefined,
): AsyncGenerator<unknown, void, void> {
  throwIfCancelled(signal);
  const checkedInput = procedure.input.parse(input);
  const calls = callsOf(transport);
  const { id, queue } = calls.open();
  const onAbort = () => queue.fail(new StudioError('job.cancelled', 'Cancelled.'));
  signal?.addEventListener('abort', onAbort, { once: true });
  let isOver = false;
  let taken = 0;
  try {
    transport.send({ id, name: procedure.name, input: checkedInput });
    for (;;) {
      const message = await queue.next();
      isOver = !('item' in message);
      if ('end' in message) return;
      yield answerOf(procedure, message);
      if (isOver) return;
      taken += 1;
      if (taken < streamWindow.reportEvery) continue;
      transport.send({ id, taken });
      taken = 0;
    }
  } finally {
    signal?.removeEventListener('abort', onAbort);
    calls.close(id);
    if (!isOver) transport.send({ id, cancel: true });
  }
}

function answerOf(procedure: Procedure, message: Exclude<ServerMessage, { end: true }>): unknown {
  if ('failure' in message) throw errorFromFailure(message.failure);
  if ('bug' in message) throw new Error(`${procedure.name}: ${message.bug}`);
  return procedure.output.parse('item' in message ? message.item : message.value);
}

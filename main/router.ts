import type { z } from 'zod';
import type { AnyContract } from '../api/contract.ts';
import { proceduresByName } from '../api/contract.ts';
import type { Procedure } from '../api/procedure.ts';
import { clientMessageSchema, connectionLimits, plainFailureFrom, streamWindow } from '../api/transport.ts';
import type { ClientMessage, ServerMessage } from '../api/transport.ts';
import { isStudioError } from '../core/errors.ts';

/** What stands behind one procedure. */
export type HandlerOf<P> =
  P extends Procedure<infer Kind, infer Input, infer Output>
    ? (
        input: z.output<Input>,
        signal: AbortSignal,
      ) => Kind extends 'stream' ? AsyncIterable<z.input<Output>> : Promise<z.input<Output>>
    : never;

/** A handler for every procedure of a contract, in the contract's own shape. */
export type HandlersOf<C> = {
  readonly [Prefix in keyof C]: { readonly [Verb in keyof C[Prefix]]: HandlerOf<C[Prefix][Verb]> };
};

type AnyHandler = (input: unknown, signal: AbortSignal) => AsyncIterable<unknown> | Promise<unknown>;

/** One request of a user interface. */
export type RequestMessage = Extract<ClientMessage, { readonly name: string }>;

/** Takes an answer on its way; a promise holds the next one back until it resolves. */
export type SendAnswer = (message: ServerMessage) => void | Promise<void>;

/** Answers requests. */
export interface Router {
  /** Sends every answer of one request and resolves when it is over; never rejects. A stream is left when the signal fires. */
  handle(request: RequestMessage, signal: AbortSignal, send: SendAnswer): Promise<void>;
}

/** Options of a router. */
export interface RouterOptions {
  /** Told of every bug with its stack; the user interface gets one sentence. */
  readonly onBug: (requestName: string, error: unknown) => void;
}

/** Binds handlers to a contract: what goes in and what comes out is checked against the schemas. */
export function createRouter<C extends AnyContract>(
  contract: C,
  handlers: HandlersOf<C>,
  { onBug }: RouterOptions,
): Router {
  const procedures = proceduresByName(contract);
  const handlerOf = (name: string): AnyHandler => {
    const [prefix, verb] = name.split('.');
    return (handlers as unknown as Record<string, Record<string, AnyHandler>>)[prefix][verb];
  };

  return {
    async handle(request, signal, send) {
      const { id, name } = request;
      const procedure = procedures.get(name);
      if (procedure === undefined) return send({ id, bug: `there is no procedure '${name}'` });
      const input = procedure.input.safeParse(request.input);
      if (!input.success) return send({ id, bug: `the input of ${name} is not what the contract says` });
      try {
        await answer(procedure, handlerOf(name)(input.data, signal), { id, signal, send });
      } catch (error) {
        if (isStudioError(error)) return send({ id, failure: plainFailureFrom(error) });
        onBug(name, error);
        send({ id, bug: 'an unexpected failure; the log of the host says more' });
      }
    },
  };
}

interface Answering {
  readonly id: number;
  readonly signal: AbortSignal;
  readonly send: SendAnswer;
}

async function answer(
  procedure: Procedure,
  result: AsyncIterable<unknown> | Promise<unknown>,
  { id, signal, send }: Answering,
): Promise<void> {
  if (procedure.kind !== 'stream') return send({ id, value: procedure.output.parse(await result) });
  for await (const item of result as AsyncIterable<unknown>) {
    if (signal.aborted) return;
    await send({ id, item: procedure.output.parse(item) });
  }
  await send({ id, end: true });
}

/** The studio's end of one user interface: a window, a test. */
export interface Connection {
  /** Takes a message as it came; one that is against the envelope is dropped, because there is no id to answer. */
  receive(raw: unknown): void;
  /** Cancels everything that still runs for this user interface; afterwards nothing is sent. */
  close(): void;
}

interface RunningRequest {
  readonly controller: AbortController;
  untakenItems: number;
  /** Lets a stream go on that waits for its reader. */
  resume: () => void;
}

/**
 * Opens a connection; requests on it run side by side, up to a limit. A stream waits while too many of its items are untaken, so a
 * reader that lags or sleeps costs neither side memory.
 */
export function openConnection(router: Router, send: (message: ServerMessage) => void): Connection {
  const running = new Map<number, RunningRequest>();
  let isClosed = false;
  const end = (request: RunningRequest | undefined) => {
    request?.controller.abort();
    request?.resume();
  };
  const start = (message: RequestMessage) => {
    const { id } = message;
    if (running.has(id)) return;
    if (running.size >= connectionLimits.runningRequests) return send({ id, bug: 'too many requests at once' });
    const request: RunningRequest = { controller: new AbortController(), untakenItems: 0, resume: () => undefined };
    const { signal } = request.controller;
    running.set(id, request);
    const sendInTurn: SendAnswer = (answered) => {
      if (isClosed || signal.aborted) return;
      send(answered);
      if (!('item' in answered) || ++request.untakenItems < streamWindow.untakenItems) return;
      return new Promise((resolve) => (request.resume = resolve));
    };
    void router.handle(message, signal, sendInTurn).finally(() => running.delete(id));
  };
  return {
    receive(raw) {
      const message = clientMessageSchema.safeParse(raw);
      if (!message.success || isClosed) return;
      const request = running.get(message.data.id);
      if ('name' in message.data) return start(message.data);
      if ('cancel' in message.data) return end(request);
      if (request === undefined) return;
      request.untakenItems = Math.max(0, request.untakenItems - message.data.taken);
      if (request.untakenItems < streamWindow.untakenItems) request.resume();
    },
    close() {
      isClosed = true;
      for (const request of running.values()) end(request);
    },
  };
}

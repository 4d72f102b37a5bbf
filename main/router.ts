import type { z } from 'zod';
import type { AnyContract } from '../api/contract.ts';
import { proceduresByName } from '../api/contract.ts';
import type { Procedure } from '../api/procedure.ts';
import { clientMessageSchema, plainFailureFrom } from '../api/transport.ts';
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

/** Answers requests. */
export interface Router {
  /** Sends every answer of one request and resolves when it is over; never rejects. */
  handle(request: RequestMessage, signal: AbortSignal, send: (message: ServerMessage) => void): Promise<void>;
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
        await answer(procedure, handlerOf(name)(input.data, signal), id, send);
      } catch (error) {
        if (isStudioError(error)) return send({ id, failure: plainFailureFrom(error) });
        onBug(name, error);
        send({ id, bug: 'an unexpected failure; the log of the host says more' });
      }
    },
  };
}

async function answer(
  procedure: Procedure,
  result: AsyncIterable<unknown> | Promise<unknown>,
  id: number,
  send: (message: ServerMessage) => void,
): Promise<void> {
  if (procedure.kind !== 'stream') return send({ id, value: procedure.output.parse(await result) });
  for await (const item of result as AsyncIterable<unknown>) send({ id, item: procedure.output.parse(item) });
  send({ id, end: true });
}

/** The studio's end of one user interface: a window, a test. */
export interface Connection {
  /** Takes a message as it came; one that is against the envelope is dropped, because there is no id to answer. */
  receive(raw: unknown): void;
  /** Cancels everything that still runs for this user interface; afterwards nothing is sent. */
  close(): void;
}

/** Opens a connection; requests on it run side by side. */
export function openConnection(router: Router, send: (message: ServerMessage) => void): Connection {
  const running = new Map<number, AbortController>();
  let isClosed = false;
  return {
    receive(raw) {
      const message = clientMessageSchema.safeParse(raw);
      if (!message.success || isClosed) return;
      const { id } = message.data;
      if ('cancel' in message.data) return running.get(id)?.abort();
      if (running.has(id)) return;
      const controller = new AbortController();
      running.set(id, controller);
      const sendWhileOpen = (answered: ServerMessage) => {
        if (!isClosed && !controller.signal.aborted) send(answered);
      };
      void router.handle(message.data, controller.signal, sendWhileOpen).finally(() => running.delete(id));
    },
    close() {
      isClosed = true;
      for (const controller of running.values()) controller.abort();
    },
  };
}

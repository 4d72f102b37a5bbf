import { plainFailureFrom, serverMessageSchema } from '../../api/transport.ts';
import type { ClientMessage, ServerMessage, Transport } from '../../api/transport.ts';
import type { StudioError } from '../../core/errors.ts';

/** A transport whose other side may go away and come back: calls in between wait. */
export interface SupervisedTransport extends Transport {
  /** Hands over all that waits, and from now on every message at once. */
  connect(send: (message: ClientMessage) => void): void;
  /** A message of the other side, as it came. */
  receive(raw: unknown): void;
  /** Ends the calls that the other side was working on with a failure; later calls wait for the next `connect`. */
  disconnect(failure: StudioError): void;
  /** Ends running, waiting and all later calls with a failure, until `connect` or `disconnect` is called. */
  refuse(failure: StudioError): void;
}

type Request = Extract<ClientMessage, { readonly name: string }>;

/** Makes a transport that waits for its first `connect`. */
export function makeSupervisedTransport(): SupervisedTransport {
  const listeners = new Set<(message: unknown) => void>();
  const running = new Set<number>();
  const waiting = new Map<number, Request>();
  let sendOn: ((message: ClientMessage) => void) | null = null;
  let refusal: StudioError | null = null;

  const deliver = (message: ServerMessage) => {
    for (const listener of [...listeners]) listener(message);
  };
  const failAll = (ids: readonly number[], failure: StudioError) => {
    for (const id of ids) deliver({ id, failure: plainFailureFrom(failure) });
  };
  const disconnect = (failure: StudioError) => {
    sendOn = null;
    refusal = null;
    const ended = [...running];
    running.clear();
    failAll(ended, failure);
  };

  return {
    onMessage(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    send(message) {
      const { id } = message;
      if (!('name' in message)) {
        const isOver = 'cancel' in message;
        if (isOver && waiting.delete(id)) return;
        if (running.has(id)) sendOn?.(message);
        if (isOver) running.delete(id);
        return;
      }
      if (refusal !== null) return failAll([id], refusal);
      if (sendOn === null) {
        waiting.set(id, message);
        return;
      }
      running.add(id);
      sendOn(message);
    },
    connect(send) {
      sendOn = send;
      refusal = null;
      const requests = [...waiting.values()];
      waiting.clear();
      for (const request of requests) {
        running.add(request.id);
        send(request);
      }
    },
    receive(raw) {
      const message = serverMessageSchema.safeParse(raw);
      if (!message.success || !running.has(message.data.id)) return;
      if (!('item' in message.data)) running.delete(message.data.id);
      deliver(message.data);
    },
    disconnect,
    refuse(failure) {
      disconnect(failure);
      refusal = failure;
      const ended = [...waiting.keys()];
      waiting.clear();
      failAll(ended, failure);
    },
  };
}

import type { ClientMessage, Transport } from '../../api/transport.ts';

/**
 * Talks to the web host: one POST a request, one message a line in the answer; a request is cancelled by closing it.
 * @param address the host's `/api`
 */
export function createHttpTransport(address: string, token: string): Transport {
  const listeners = new Set<(message: unknown) => void>();
  const running = new Map<number, AbortController>();
  const emit = (message: unknown) => listeners.forEach((listener) => listener(message));

  async function exchange(message: ClientMessage): Promise<void> {
    const controller = new AbortController();
    running.set(message.id, controller);
    try {
      const response = await fetch(address, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify(message),
        signal: controller.signal,
      });
      if (!response.ok || response.body === null) throw new Error((await response.text()).trim());
      for await (const line of linesOf(response.body)) emit(JSON.parse(line));
    } catch (error) {
      if (controller.signal.aborted) return;
      const reason = error instanceof Error && error.message !== '' ? error.message : 'no answer';
      emit({ id: message.id, bug: `the studio cannot be reached (${reason})` });
    } finally {
      running.delete(message.id);
    }
  }

  return {
    send: (message) => {
      if ('cancel' in message) running.get(message.id)?.abort();
      else void exchange(message);
    },
    onMessage: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

async function* linesOf(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const reader = body.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>).getReader();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    const lines = (rest + value).split('\n');
    rest = lines.pop() ?? '';
    yield* lines.filter((line) => line !== '');
  }
  if (rest !== '') yield rest;
}

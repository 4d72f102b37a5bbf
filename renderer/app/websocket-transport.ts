import { connectionLimits } from '../../api/transport.ts';
import type { ClientMessage, ConnectionState, PageTransport } from '../../api/transport.ts';

/** What the transport needs of the world; a page has all of it. */
export interface SocketWorld {
  /** Opens a socket to the host's `/api` with a session. */
  openSocket(session: string): WebSocket;
  /** A session that the host lets in; 'refused' when it does not, 'unreachable' when nobody answers. */
  openSession(): Promise<{ readonly session: string } | 'refused' | 'unreachable'>;
  setTimer(run: () => void, delayMs: number): unknown;
  clearTimer(timer: unknown): void;
  /** In [0, 1); spreads the tries of many windows. */
  random(): number;
}

/** Shortest and longest wait between two tries. */
const firstWaitMs = 250;
const longestWaitMs = 8000;

/** Pages of a host that is gone fail their calls with this sentence. */
const unreachable = 'The studio cannot be reached. It may have been ended; this page tries again by itself.';
const refused = 'The studio does not let this page in. Open the address that it printed when it was started.';

/**
 * Talks to the web host over one WebSocket and opens it again when it is lost. Requests made before the first connection wait for it;
 * afterwards those that run when the connection goes, and those made while it is away, fail with 'host.unreachable'.
 */
export function createWebSocketTransport(world: SocketWorld): PageTransport {
  const link = new SocketLink(world);
  link.connect();
  return {
    get state() {
      return link.state;
    },
    send: (message) => link.send(message),
    onMessage: (listener) => subscribe(link.messageListeners, listener),
    onState: (listener) => subscribe(link.stateListeners, listener),
    reconnect: () => link.reconnect(),
  };
}

function subscribe<T>(listeners: Set<T>, listener: T): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

class SocketLink {
  state: ConnectionState = 'connecting';
  readonly messageListeners = new Set<(message: unknown) => void>();
  readonly stateListeners = new Set<(state: ConnectionState) => void>();
  /** Requests that the host has not ended yet. */
  private readonly running = new Set<number>();
  private waiting: string[] = [];
  private socket: WebSocket | null = null;
  private timer: unknown = null;
  private failedTries = 0;
  private isConnecting = false;
  private readonly world: SocketWorld;

  constructor(world: SocketWorld) {
    this.world = world;
  }

  connect(): void {
    if (this.isConnecting || this.socket !== null) return;
    this.isConnecting = true;
    this.timer = null;
    void this.world
      .openSession()
      .catch(() => 'unreachable' as const)
      .then((answer) => {
        if (answer === 'refused') this.stop();
        else if (answer === 'unreachable') this.retry();
        else this.open(answer.session);
      });
  }

  reconnect(): void {
    if (this.state === 'open' || this.isConnecting) return;
    this.world.clearTimer(this.timer);
    this.failedTries = 0;
    this.connect();
  }

  send(message: ClientMessage): void {
    const isRequest = 'name' in message;
    if (this.state === 'lost' || this.state === 'refused') {
      if (isRequest) this.failLater(message.id);
      return;
    }
    if (isRequest) this.running.add(message.id);
    const text = JSON.stringify(message);
    // Every character is at least one byte, at most three; only long texts are worth counting.
    if (text.length * 3 > connectionLimits.messageBytes && new Blob([text]).size > connectionLimits.messageBytes) {
      const sizeMb = Math.ceil(text.length / 1e6);
      return this.emit({ id: message.id, bug: `a request of ${sizeMb} MB is more than the studio takes at once` });
    }
    if (this.state === 'connecting') this.waiting.push(text);
    else this.socket?.send(text);
  }

  private open(session: string): void {
    const socket = this.world.openSocket(session);
    this.socket = socket;
    socket.addEventListener('open', () => {
      this.isConnecting = false;
      this.failedTries = 0;
      const waiting = this.waiting;
      this.waiting = [];
      for (const text of waiting) socket.send(text);
      this.enter('open');
    });
    socket.addEventListener('message', ({ data }) => this.emit(JSON.parse(String(data))));
    socket.addEventListener('close', () => {
      if (this.socket !== socket) return;
      this.socket = null;
      this.retry();
    });
  }

  private retry(): void {
    this.isConnecting = false;
    this.enter('lost');
    this.failRunning();
    const waitMs = Math.min(longestWaitMs, firstWaitMs * 2 ** this.failedTries) * (0.75 + this.world.random() / 2);
    this.failedTries += 1;
    this.timer = this.world.setTimer(() => this.connect(), waitMs);
  }

  private stop(): void {
    this.isConnecting = false;
    this.enter('refused');
    this.failRunning();
  }

  private failRunning(): void {
    this.waiting = [];
    for (const id of [...this.running]) this.emit(this.failureOf(id));
  }

  /** After the caller has begun to listen, as an answer from outside would come. */
  private failLater(id: number): void {
    queueMicrotask(() => this.emit(this.failureOf(id)));
  }

  private failureOf(id: number): unknown {
    const message = this.state === 'refused' ? refused : unreachable;
    return { id, failure: { code: 'host.unreachable', message, details: {} } };
  }

  private emit(message: unknown): void {
    if (isLastOfRequest(message)) this.running.delete(message.id);
    for (const listener of [...this.messageListeners]) listener(message);
  }

  private enter(state: ConnectionState): void {
    if (this.state === state) return;
    this.state = state;
    for (const listener of [...this.stateListeners]) listener(state);
  }
}

/** Every message of the host but an item of a stream ends its request. */
function isLastOfRequest(message: unknown): message is { readonly id: number } {
  return typeof message === 'object' && message !== null && 'id' in message && !('item' in message);
}

/** How one graph of a model pack did on an execution provider, against the processor with the same input. */
export interface GraphTrial {
  /** Path of the graph's file. */
  readonly graph: string;
  /** True when the provider computes every operator itself; else the processor computes some, with copies between. */
  readonly isCovered: boolean;
  /** Greatest distance to the processor's results, as a share of their greatest magnitude. */
  readonly difference: number;
  /** Milliseconds of a second run there, and on the processor. */
  readonly ms: number;
  readonly cpuMs: number;
}

/**
 * What a process that tried one execution provider found: milliseconds per run of a network of the size of a generator's layers, and how the graphs
 * that it was asked for did; or why the provider does not work.
 */
export type ProbeAnswer =
  { readonly msPerRun: number; readonly graphs?: readonly GraphTrial[] } | { readonly reason: string };

/** What such a process is asked. */
export interface ProbeTask {
  readonly provider: string;
  /** Absolute paths of graphs to try as well. */
  readonly graphs: readonly string[];
}

/** The task as the one word that a process is started with. */
export function probeWord({ provider, graphs }: ProbeTask): string {
  return graphs.length === 0 ? provider : JSON.stringify([provider, ...graphs]);
}

/** The task in a word; any other word counts as the name of a provider. */
export function probeTaskFrom(word: string): ProbeTask {
  if (!word.startsWith('[')) return { provider: word, graphs: [] };
  const [provider, ...graphs] = JSON.parse(word) as string[];
  return { provider, graphs };
}

/** A provider that has not answered by then never will: the first use of a GPU compiles for seconds, the paper's networks for a minute. */
export function probeLimitMs(word: string): number {
  return word.startsWith('[') ? 120_000 : 30_000;
}

/**
 * Asks the host to try a provider in a process of its own: an engine that is a utility process of a packaged desktop application can
 * start no Node, only its host can. `provider` is a {@link probeWord}.
 */
export interface ProbeRequest {
  readonly probe: { readonly number: number; readonly provider: string };
}

/** The host's answer to the {@link ProbeRequest} of that number. */
export interface ProbeReply {
  readonly probed: { readonly number: number; readonly answer: ProbeAnswer };
}

/** The request in a message of an engine process, null when it is another message. */
export function probeRequestFrom(message: unknown): ProbeRequest['probe'] | null {
  const { probe } = (message ?? {}) as Partial<ProbeRequest>;
  return typeof probe?.number === 'number' && typeof probe.provider === 'string' ? probe : null;
}

/** The reply in a message of a host, null when it is another message. */
export function probeReplyFrom(message: unknown): ProbeReply['probed'] | null {
  const { probed } = (message ?? {}) as Partial<ProbeReply>;
  return typeof probed?.number === 'number' && typeof probed.answer === 'object' ? probed : null;
}

/**
 * What a process that tried one execution provider found: milliseconds per run of a small network, or why the provider does not work.
 */
export type ProbeAnswer = { readonly msPerRun: number } | { readonly reason: string };

/**
 * Asks the host to try a provider in a process of its own: an engine that is a utility process of a packaged desktop application can
 * start no Node, only its host can.
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

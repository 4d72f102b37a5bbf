/** Where onnxruntime put the nodes of a graph. */
export interface Placement {
  readonly provider: string;
  readonly nodeCount: number;
  /** Operators of the nodes, in the order of the log; empty where it only counts them. */
  readonly operators: readonly string[];
}

/**
 * Reads the log of a session (severity 0): `All nodes placed on [X]. Number of nodes: n`, or a list for each provider.
 *
 * @returns empty when the log does not say, because the session was not made
 */
export function placementFrom(log: string): readonly Placement[] {
  const placements: { provider: string; nodeCount: number; operators: string[] }[] = [];
  for (const line of log.split('\n')) {
    const placed = /placed on \[(\w+)\]\. Number of nodes: (\d+)/.exec(line);
    const node = /VerifyEachNodeIsAssignedToAnEp\]\s+(\w+) \(/.exec(line);
    if (placed) placements.push({ provider: placed[1], nodeCount: Number(placed[2]), operators: [] });
    else if (node) placements.at(-1)?.operators.push(node[1]);
  }
  return placements;
}

/** The placement in a table's cell. */
export function describePlacement(placements: readonly Placement[], status: number, log: string): string {
  if (placements.length === 0) return status === 0 ? 'not said' : `does not load: ${lastWords(log)}`;
  const all = placements.reduce((sum, { nodeCount }) => sum + nodeCount, 0);
  const onCpu = placements.find(({ provider }) => provider === 'CPUExecutionProvider');
  if (placements.length === 1) return `all ${all} nodes`;
  const counts = new Map<string, number>();
  for (const operator of onCpu?.operators ?? []) counts.set(operator, (counts.get(operator) ?? 0) + 1);
  const left = [...counts].map(([operator, count]) => `${operator} ${count}`).join(', ');
  return `${all - (onCpu?.nodeCount ?? 0)} of ${all} nodes; on the processor: ${left}`;
}

function lastWords(log: string): string {
  const message = /Error: (.*)/.exec(log)?.[1] ?? log.trim().split('\n').at(-1) ?? '';
  return message.replaceAll('|', '/').slice(0, 120);
}

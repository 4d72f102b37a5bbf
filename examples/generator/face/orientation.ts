/**
 * Turns triangles so that neighbours agree on which side is out, starting from the first one. Changes `triangles` in place.
 *
 * @param triangles [F, 3] of one connected surface
 */
export function orientConsistently(triangles: number[]): void {
  const byEdge = new Map<string, number[]>();
  const edgesOf = (f: number): [number, number][] =>
    [0, 1, 2].map((k) => [triangles[f * 3 + k], triangles[f * 3 + ((k + 1) % 3)]]);
  const keyOf = (a: number, b: number): string => (a < b ? `${a} ${b}` : `${b} ${a}`);
  for (let f = 0; f < triangles.length / 3; f++) {
    for (const [a, b] of edgesOf(f)) byEdge.set(keyOf(a, b), [...(byEdge.get(keyOf(a, b)) ?? []), f]);
  }
  const done = new Set([0]);
  const queue = [0];
  for (let f = queue.shift(); f !== undefined; f = queue.shift()) {
    for (const [a, b] of edgesOf(f)) {
      for (const g of byEdge.get(keyOf(a, b)) ?? []) {
        if (done.has(g)) continue;
        const isSameWay = edgesOf(g).some(([p, q]) => p === a && q === b);
        if (isSameWay) [triangles[g * 3 + 1], triangles[g * 3 + 2]] = [triangles[g * 3 + 2], triangles[g * 3 + 1]];
        done.add(g);
        queue.push(g);
      }
    }
  }
}

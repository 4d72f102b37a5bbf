/**
 * The smallest convex outline round points of the plane.
 *
 * @param points x, y, x, y and so on
 * @returns [V, 2] the outline's corners in order
 * @source Andrew's monotone chain
 */
export function convexHull(points: readonly number[]): Float32Array {
  const order = Array.from({ length: points.length / 2 }, (_, k) => k).sort(
    (a, b) => points[2 * a] - points[2 * b] || points[2 * a + 1] - points[2 * b + 1],
  );
  const turnsLeft = (a: number, b: number, c: number): boolean =>
    (points[2 * b] - points[2 * a]) * (points[2 * c + 1] - points[2 * a + 1]) >
    (points[2 * b + 1] - points[2 * a + 1]) * (points[2 * c] - points[2 * a]);
  const chain = (along: readonly number[]): number[] => {
    const kept: number[] = [];
    for (const k of along) {
      while (kept.length > 1 && !turnsLeft(kept[kept.length - 2], kept[kept.length - 1], k)) kept.pop();
      kept.push(k);
    }
    return kept.slice(0, -1);
  };
  const outline = [...chain(order), ...chain([...order].reverse())];
  return Float32Array.from(outline.flatMap((k) => [points[2 * k], points[2 * k + 1]]));
}

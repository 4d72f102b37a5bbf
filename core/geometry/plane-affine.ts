/** An affine map of the plane: `x' = a x + b y + c`, `y' = d x + e y + f`. Pixel centres lie at whole numbers on both sides. */
export interface PlaneAffine {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
  readonly e: number;
  readonly f: number;
}

/** The map that undoes the given one; its determinant must not be 0. */
export function invertAffine({ a, b, c, d, e, f }: PlaneAffine): PlaneAffine {
  const scale = 1 / (a * e - b * d);
  const [ia, ib, id, ie] = [e * scale, -b * scale, -d * scale, a * scale];
  return { a: ia, b: ib, c: -(ia * c + ib * f), d: id, e: ie, f: -(id * c + ie * f) };
}

/** By how much the map makes things longer: the square root of the area of what a unit square becomes. */
export function affineScale({ a, b, d, e }: PlaneAffine): number {
  return Math.sqrt(Math.abs(a * e - b * d));
}

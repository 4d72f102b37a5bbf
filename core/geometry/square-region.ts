/**
 * A square in a frame that may be turned: what a face network looks at. Centre in pixels (pixel centres at whole numbers),
 * side in pixels, angle in radians, clockwise on the screen.
 */
export interface SquareRegion {
  readonly centreX: number;
  readonly centreY: number;
  readonly sizePx: number;
  readonly angleRad: number;
}

/**
 * The affine map from places in a region, in units of its side (0 to 1 from its left and top edge), to frame pixels:
 * `x = a u + b v + c`, `y = d u + e v + f`.
 */
export interface RegionMap {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
  readonly e: number;
  readonly f: number;
}

/** The map from the region's own units to frame pixels. */
export function regionMap(region: SquareRegion): RegionMap {
  const a = region.sizePx * Math.cos(region.angleRad);
  const d = region.sizePx * Math.sin(region.angleRad);
  return { a, b: -d, c: region.centreX - 0.5 * (a - d), d, e: a, f: region.centreY - 0.5 * (d + a) };
}

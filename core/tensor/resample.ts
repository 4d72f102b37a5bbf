/** Sub-pixel steps of the cubic weight table. */
const phases = 64;
/** Integer weights of one phase sum to this. */
const unit = 128;

function cubicTable(): Int16Array {
  const table = new Int16Array(phases * 4);
  for (let p = 0; p < phases; p++) {
    const t = p / phases;
    const w = [
      ((-0.5 * t + 1) * t - 0.5) * t,
      (1.5 * t - 2.5) * t * t + 1,
      ((-1.5 * t + 2) * t + 0.5) * t,
      (0.5 * t - 0.5) * t * t,
    ];
    for (let k = 0; k < 4; k++) table[p * 4 + k] = Math.round(w[k] * unit);
    table[p * 4 + (t < 0.5 ? 1 : 2)] += unit - (table[p * 4] + table[p * 4 + 1] + table[p * 4 + 2] + table[p * 4 + 3]);
  }
  return table;
}

const cubic = cubicTable();

/**
 * One sample of an 8-bit plane at a fractional place by Catmull-Rom interpolation (it keeps fine texture that bilinear
 * sampling would soften; whole places give the pixel itself). Places outside repeat the border.
 *
 * @param plane [H, W], rows `strideBytes` apart, starting at `offset`
 * @returns the value, unclamped (it may overshoot 0..255 a little)
 */
export function sampleCubic(
  plane: Uint8Array,
  offset: number,
  strideBytes: number,
  widthPx: number,
  heightPx: number,
  x: number,
  y: number,
): number {
  const maxX = widthPx - 1;
  const maxY = heightPx - 1;
  const cx = x < 0 ? 0 : x > maxX ? maxX : x;
  const cy = y < 0 ? 0 : y > maxY ? maxY : y;
  const fx = (cx * phases + 0.5) | 0;
  const fy = (cy * phases + 0.5) | 0;
  const ix = (fx / phases) | 0;
  const iy = (fy / phases) | 0;
  const px = (fx & (phases - 1)) << 2;
  const py = (fy & (phases - 1)) << 2;
  if ((px | py) === 0) return plane[offset + iy * strideBytes + ix];
  const a = cubic[px];
  const b = cubic[px + 1];
  const c = cubic[px + 2];
  const d = cubic[px + 3];
  if (ix > 0 && iy > 0 && ix < maxX - 1 && iy < maxY - 1) {
    let o = offset + (iy - 1) * strideBytes + ix;
    let sum = cubic[py] * (a * plane[o - 1] + b * plane[o] + c * plane[o + 1] + d * plane[o + 2]);
    o += strideBytes;
    sum += cubic[py + 1] * (a * plane[o - 1] + b * plane[o] + c * plane[o + 1] + d * plane[o + 2]);
    o += strideBytes;
    sum += cubic[py + 2] * (a * plane[o - 1] + b * plane[o] + c * plane[o + 1] + d * plane[o + 2]);
    o += strideBytes;
    sum += cubic[py + 3] * (a * plane[o - 1] + b * plane[o] + c * plane[o + 1] + d * plane[o + 2]);
    return sum / (unit * unit);
  }
  const x0 = ix > 0 ? ix - 1 : 0;
  const x2 = ix < maxX ? ix + 1 : maxX;
  const x3 = ix + 2 <= maxX ? ix + 2 : maxX;
  let sum = 0;
  for (let k = 0; k < 4; k++) {
    const row = iy + k - 1;
    const o = offset + (row < 0 ? 0 : row > maxY ? maxY : row) * strideBytes;
    sum += cubic[py + k] * (a * plane[o + x0] + b * plane[o + ix] + c * plane[o + x2] + d * plane[o + x3]);
  }
  return sum / (unit * unit);
}

/** One bilinear sample of an 8-bit plane [H, W]; places outside repeat the border. */
export function sampleLinear(
  plane: Uint8Array,
  offset: number,
  strideBytes: number,
  widthPx: number,
  heightPx: number,
  x: number,
  y: number,
): number {
  const maxX = widthPx - 1;
  const maxY = heightPx - 1;
  const cx = x < 0 ? 0 : x > maxX ? maxX : x;
  const cy = y < 0 ? 0 : y > maxY ? maxY : y;
  const ix = cx | 0;
  const iy = cy | 0;
  const fx = cx - ix;
  const o = offset + iy * strideBytes + ix;
  const right = ix < maxX ? 1 : 0;
  const below = iy < maxY ? strideBytes : 0;
  const top = plane[o] + fx * (plane[o + right] - plane[o]);
  const bottom = plane[o + below] + fx * (plane[o + below + right] - plane[o + below]);
  return top + (cy - iy) * (bottom - top);
}

/** One bilinear sample of a float plane [H, W]; places outside repeat the border. */
export function samplePlane(plane: Float32Array, widthPx: number, heightPx: number, x: number, y: number): number {
  const maxX = widthPx - 1;
  const maxY = heightPx - 1;
  const cx = x < 0 ? 0 : x > maxX ? maxX : x;
  const cy = y < 0 ? 0 : y > maxY ? maxY : y;
  const ix = cx | 0;
  const iy = cy | 0;
  const fx = cx - ix;
  const o = iy * widthPx + ix;
  const right = ix < maxX ? 1 : 0;
  const below = iy < maxY ? widthPx : 0;
  const top = plane[o] + fx * (plane[o + right] - plane[o]);
  const bottom = plane[o + below] + fx * (plane[o + below + right] - plane[o + below]);
  return top + (cy - iy) * (bottom - top);
}

/** 0 up to `low`, 1 from `high` on, with flat ends between; `low` < `high`. */
export function smoothstep(low: number, high: number, value: number): number {
  const t = value <= low ? 0 : value >= high ? 1 : (value - low) / (high - low);
  return t * t * (3 - 2 * t);
}

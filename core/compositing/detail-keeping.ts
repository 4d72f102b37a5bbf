import { boxBlur } from '../tensor/blur.ts';
import type { MouthMatte } from './mouth-matte.ts';
import type { RenderWorkspace } from './render-workspace.ts';

/** Reach of what counts as fine detail, iod. */
const detailIod = 0.01;

/** Area over which detail is compared, iod. */
const comparedIod = 0.04;

/** Largest amplification: averaging four unlike textures halves their contrast. */
const largestGain = 2;

/** Distance (px) of the neighbours that fine detail is measured against. */
export function detailReach(iodPx: number): number {
  return Math.max(1, Math.round(detailIod * iodPx));
}

/** A pixel minus the mean of its four neighbours at distance `reach`; neighbours that are missing (negative) count as the pixel. */
function detailAt(plane: Float32Array, stride: number, rows: number, i: number, j: number, reach: number): number {
  const o = j * stride + i;
  const centre = plane[o];
  const left = i >= reach ? plane[o - reach] : -1;
  const right = i + reach < stride ? plane[o + reach] : -1;
  const above = j >= reach ? plane[o - reach * stride] : -1;
  const below = j + reach < rows ? plane[o + reach * stride] : -1;
  return (
    centre -
    ((left < 0 ? centre : left) +
      (right < 0 ? centre : right) +
      (above < 0 ? centre : above) +
      (below < 0 ? centre : below)) /
      4
  );
}

/**
 * Gives a blend of several pictures back the fine detail that averaging took: where they agree (an edge that all show)
 * nothing changes, where each has its own texture the blend's detail is amplified to their mean strength.
 *
 * @param plane  the blend [2 * matte.height, 2 * matte.width], changed; missing pixels are negative
 * @param wanted mean detail energy of the pictures per cell of four pixels; overwritten
 */
export function restoreDetail(
  plane: Float32Array,
  matte: MouthMatte,
  wanted: Float32Array,
  iodPx: number,
  workspace: RenderWorkspace,
): void {
  const { width, height } = matte;
  const stride = 2 * width;
  const reach = detailReach(iodPx);
  const present = workspace.float('detailPresent', width * height).fill(0, 0, width * height);
  const scratch = workspace.float('scratch', width * height);
  const detail = workspace.float('detail', 4 * width * height);
  for (let j = 0; j < 2 * height; j++) {
    for (let i = 0; i < stride; i++) {
      const o = j * stride + i;
      detail[o] = plane[o] < 0 ? 0 : detailAt(plane, stride, 2 * height, i, j, reach);
      present[(j >> 1) * width + (i >> 1)] += detail[o] * detail[o];
    }
  }
  const radius = Math.max(1, Math.round((comparedIod * iodPx) / 2));
  boxBlur(wanted, scratch, width, height, radius, 2);
  boxBlur(present, scratch, width, height, radius, 2);
  for (let g = 0; g < width * height; g++) {
    present[g] = Math.min(largestGain, Math.max(1, Math.sqrt((wanted[g] + 1e-3) / (present[g] + 1e-3)))) - 1;
  }
  for (let j = 0; j < 2 * height; j++) {
    for (let i = 0; i < stride; i++) {
      const o = j * stride + i;
      if (plane[o] < 0) continue;
      const value = plane[o] + present[(j >> 1) * width + (i >> 1)] * detail[o];
      plane[o] = value < 0 ? 0 : value;
    }
  }
}

import { boxBlur } from '../tensor/blur.ts';
import { sampleCubic } from '../tensor/resample.ts';
import type { Region } from './region.ts';
import type { RenderWorkspace } from './render-workspace.ts';

/** Smoothing of the displacement, iod: takes the creases of the mesh out of the skin. */
const smoothingIod = 0.03;

/** Near the frame's edge the displacement dies out over this length (iod), so that nothing is pulled in from outside. */
const edgeIod = 0.12;

/** Displacements under this (px) leave the pixel as it is. */
const negligiblePx = 0.03;

/** How strongly a place may be displaced, by its distance from the frame's edges that cut the region. */
function edgeWeight(x: number, y: number, frameWidthPx: number, frameHeightPx: number, reach: number): number {
  const nearest = Math.min(x, y, frameWidthPx - 1 - x, frameHeightPx - 1 - y);
  return nearest >= reach ? 1 : Math.max(0, nearest / reach);
}

/** One row of a half-resolution plane, interpolated at a luma row's height. Luma rows lie a quarter of a cell off its middle. */
function rowBetween(plane: Float32Array, width: number, height: number, y: number, out: Float32Array): boolean {
  const near = y >> 1;
  const far = Math.min(height - 1, Math.max(0, (y & 1) === 0 ? near - 1 : near + 1));
  let isMoved = false;
  for (let i = 0, a = near * width, b = far * width; i < width; i++, a++, b++) {
    out[i] = 0.75 * plane[a] + 0.25 * plane[b];
    if (out[i] !== 0) isMoved = true;
  }
  return isMoved;
}

/** Samples the luma of every displaced pixel; `dx` and `dy` are at chroma resolution, in luma px. */
function moveLuma(region: Region, dx: Float32Array, dy: Float32Array, workspace: RenderWorkspace): void {
  const { rect, chromaWidth: w, chromaHeight: h } = region;
  const rowX = workspace.float('rowX', w);
  const rowY = workspace.float('rowY', w);
  for (let y = 0; y < rect.heightPx; y++) {
    const isMovedX = rowBetween(dx, w, h, y, rowX);
    const isMovedY = rowBetween(dy, w, h, y, rowY);
    if (!isMovedX && !isMovedY) continue;
    for (let x = 0; x < rect.widthPx; x++) {
      const near = x >> 1;
      const far = (x & 1) === 0 ? (near > 0 ? near - 1 : 0) : near + 1 < w ? near + 1 : near;
      const sx = 0.75 * rowX[near] + 0.25 * rowX[far];
      const sy = 0.75 * rowY[near] + 0.25 * rowY[far];
      if (sx * sx + sy * sy < negligiblePx * negligiblePx) continue;
      const o = y * rect.widthPx + x;
      region.y[o] = sampleCubic(region.originalY, 0, rect.widthPx, rect.widthPx, rect.heightPx, x + sx, y + sy);
    }
  }
}

/**
 * Carries the frame's own pixels along with the mesh: chin, jaw and neck follow the new mouth without foreign background.
 *
 * @param region  its result planes are overwritten where the mesh moves
 * @param ids     triangle map of the region
 * @param affines drawn mesh to own mesh, [F, 6] px of the frame
 */
export function warpOwnFace(
  region: Region,
  ids: Uint16Array,
  affines: Float64Array,
  iodPx: number,
  frameWidthPx: number,
  frameHeightPx: number,
  workspace: RenderWorkspace,
): void {
  const { rect, chromaWidth: w, chromaHeight: h } = region;
  const dx = workspace.float('dx', w * h);
  const dy = workspace.float('dy', w * h);
  const scratch = workspace.float('scratch', w * h);
  for (let j = 0; j < h; j++) {
    for (let i = 0; i < w; i++) {
      const o = j * w + i;
      const id = ids[2 * j * rect.widthPx + 2 * i];
      if (id === 0) {
        dx[o] = dy[o] = 0;
        continue;
      }
      // Cell (i, j) stands for the middle of its four luma pixels.
      const x = rect.x + 2 * i + 0.5;
      const y = rect.y + 2 * j + 0.5;
      const m = (id - 1) * 6;
      const weight = edgeWeight(x, y, frameWidthPx, frameHeightPx, edgeIod * iodPx);
      dx[o] = weight * (affines[m] * x + affines[m + 1] * y + affines[m + 2] - x);
      dy[o] = weight * (affines[m + 3] * x + affines[m + 4] * y + affines[m + 5] - y);
    }
  }
  const radius = Math.max(1, Math.round((smoothingIod * iodPx) / 2));
  boxBlur(dx, scratch, w, h, radius, 2);
  boxBlur(dy, scratch, w, h, radius, 2);
  moveLuma(region, dx, dy, workspace);
  for (let o = 0; o < w * h; o++) {
    if (dx[o] * dx[o] + dy[o] * dy[o] < negligiblePx * negligiblePx) continue;
    const x = (o % w) + dx[o] / 2;
    const y = ((o / w) | 0) + dy[o] / 2;
    region.u[o] = sampleCubic(region.originalU, 0, w, w, h, x, y);
    region.v[o] = sampleCubic(region.originalV, 0, w, w, h, x, y);
  }
}

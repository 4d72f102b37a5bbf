import { boxBlur, gaussianBoxRadius } from '../tensor/blur.ts';
import { samplePlane } from '../tensor/resample.ts';
import type { MouthLayer } from './mouth-layer.ts';
import type { MouthMatte } from './mouth-matte.ts';
import type { Region } from './region.ts';
import type { RenderWorkspace } from './render-workspace.ts';

/** Extent (standard deviation, iod) over which light is compared: slower than wrinkles and lips, faster than the face's shading. */
const lightIod = 0.1;

/** Largest change of a value (grey levels). */
const largestChange = 40;

/** Matte cells (chroma pixels) to one cell of the comparison. */
const cellSize = 2;

/** Light differences between the frame and the mouth layer, on a coarse grid over the matte's part. */
export interface LightDifference {
  readonly width: number;
  readonly height: number;
  readonly y: Float32Array;
  readonly u: Float32Array;
  readonly v: Float32Array;
}

/** Sums frame minus layer over each coarse cell, where both show skin; the fourth plane holds the weights. */
function sumDifferences(
  region: Region,
  layer: MouthLayer,
  matte: MouthMatte,
  planes: readonly Float32Array[],
  gridWidth: number,
): void {
  const { width, height, alpha, lips } = matte;
  const left = matte.x - region.rect.x;
  const top = matte.y - region.rect.y;
  const stride = region.rect.widthPx;
  for (let j = 0; j < height; j++) {
    for (let i = 0; i < width; i++) {
      const cell = j * width + i;
      if (layer.isFilled[cell] === 0 || alpha[cell] <= 0) continue;
      const weight = 1 - lips[cell];
      if (weight <= 0) continue;
      const o = 2 * j * 2 * width + 2 * i;
      if (layer.y[o] < 0 || layer.y[o + 1] < 0 || layer.y[o + 2 * width] < 0 || layer.y[o + 2 * width + 1] < 0)
        continue;
      const r = (top + 2 * j) * stride + left + 2 * i;
      const c = ((top >> 1) + j) * region.chromaWidth + (left >> 1) + i;
      const there = region.y[r] + region.y[r + 1] + region.y[r + stride] + region.y[r + stride + 1];
      const here = layer.y[o] + layer.y[o + 1] + layer.y[o + 2 * width] + layer.y[o + 2 * width + 1];
      const g = ((j / cellSize) | 0) * gridWidth + ((i / cellSize) | 0);
      planes[0][g] += (weight * (there - here)) / 4;
      planes[1][g] += weight * (region.u[c] - layer.u[cell]);
      planes[2][g] += weight * (region.v[c] - layer.v[cell]);
      planes[3][g] += weight;
    }
  }
}

/**
 * Compares the light on the skin round the mouth by normalised convolution: the low-passed difference, carried on
 * smoothly under the lips, which are left out because they are another shape.
 */
export function measureLight(
  region: Region,
  layer: MouthLayer,
  matte: MouthMatte,
  iodPx: number,
  workspace: RenderWorkspace,
): LightDifference {
  const width = Math.ceil(matte.width / cellSize);
  const height = Math.ceil(matte.height / cellSize);
  const count = width * height;
  const planes = ['lightY', 'lightU', 'lightV', 'lightWeight'].map((name) =>
    workspace.float(name, count).fill(0, 0, count),
  );
  sumDifferences(region, layer, matte, planes, width);
  const scratch = workspace.float('scratch', count);
  const radius = gaussianBoxRadius((lightIod * iodPx) / 2 / cellSize);
  for (const plane of planes) boxBlur(plane, scratch, width, height, radius, 3);
  const weight = planes[3];
  for (const plane of planes.slice(0, 3)) {
    for (let g = 0; g < count; g++) {
      const value = plane[g] / (weight[g] + 1e-4);
      plane[g] = Math.min(largestChange, Math.max(-largestChange, value));
    }
  }
  return { width, height, y: planes[0], u: planes[1], v: planes[2] };
}

/** Lays the mouth layer over the region with the light matched. `presence` in [0, 1] scales the matte. */
export function blendMouthLayer(
  region: Region,
  layer: MouthLayer,
  matte: MouthMatte,
  light: LightDifference,
  presence: number,
): void {
  const { width, height, alpha } = matte;
  const left = matte.x - region.rect.x;
  const top = matte.y - region.rect.y;
  for (let j = 0; j < 2 * height; j++) {
    for (let i = 0; i < 2 * width; i++) {
      const cell = (j >> 1) * width + (i >> 1);
      if (alpha[cell] <= 0) continue;
      const value = layer.y[j * 2 * width + i];
      if (value < 0) continue;
      const a = presence * samplePlane(alpha, width, height, (i - 0.5) / 2, (j - 0.5) / 2);
      const at = (i - 0.5) / 2 / cellSize - 0.25;
      const change = samplePlane(light.y, light.width, light.height, at, (j - 0.5) / 2 / cellSize - 0.25);
      const o = (top + j) * region.rect.widthPx + left + i;
      region.y[o] += a * (value + change - region.y[o]);
    }
  }
  for (let j = 0; j < height; j++) {
    for (let i = 0; i < width; i++) {
      const cell = j * width + i;
      if (alpha[cell] <= 0 || layer.isFilled[cell] === 0) continue;
      const a = presence * alpha[cell];
      const x = (i - 0.5) / cellSize;
      const y = (j - 0.5) / cellSize;
      const o = ((top >> 1) + j) * region.chromaWidth + (left >> 1) + i;
      region.u[o] += a * (layer.u[cell] + samplePlane(light.u, light.width, light.height, x, y) - region.u[o]);
      region.v[o] += a * (layer.v[cell] + samplePlane(light.v, light.width, light.height, x, y) - region.v[o]);
    }
  }
}

import type { Rect } from '../geometry/rect.ts';
import type { MouthAtlas } from '../synthesis/mouth-atlas.ts';
import type { MouthPose } from '../synthesis/mouth-pose.ts';
import { sampleCubic } from '../tensor/resample.ts';
import { chromaSize, type YuvImage } from '../tensor/yuv-image.ts';
import { detailReach, restoreDetail } from './detail-keeping.ts';
import type { MouthMatte } from './mouth-matte.ts';
import type { RenderWorkspace } from './render-workspace.ts';
import { meshAffines } from './triangle-map.ts';

/** The mouth as the atlas shows it in the drawn mesh. Planes of the matte's part, [2 * height, 2 * width] and [height, width]. */
export interface MouthLayer {
  /** Negative where the atlas has nothing; undefined where the matte is 0. */
  readonly y: Float32Array;
  readonly u: Float32Array;
  readonly v: Float32Array;
  /** 1 where the chroma planes hold a value. */
  readonly isFilled: Uint8Array;
}

/** What sampling an atlas entry needs to know. */
interface Sampling {
  readonly matte: MouthMatte;
  readonly ids: Uint16Array;
  readonly region: Rect;
  readonly affines: Float64Array;
  /** Triangle ids under this belong to the ring, which no entry has. */
  readonly firstId: number;
}

/** Energy of a picture's fine detail at the pixel nearest to a place, 0 at its border. */
function detailEnergyAt(plane: Uint8Array, width: number, height: number, x: number, y: number, reach: number): number {
  const ix = (x + 0.5) | 0;
  const iy = (y + 0.5) | 0;
  if (ix < reach || iy < reach || ix + reach >= width || iy + reach >= height) return 0;
  const o = iy * width + ix;
  const detail =
    plane[o] - (plane[o - reach] + plane[o + reach] + plane[o - reach * width] + plane[o + reach * width]) / 4;
  return detail * detail;
}

/** Adds an entry's luma at every matte pixel (-1 where the mesh is missing), and the energy of its fine detail at chroma resolution. */
function addLuma(
  { matte, ids, region, affines, firstId }: Sampling,
  picture: YuvImage,
  crop: Rect,
  weight: number,
  reach: number,
  out: Float32Array,
  energy: Float32Array,
): void {
  const stride = 2 * matte.width;
  for (let j = 0; j < 2 * matte.height; j++) {
    const idRow = (matte.y + j - region.y) * region.widthPx + matte.x - region.x;
    const cellRow = (j >> 1) * matte.width;
    const py = matte.y + j;
    for (let i = 0; i < stride; i++) {
      const cell = cellRow + (i >> 1);
      const id = ids[idRow + i];
      if (id < firstId || matte.alpha[cell] <= 0) {
        out[j * stride + i] -= weight;
        continue;
      }
      const px = matte.x + i;
      const m = (id - 1) * 6;
      const sx = affines[m] * px + affines[m + 1] * py + affines[m + 2] - crop.x;
      const sy = affines[m + 3] * px + affines[m + 4] * py + affines[m + 5] - crop.y;
      const value = sampleCubic(picture.y, 0, crop.widthPx, crop.widthPx, crop.heightPx, sx, sy);
      out[j * stride + i] += weight * (value < 0 ? 0 : value);
      energy[cell] += weight * detailEnergyAt(picture.y, crop.widthPx, crop.heightPx, sx, sy, reach);
    }
  }
}

/** Adds an entry's chroma at every matte cell. */
function addChroma(
  { matte, ids, region, affines, firstId }: Sampling,
  picture: YuvImage,
  crop: Rect,
  weight: number,
  layer: MouthLayer,
): void {
  const width = chromaSize(crop.widthPx);
  const height = chromaSize(crop.heightPx);
  for (let j = 0; j < matte.height; j++) {
    const py = matte.y + 2 * j;
    for (let i = 0; i < matte.width; i++) {
      const cell = j * matte.width + i;
      const px = matte.x + 2 * i;
      const id = ids[(py - region.y) * region.widthPx + px - region.x];
      if (id < firstId || matte.alpha[cell] <= 0) continue;
      const m = (id - 1) * 6;
      // Left siting: the chroma sample lies half a luma row below the first of its luma pixels.
      const sx = affines[m] * px + affines[m + 1] * (py + 0.5) + affines[m + 2] - crop.x;
      const sy = affines[m + 3] * px + affines[m + 4] * (py + 0.5) + affines[m + 5] - crop.y;
      layer.u[cell] += weight * sampleCubic(picture.u, 0, width, width, height, sx / 2, (sy - 0.5) / 2);
      layer.v[cell] += weight * sampleCubic(picture.v, 0, width, width, height, sx / 2, (sy - 0.5) / 2);
      layer.isFilled[cell] = 1;
    }
  }
}

/**
 * Warps the chosen atlas entries onto the drawn mesh and blends them; one triangle map serves all of them. The fine detail
 * that resampling and blending take is given back at the strength that the entries have.
 *
 * @param ids triangle map of `region`; the matte's part lies inside of it
 */
export function drawMouthLayer(
  atlas: MouthAtlas,
  pose: MouthPose,
  matte: MouthMatte,
  ids: Uint16Array,
  region: Rect,
  workspace: RenderWorkspace,
): MouthLayer {
  const { mesh, frames } = atlas.plan;
  const cells = matte.width * matte.height;
  const layer: MouthLayer = {
    y: workspace.float('mouthY', 4 * cells).fill(0, 0, 4 * cells),
    u: workspace.float('mouthU', cells).fill(0, 0, cells),
    v: workspace.float('mouthV', cells).fill(0, 0, cells),
    isFilled: workspace.bytes('mouthFilled', cells).fill(0, 0, cells),
  };
  const energy = workspace.float('detailWanted', cells).fill(0, 0, cells);
  const affines = workspace.affines(mesh.triangles.length * 2);
  const sampling: Sampling = { matte, ids, region, affines, firstId: mesh.ringTriangleCount + 1 };
  const vertexValues = mesh.vertexLandmarks.length * 2;
  for (const { entry, weight } of pose.sources) {
    const vertices = atlas.vertices.subarray(entry * vertexValues, (entry + 1) * vertexValues);
    meshAffines(pose.drawn, vertices, mesh.triangles, mesh.ringTriangleCount, affines);
    const picture = atlas.pictureOf(entry);
    const { crop } = frames[entry];
    addLuma(sampling, picture, crop, weight, detailReach(pose.iodPx), layer.y, energy);
    addChroma(sampling, picture, crop, weight, layer);
  }
  restoreDetail(layer.y, matte, energy, pose.iodPx, workspace);
  return layer;
}

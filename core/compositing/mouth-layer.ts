import type { Rect } from '../geometry/rect.ts';
import type { MouthAtlas } from '../synthesis/mouth-atlas.ts';
import type { MouthPose } from '../synthesis/mouth-pose.ts';
import { sampleCubic } from '../tensor/resample.ts';
import { chromaSize } from '../tensor/yuv-image.ts';
import type { MouthMatte } from './mouth-matte.ts';
import type { RenderWorkspace } from './render-workspace.ts';
import { meshAffines } from './triangle-map.ts';

/** The mouth as the atlas shows it in the drawn mesh. Planes of the matte's part, [2 * height, 2 * width] and [height, width]. */
export interface MouthLayer {
  readonly y: Float32Array;
  readonly u: Float32Array;
  readonly v: Float32Array;
  /** 1 where the atlas had pixels, at chroma resolution. */
  readonly isFilled: Uint8Array;
}

/**
 * Warps the chosen atlas entries onto the drawn mesh and blends them. One triangle map serves all of them.
 *
 * @param ids  triangle map of `region`; the matte's part lies inside of it
 */
export function drawMouthLayer(atlas: MouthAtlas, pose: MouthPose, matte: MouthMatte, ids: Uint16Array, region: Rect, workspace: RenderWorkspace): MouthLayer {
  const { mesh, frames } = atlas.plan;
  const { width, height } = matte;
  const layer: MouthLayer = {
    y: workspace.float('mouthY', 4 * width * height),
    u: workspace.float('mouthU', width * height),
    v: workspace.float('mouthV', width * height),
    isFilled: workspace.bytes('mouthFilled', width * height),
  };
  const affines = workspace.affines(mesh.triangles.length * 2);
  const vertexCount = mesh.vertexLandmarks.length;
  layer.isFilled.fill(0, 0, width * height);
  pose.sources.forEach(({ entry, weight }, k) => {
    const vertices = atlas.vertices.subarray(entry * vertexCount * 2, (entry + 1) * vertexCount * 2);
    meshAffines(pose.drawn, vertices, mesh.triangles, mesh.ringTriangleCount, affines);
    const picture = atlas.pictureOf(entry);
    const { crop } = frames[entry];
    const firstId = mesh.ringTriangleCount + 1;
    const chromaW = chromaSize(crop.widthPx);
    const chromaH = chromaSize(crop.heightPx);
    for (let j = 0; j < height; j++) {
      for (let i = 0; i < width; i++) {
        const cell = j * width + i;
        if (matte.alpha[cell] <= 0) continue;
        const x = matte.x + 2 * i;
        const y = matte.y + 2 * j;
        for (let q = 0; q < 4; q++) {
          const px = x + (q & 1);
          const py = y + (q >> 1);
          const id = ids[(py - region.y) * region.widthPx + px - region.x];
          const o = (2 * j + (q >> 1)) * 2 * width + 2 * i + (q & 1);
          if (id < firstId) {
            if (k === 0) layer.y[o] = -1;
            continue;
          }
          const m = (id - 1) * 6;
          const sx = affines[m] * px + affines[m + 1] * py + affines[m + 2] - crop.x;
          const sy = affines[m + 3] * px + affines[m + 4] * py + affines[m + 5] - crop.y;
          const value = weight * sampleCubic(picture.y, 0, crop.widthPx, crop.widthPx, crop.heightPx, sx, sy);
          layer.y[o] = k === 0 ? value : layer.y[o] + value;
          if (q !== 0) continue;
          // The chroma sample sits half a luma row below its first luma pixel (left siting).
          const cx = (sx + 0.5 * affines[m + 1]) / 2;
          const cy = (sy + 0.5 * affines[m + 4] - 0.5) / 2;
          const u = weight * sampleCubic(picture.u, 0, chromaW, chromaW, chromaH, cx, cy);
          const v = weight * sampleCubic(picture.v, 0, chromaW, chromaW, chromaH, cx, cy);
          layer.u[cell] = k === 0 ? u : layer.u[cell] + u;
          layer.v[cell] = k === 0 ? v : layer.v[cell] + v;
          layer.isFilled[cell] = 1;
        }
      }
    }
  });
  return layer;
}

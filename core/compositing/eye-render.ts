import type { Rect } from '../geometry/rect.ts';
import type { EyePose } from '../synthesis/eye-pose.ts';
import type { YuvImage } from '../tensor/yuv-image.ts';
import { blendMouthLayer, measureLight } from './colour-match.ts';
import { drawOwnEye, drawShownEye } from './eye-layer.ts';
import { closeRegion, evenRectAround, openRegion } from './region.ts';
import type { RenderWorkspace } from './render-workspace.ts';

/** The part of the picture that an eye's edit may touch, in half eye widths and iod; the upper end is the brow. */
const reach = { side: 1.5, down: 0.24 };

const corners = new Float32Array(8);

/**
 * Draws one eye anew: lids, lashes and eyeball from the frame itself, over them another frame's eye where one is needed.
 *
 * @param eye   0 = left, 1 = right
 * @param image changed in place
 * @returns the smallest rectangle that holds every changed pixel, null when none changed
 */
export function renderEye(eye: 0 | 1, pose: EyePose, image: YuvImage, workspace: RenderWorkspace): Rect | null {
  const { own } = pose;
  let o = 0;
  for (const along of [-reach.side, reach.side]) {
    for (const down of [own.upper[own.upper.length >> 1] - own.browReach, reach.down]) {
      corners[o++] = own.cx + along * own.halfPx * own.ux - down * own.iodPx * own.uy;
      corners[o++] = own.cy + along * own.halfPx * own.uy + down * own.iodPx * own.ux;
    }
  }
  const rect = evenRectAround(corners, null, 2, image.widthPx, image.heightPx);
  if (rect === null) return null;
  const region = openRegion(image, rect, workspace);
  drawOwnEye(region, pose);
  for (const { entry, weight } of pose.shown) {
    const { layer, matte } = drawShownEye(region, pose, entry, entry.geometry[eye], workspace);
    const light = measureLight(region, layer, matte, own.iodPx, workspace);
    blendMouthLayer(region, layer, matte, light, weight);
  }
  return closeRegion(region, image);
}

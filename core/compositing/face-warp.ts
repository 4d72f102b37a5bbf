import type { Rect } from '../geometry/rect.ts';
import type { FaceEditPose } from '../synthesis/face-edit-pose.ts';
import type { FaceEditMesh } from '../synthesis/face-edit-mesh.ts';
import type { YuvImage } from '../tensor/yuv-image.ts';
import { warpOwnFace } from './own-warp.ts';
import { closeRegion, evenRectAround, openRegion } from './region.ts';
import type { RenderWorkspace } from './render-workspace.ts';
import { drawTriangleMap, meshAffines } from './triangle-map.ts';

/** Room round the moved triangles for the smoothed displacement (iod) and the cubic filter (px). */
const marginIod = 0.06;
const marginPx = 4;

/**
 * Carries the frame's own pixels along with the face mesh.
 *
 * @param image changed in place
 * @returns the smallest rectangle that holds every changed pixel, null when none changed
 */
export function warpFace(
  mesh: FaceEditMesh,
  pose: FaceEditPose,
  image: YuvImage,
  workspace: RenderWorkspace,
): Rect | null {
  const rect = evenRectAround(pose.drawn, pose.moved, marginIod * pose.iodPx + marginPx, image.widthPx, image.heightPx);
  if (rect === null) return null;
  const region = openRegion(image, rect, workspace);
  const ids = workspace.ids(rect.widthPx * rect.heightPx);
  drawTriangleMap(pose.drawn, mesh.triangles, mesh.ringTriangleCount, rect, ids);
  const affines = workspace.affines(mesh.triangles.length * 2);
  meshAffines(pose.drawn, pose.own, mesh.triangles, 0, affines);
  warpOwnFace(region, ids, affines, pose.iodPx, image.widthPx, image.heightPx, workspace);
  return closeRegion(region, image);
}

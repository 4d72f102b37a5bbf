import type { Rect } from '../geometry/rect.ts';
import type { MouthAtlas } from '../synthesis/mouth-atlas.ts';
import { makeMouthPoser, type MouthPose, type MouthPoser } from '../synthesis/mouth-pose.ts';
import type { MouthPlan } from '../synthesis/mouth-plan.ts';
import { chromaSize, type YuvImage } from '../tensor/yuv-image.ts';
import { blendMouthLayer, measureLight } from './colour-match.ts';
import { drawMouthInterior } from './mouth-interior.ts';
import { drawMouthLayer } from './mouth-layer.ts';
import { drawMouthMatte } from './mouth-matte.ts';
import { warpOwnFace } from './own-warp.ts';
import { closeRegion, evenRectAround, openRegion } from './region.ts';
import { makeRenderWorkspace, type RenderWorkspace } from './render-workspace.ts';
import { drawTriangleMap, meshAffines } from './triangle-map.ts';

/** Room (px) round the mesh for the cubic filter and the smoothed displacement. */
const marginPx = 8;

const posers = new WeakMap<MouthPlan, MouthPoser>();

/** One for all plans of an atlas: a long track has hundreds of them, a few of which are drawn at a time. */
const workspaces = new WeakMap<MouthAtlas, RenderWorkspace>();

function poserOf(plan: MouthPlan): MouthPoser {
  let poser = posers.get(plan);
  if (poser === undefined) posers.set(plan, (poser = makeMouthPoser(plan)));
  return poser;
}

function workspaceOf({ atlas }: MouthPlan): RenderWorkspace {
  let workspace = workspaces.get(atlas);
  if (workspace === undefined) workspaces.set(atlas, (workspace = makeRenderWorkspace()));
  return workspace;
}

function renderPose(plan: MouthPlan, pose: MouthPose, image: YuvImage, workspace: RenderWorkspace): Rect | null {
  const { mesh } = plan.atlas.plan;
  const rect = evenRectAround(pose.drawn, null, marginPx, image.widthPx, image.heightPx);
  const mouth = evenRectAround(pose.drawn, mesh.matteOutline, marginPx, image.widthPx, image.heightPx);
  if (rect === null || mouth === null) return null;
  const region = openRegion(image, rect, workspace);
  const ids = workspace.ids(rect.widthPx * rect.heightPx);
  drawTriangleMap(pose.drawn, mesh.triangles, mesh.ringTriangleCount, rect, ids);
  const affines = workspace.affines(mesh.triangles.length * 2);
  meshAffines(pose.drawn, pose.own, mesh.triangles, 0, affines);
  warpOwnFace(region, ids, affines, pose.iodPx, image.widthPx, image.heightPx, workspace);
  if (pose.presence > 0) {
    const part = { x: mouth.x, y: mouth.y, width: chromaSize(mouth.widthPx), height: chromaSize(mouth.heightPx) };
    const matte = drawMouthMatte(pose.drawn, mesh, pose.iodPx, part, workspace);
    const layer = drawMouthLayer(plan.atlas, pose, matte, ids, rect, workspace);
    const light = measureLight(region, layer, matte, pose.iodPx, workspace);
    blendMouthLayer(region, layer, matte, light, pose.presence);
    const share = pose.presence * pose.drawnInterior;
    if (share > 0) drawMouthInterior(region, pose.drawn, mesh, matte, pose.iodPx, share);
  }
  return closeRegion(region, image);
}

/**
 * Draws one frame's planned mouth into the frame: the frame's own lower face warped to the new shape, over it the atlas's
 * mouth with matched light. Pixels outside of the matte and the moved skin keep their very bytes; so does the whole frame
 * where the plan has no mouth or strength 0.
 *
 * @param image the whole frame as it was collected into the atlas; changed in place
 * @returns the smallest rectangle that holds every changed pixel, null when none changed
 */
export function renderMouth(plan: MouthPlan, frameIndex: number, image: YuvImage): Rect | null {
  const pose = poserOf(plan).poseAt(frameIndex);
  return pose === null ? null : renderPose(plan, pose, image, workspaceOf(plan));
}

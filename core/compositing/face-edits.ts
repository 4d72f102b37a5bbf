import type { Rect } from '../geometry/rect.ts';
import { makeEyePoser, type EyePoser } from '../synthesis/eye-pose.ts';
import type { FaceEditPlan } from '../synthesis/face-edit-plan.ts';
import { makeFaceEditPoser, type FaceEditPoser } from '../synthesis/face-edit-pose.ts';
import type { YuvImage } from '../tensor/yuv-image.ts';
import { renderEye } from './eye-render.ts';
import { warpFace } from './face-warp.ts';
import { makeRenderWorkspace, type RenderWorkspace } from './render-workspace.ts';

interface Renderer {
  readonly eyes: EyePoser;
  readonly face: FaceEditPoser;
  readonly workspace: RenderWorkspace;
}

const renderers = new WeakMap<FaceEditPlan, Renderer>();

function rendererOf(plan: FaceEditPlan): Renderer {
  let renderer = renderers.get(plan);
  if (renderer === undefined) {
    const { track, face, motion, atlas } = plan;
    renderer = {
      eyes: makeEyePoser(track, face, motion, atlas),
      face: makeFaceEditPoser(track, face, motion),
      workspace: makeRenderWorkspace(),
    };
    renderers.set(plan, renderer);
  }
  return renderer;
}

/** The smallest rectangle that holds both. */
function joined(a: Rect | null, b: Rect | null): Rect | null {
  if (a === null || b === null) return a ?? b;
  const [x, y] = [Math.min(a.x, b.x), Math.min(a.y, b.y)];
  const right = Math.max(a.x + a.widthPx, b.x + b.widthPx);
  const bottom = Math.max(a.y + a.heightPx, b.y + b.heightPx);
  return { x, y, widthPx: right - x, heightPx: bottom - y };
}

/**
 * Draws one frame's edits of eyes, expression and head pose into the frame: first the eyes, then the whole face is moved.
 * Pixels that no edit moves keep their very bytes; so does the whole frame where the plan changes nothing.
 *
 * @param image the whole frame, after the mouth was drawn; changed in place
 * @returns the smallest rectangle that holds every changed pixel, null when none changed
 */
export function renderFaceEdits(plan: FaceEditPlan, frameIndex: number, image: YuvImage): Rect | null {
  const { eyes, face, workspace } = rendererOf(plan);
  let changed: Rect | null = null;
  eyes.posesAt(frameIndex, image).forEach((pose, k) => {
    if (pose !== null) changed = joined(changed, renderEye(k === 0 ? 0 : 1, pose, image, workspace));
  });
  const pose = face.poseAt(frameIndex);
  return pose === null ? changed : joined(changed, warpFace(face.mesh, pose, image, workspace));
}

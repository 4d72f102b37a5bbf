import type { CanonicalFace } from '../../core/geometry/canonical-face.ts';
import { makeSampleScene, type SampleFrame, type SampleLook } from './picture/scene.ts';
import type { SampleFactors } from './sample-factors.ts';

/** What to draw. */
export interface SampleRequest extends Partial<SampleLook> {
  readonly face: CanonicalFace;
  /** One entry a frame. */
  readonly factors: readonly SampleFactors[];
}

/** Size, seed and grain where a request does not say. */
export const defaultLook: SampleLook = { widthPx: 1280, heightPx: 720, seed: 7, grain: 1.1 };

/**
 * Draws the procedural talking face frame by frame; the same request gives the same bytes.
 * A frame's image is new, its landmarks are overwritten by the next frame.
 */
export function* renderSample(request: SampleRequest): Generator<SampleFrame> {
  const { face, factors, ...look } = request;
  const scene = makeSampleScene(face, { ...defaultLook, ...look });
  for (const [frameIndex, frame] of factors.entries()) yield scene.draw(frame, frameIndex);
}

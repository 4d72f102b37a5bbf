import { affineScale, type PlaneAffine } from '../geometry/plane-affine.ts';
import type { Rect } from '../geometry/rect.ts';
import type { YuvToRgb } from '../geometry/yuv-to-rgb.ts';
import { samplePlane } from '../tensor/resample.ts';
import type { YuvImage } from '../tensor/yuv-image.ts';
import type { FaceMatte } from './face-matte.ts';
import { matchColours, noMatch, type ColourMatch } from './paste-back-colour.ts';
import { planesOf, planeValueAt, type PicturePlanes } from './paste-back-planes.ts';
import { closeRegion, openRegion, type Region } from './region.ts';
import type { RenderWorkspace } from './render-workspace.ts';

/** A generated picture and where it goes. */
export interface PasteBackRequest {
  /** [3, S, S] RGB float32 in [-1, 1] */
  readonly picture: Float32Array;
  /** Side S of the picture, px. */
  readonly sizePx: number;
  /** Frame px to picture px: the map that the picture's frame was sampled with. */
  readonly affine: PlaneAffine;
  /** Drawn with the same map for this frame. */
  readonly matte: FaceMatte;
  /** Scales the matte, 0 to 1. */
  readonly strength: number;
  /** Changed in place. */
  readonly image: YuvImage;
  /** Of the stream's matrix and range. */
  readonly conversion: YuvToRgb;
  /** Whether the picture's light is brought to the frame's. */
  readonly matchColour: boolean;
}

const takenAsIs: ColourMatch = { y: noMatch, u: noMatch, v: noMatch };

function blendLuma(
  region: Region,
  { affine, matte, strength }: PasteBackRequest,
  planes: PicturePlanes,
  { y: { gain, shift, slopeX, slopeY } }: ColourMatch,
): void {
  const { rect, width, height, alpha } = matte;
  const { a, b, c, d, e, f } = affine;
  const [acrossX, acrossY] = [1 / Math.max(1, width - 1), 2 / Math.max(1, height - 1)];
  const { pixels, sidePx, scale, shift: planeShift } = planes.y;
  for (let j = 0; j < rect.heightPx; j++) {
    const y = rect.y + j;
    const light = shift - slopeX + slopeY * ((j / 2 - 0.25) * acrossY - 1);
    const row = (j >> 1) * width;
    let px = scale * (a * rect.x + b * y + c) + planeShift;
    let py = scale * (d * rect.x + e * y + f) + planeShift;
    for (let i = 0, o = j * rect.widthPx; i < rect.widthPx; i++, o++, px += scale * a, py += scale * d) {
      const cell = alpha[row + (i >> 1)];
      if (cell <= 0) continue;
      const share = strength * (cell >= 1 ? 1 : samplePlane(alpha, width, height, (i - 0.5) / 2, (j - 0.5) / 2));
      const value = samplePlane(pixels, sidePx, sidePx, px, py);
      region.y[o] += share * (gain * value + light + slopeX * (i - 0.5) * acrossX - region.y[o]);
    }
  }
}

function blendChroma(
  region: Region,
  { affine, matte, strength }: PasteBackRequest,
  planes: PicturePlanes,
  { u: matchU, v: matchV }: ColourMatch,
): void {
  const { rect, width, height, alpha } = matte;
  const { a, b, c, d, e, f } = affine;
  for (let j = 0; j < height; j++) {
    // Left siting: the sample lies on the first of its luma columns and between its two luma rows.
    const y = rect.y + 2 * j + 0.5;
    const down = (2 * j) / Math.max(1, height - 1) - 1;
    for (let i = 0; i < width; i++) {
      const o = j * width + i;
      if (alpha[o] <= 0) continue;
      const share = strength * alpha[o];
      const across = (2 * i) / Math.max(1, width - 1) - 1;
      const x = rect.x + 2 * i;
      const px = a * x + b * y + c;
      const py = d * x + e * y + f;
      const u =
        matchU.gain * planeValueAt(planes.u, px, py) + matchU.shift + matchU.slopeX * across + matchU.slopeY * down;
      const v =
        matchV.gain * planeValueAt(planes.v, px, py) + matchV.shift + matchV.slopeX * across + matchV.slopeY * down;
      region.u[o] += share * (u - region.u[o]);
      region.v[o] += share * (v - region.v[o]);
    }
  }
}

/** The rectangle grown to whole chroma samples, inside of the frame. */
function onChromaGrid(rect: Rect, { widthPx, heightPx }: YuvImage): Rect {
  const [x, y] = [rect.x & ~1, rect.y & ~1];
  const right = Math.min(widthPx, (rect.x + rect.widthPx + 1) & ~1);
  const bottom = Math.min(heightPx, (rect.y + rect.heightPx + 1) & ~1);
  return { x, y, widthPx: right - x, heightPx: bottom - y };
}

/**
 * Puts a generated picture back into its frame, straight into the frame's own luma and chroma: pixels outside of the matte keep their very
 * bytes. What is larger in the frame than in the picture is enlarged with a cubic filter.
 *
 * @param workspace the one that the matte was drawn in; use one per thread
 * @returns the smallest rectangle on the chroma grid that holds every change, null when nothing changed
 */
export function pasteBack(request: PasteBackRequest, workspace: RenderWorkspace): Rect | null {
  const { picture, sizePx, affine, matte, strength, image, conversion, matchColour } = request;
  if (strength <= 0) return null;
  const region = openRegion(image, matte.rect, workspace);
  const planes = planesOf(picture, sizePx, conversion, affineScale(affine), workspace);
  const match = matchColour ? matchColours(region, matte, affine, planes) : takenAsIs;
  blendLuma(region, request, planes, match);
  blendChroma(region, request, planes, match);
  const changed = closeRegion(region, image);
  return changed === null ? null : onChromaGrid(changed, image);
}

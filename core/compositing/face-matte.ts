import { mouthCorners, outerEyeCorners } from '../geometry/landmarks.ts';
import { affineScale, invertAffine, type PlaneAffine } from '../geometry/plane-affine.ts';
import type { Rect } from '../geometry/rect.ts';
import { boxBlur } from '../tensor/blur.ts';
import { smoothstep } from '../tensor/resample.ts';
import { chromaSize } from '../tensor/yuv-image.ts';
import { convexHull } from './face-matte-hull.ts';
import { fillPolygon } from './mouth-matte.ts';
import type { RenderWorkspace } from './render-workspace.ts';

/**
 * How much of the generated picture is shown in each part, 0 to 1: below the nose base (only the lips are driven), the whole face with its
 * forehead (eyes or expression are driven), or the whole picture (the head moves). The largest counts where parts overlap.
 */
export interface MatteShares {
  readonly lowerFace: number;
  readonly face: number;
  readonly picture: number;
}

/** What a matte is drawn from. */
export interface MatteRequest {
  /** [N=478, 3] px of the frame. */
  readonly landmarks: Float32Array;
  /** Frame px to picture px. */
  readonly affine: PlaneAffine;
  /** Side of the picture, px. */
  readonly sizePx: number;
  readonly shares: MatteShares;
  /** Of the frame. */
  readonly widthPx: number;
  readonly heightPx: number;
}

/** A soft mask at chroma resolution over a part of the frame. Lives in the workspace until the next matte is drawn there. */
export interface FaceMatte {
  /** The part of the frame, with an even origin. */
  readonly rect: Rect;
  /** Size in cells of 2 x 2 luma px. */
  readonly width: number;
  readonly height: number;
  /** Share of the picture, 0 to 1; 0 outside of the picture's square. [height, width] */
  readonly alpha: Float32Array;
  /**
   * Where the picture's colours are compared with the frame's, 0 to 1: on the face above the mouth, within the matte; of a whole picture in
   * the band along its edges. [height, width]
   */
  readonly compared: Float32Array;
}

/** The face's outline from the subject's right temple over the chin to the left one, and back over the forehead. */
const jaw = [132, 58, 172, 136, 150, 149, 176, 148, 152, 377, 400, 378, 379, 365, 397, 288, 361] as const;
const temples = [323, 454, 356, 389, 93, 234, 127, 162] as const;
const forehead = [251, 284, 332, 297, 338, 10, 109, 67, 103, 54, 21] as const;
/** Upper border of the lower face: cheekbones, sides and tip of the nose. */
const cheeks = [280, 358, 4, 129, 50] as const;
/** Outer border of the red of the lips. */
const lips = [61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291, 375, 321, 405, 314, 17, 84, 181, 91, 146] as const;

/** The middle of the face, from which outlines are pushed outward. */
const middle = 4;

/** How far outlines are pushed outward, iod: room for a chin that opens wider, and for the hairline. */
const pushed = { jaw: 0.1, temples: 0.06, forehead: 0.2, cheeks: 0 } as const;

/** Width over which the matte rises inside of its outline, iod; half of it lies outside of the jaw. */
const fadeIod = 0.2;

/** Room round the lips over which they are always covered, and the fade outside of it, iod. */
const lipRoomIod = 0.08;

/** The same for the picture's own edges, in sides of the picture. */
const pictureFade = 0.09;

/** Picture px from the frame's border over which the matte rises: what the picture shows nearer was made of the black outside. */
const borderFade = [1, 4] as const;

/** Room (px) round the outline, so that a blur at the border of the part sees nothing. */
const marginPx = 6;

/** A part of the face that is shown. */
interface Outline {
  /** [V, 2] px, convex */
  readonly outline: Float32Array;
  readonly covered: Float32Array | null;
  readonly share: number;
}

interface Bounds {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

function pushedPoints(landmarks: Float32Array, indices: readonly number[], reachPx: number, out: number[]): void {
  const [cx, cy] = [landmarks[middle * 3], landmarks[middle * 3 + 1]];
  for (const index of indices) {
    const x = landmarks[index * 3];
    const y = landmarks[index * 3 + 1];
    const length = Math.hypot(x - cx, y - cy);
    const scale = length > 0 ? 1 + reachPx / length : 1;
    out.push(cx + scale * (x - cx), cy + scale * (y - cy));
  }
}

function lowerFaceOf(landmarks: Float32Array, iodPx: number, share: number): Outline {
  const points: number[] = [];
  const mouth: number[] = [];
  pushedPoints(landmarks, jaw, pushed.jaw * iodPx, points);
  pushedPoints(landmarks, cheeks, pushed.cheeks * iodPx, points);
  pushedPoints(landmarks, lips, 0, mouth);
  return { outline: convexHull(points), covered: convexHull(mouth), share };
}

function wholeFaceOf(landmarks: Float32Array, iodPx: number, share: number): Outline {
  const points: number[] = [];
  pushedPoints(landmarks, jaw, pushed.jaw * iodPx, points);
  pushedPoints(landmarks, temples, pushed.temples * iodPx, points);
  pushedPoints(landmarks, forehead, pushed.forehead * iodPx, points);
  return { outline: convexHull(points), covered: null, share };
}

function boundsOf(points: ArrayLike<number>): Bounds {
  const bounds: Bounds = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
  for (let o = 0; o < points.length; o += 2) {
    bounds.left = Math.min(bounds.left, points[o]);
    bounds.right = Math.max(bounds.right, points[o]);
    bounds.top = Math.min(bounds.top, points[o + 1]);
    bounds.bottom = Math.max(bounds.bottom, points[o + 1]);
  }
  return bounds;
}

/** Corners of the picture's outer edge in the frame. */
function cornersOf(affine: PlaneAffine, sizePx: number): number[] {
  const { a, b, c, d, e, f } = invertAffine(affine);
  return [
    [-0.5, -0.5],
    [sizePx - 0.5, -0.5],
    [sizePx - 0.5, sizePx - 0.5],
    [-0.5, sizePx - 0.5],
  ].flatMap(([x, y]) => [a * x + b * y + c, d * x + e * y + f]);
}

/** The part of the frame to draw in: round the outlines, inside of the picture and of the frame. */
function partOf({ shares, affine, sizePx, widthPx, heightPx }: MatteRequest, outlines: readonly Float32Array[]) {
  const square = boundsOf(cornersOf(affine, sizePx));
  const shapes = shares.picture > 0 ? [square] : outlines.map(boundsOf);
  const even = (value: number): number => Math.floor(value / 2) * 2;
  const left = Math.max(0, even(Math.max(square.left, Math.min(...shapes.map((s) => s.left - marginPx)))));
  const top = Math.max(0, even(Math.max(square.top, Math.min(...shapes.map((s) => s.top - marginPx)))));
  const right = Math.min(square.right, Math.max(...shapes.map((s) => s.right + marginPx)));
  const bottom = Math.min(square.bottom, Math.max(...shapes.map((s) => s.bottom + marginPx)));
  const rect: Rect = {
    x: left,
    y: top,
    widthPx: Math.min(widthPx, even(right) + 2) - left,
    heightPx: Math.min(heightPx, even(bottom) + 2) - top,
  };
  return rect.widthPx >= 2 && rect.heightPx >= 2 ? rect : null;
}

/** What parts are weighed by where colours are compared: a picture that is only half shown has the same light as one in full. */
function largestOf({ lowerFace, face, picture }: MatteShares): number {
  return Math.max(lowerFace, face, picture);
}

/** Fills an outline and blurs it over `reachPx` to both sides: 0.5 lies on the outline. */
function softFill(outline: Float32Array, reachPx: number, matte: FaceMatte, name: string, workspace: RenderWorkspace) {
  const { rect, width, height } = matte;
  const mask = workspace.float(name, width * height);
  const order = Uint16Array.from({ length: outline.length / 2 }, (_, k) => k);
  fillPolygon(outline, order, rect.x, rect.y, width, height, mask);
  // Three box passes reach three radii; a cell is 2 px.
  const radius = Math.max(1, Math.round(reachPx / 2 / 3));
  boxBlur(mask, workspace.float('scratch', width * height), width, height, radius, 3);
  return mask;
}

/** Adds the share of the part inside of an outline to the matte; what lies within `covered` is shown whatever the fade. */
function addOutline(
  { landmarks, affine: { d, e }, shares }: MatteRequest,
  { outline, covered, share }: Outline,
  iodPx: number,
  matte: FaceMatte,
  workspace: RenderWorkspace,
): void {
  const { rect, width, height, alpha, compared } = matte;
  const mask = softFill(outline, fadeIod * iodPx, matte, 'faceMatteMask', workspace);
  const cover = covered === null ? null : softFill(covered, lipRoomIod * iodPx, matte, 'faceMatteCover', workspace);
  const [right, left] = [mouthCorners[0] * 3, mouthCorners[1] * 3];
  const weight = share / largestOf(shares);
  const mouthX = (landmarks[right] + landmarks[left]) / 2;
  const mouthY = (landmarks[right + 1] + landmarks[left + 1]) / 2;
  for (let o = 0; o < width * height; o++) {
    const inside = smoothstep(0.5, 1, mask[o]);
    const kept = cover === null ? 0 : smoothstep(0.02, 0.5, cover[o]);
    alpha[o] = Math.max(alpha[o], share * Math.max(inside, kept));
    // The outer half of the fade lies on what is behind the face; below the mouth a jaw that moves shows other things. All of the skin
    // is compared, not only the edge: a picture that lags by a pixel would make the light flicker there.
    if (inside <= 0.5) continue;
    const x = rect.x + 2 * (o % width) + 0.5;
    const y = rect.y + 2 * Math.floor(o / width) + 0.5;
    if (d * x + e * y < d * mouthX + e * mouthY) {
      compared[o] = Math.max(compared[o], weight * (1 - kept));
    }
  }
}

/** Fades everything out toward the picture's own edges and the frame's border, and adds the picture's share. */
function addPicture(request: MatteRequest, { rect, width, height, alpha, compared }: FaceMatte): void {
  const { affine, sizePx, shares, widthPx, heightPx } = request;
  const fade = pictureFade * sizePx;
  const step = affineScale(affine);
  const far = sizePx - 0.5;
  const weight = shares.picture / largestOf(shares);
  for (let j = 0; j < height; j++) {
    const y = rect.y + 2 * j + 0.5;
    for (let i = 0; i < width; i++) {
      const x = rect.x + 2 * i + 0.5;
      const px = affine.a * x + affine.b * y + affine.c;
      const py = affine.d * x + affine.e * y + affine.f;
      const o = j * width + i;
      const toBorder = step * Math.min(x + 0.5, widthPx - 0.5 - x, y + 0.5, heightPx - 0.5 - y);
      const inside =
        smoothstep(0, fade, Math.min(px + 0.5, far - px)) *
        smoothstep(0, fade, Math.min(py + 0.5, far - py)) *
        smoothstep(borderFade[0], borderFade[1], toBorder);
      alpha[o] = inside * Math.max(alpha[o], shares.picture);
      compared[o] = Math.max(inside > 0 ? compared[o] : 0, weight * 4 * inside * (1 - inside));
    }
  }
}

/**
 * Draws the matte of a generated picture. It is 0 on and outside of the outlines and of the picture's square, and rises inward; so
 * it does at the frame's own border, over a few pixels of the picture.
 *
 * @returns null where nothing would be shown: shares of 0, or a face outside of the frame
 */
export function drawFaceMatte(request: MatteRequest, workspace: RenderWorkspace): FaceMatte | null {
  const { landmarks, shares } = request;
  if (largestOf(shares) <= 0) return null;
  const [a, b] = [outerEyeCorners[0] * 3, outerEyeCorners[1] * 3];
  const iodPx = Math.hypot(
    landmarks[a] - landmarks[b],
    landmarks[a + 1] - landmarks[b + 1],
    landmarks[a + 2] - landmarks[b + 2],
  );
  const shown: Outline[] = [];
  if (shares.lowerFace > 0) shown.push(lowerFaceOf(landmarks, iodPx, shares.lowerFace));
  if (shares.face > 0) shown.push(wholeFaceOf(landmarks, iodPx, shares.face));
  const rect = partOf(
    request,
    shown.map(({ outline }) => outline),
  );
  if (rect === null) return null;
  const [width, height] = [chromaSize(rect.widthPx), chromaSize(rect.heightPx)];
  const count = width * height;
  const alpha = workspace.float('faceMatte', count).fill(0, 0, count);
  const compared = workspace.float('faceMatteCompared', count).fill(0, 0, count);
  const matte: FaceMatte = { rect, width, height, alpha, compared };
  for (const outline of shown) addOutline(request, outline, iodPx, matte, workspace);
  addPicture(request, matte);
  return matte;
}

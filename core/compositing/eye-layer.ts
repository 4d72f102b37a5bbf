import type { EyeEntry } from '../synthesis/eye-atlas.ts';
import { lidHeight, type EyeGeometry } from '../synthesis/eye-geometry.ts';
import type { EyePose } from '../synthesis/eye-pose.ts';
import { sampleCubic, smoothstep } from '../tensor/resample.ts';
import type { MouthLayer } from './mouth-layer.ts';
import type { MouthMatte } from './mouth-matte.ts';
import { makeEyePlace, makeEyeWarp, type EyePlace, type EyeWarp } from './eye-warp.ts';
import type { Region } from './region.ts';
import type { RenderWorkspace } from './render-workspace.ts';

/** A plane of a source picture; `left` and `top` are its origin in the source frame, `step` its luma px per sample. */
interface Plane {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly top: number;
  readonly step: 1 | 2;
}

function sampleAt({ data, width, height, left, top, step }: Plane, x: number, y: number): number {
  // Left siting: a chroma sample lies half a luma row below the first of its luma pixels.
  return step === 1
    ? sampleCubic(data, 0, width, width, height, x - left, y - top)
    : sampleCubic(data, 0, width, width, height, (x - left) / 2, (y - top - 0.5) / 2);
}

/** The new eye's value at a place: eyeball, over it the lower lid, over both the upper lid with its lashes. */
function valueAt(plane: Plane, place: EyePlace): number {
  if (place.upper >= 1 && place.lashes <= 0) return sampleAt(plane, place.upperX, place.upperY);
  const lower = place.lower > 0 || place.upper >= 1 ? sampleAt(plane, place.lowerX, place.lowerY) : 0;
  const ball = place.lower < 1 && place.upper < 1 ? sampleAt(plane, place.ballX, place.ballY) : lower;
  const value = ball + place.lower * (lower - ball);
  if (place.upper <= 0) return value;
  const upper = sampleAt(plane, place.upperX, place.upperY);
  // Lashes darken what lies behind them; what shines between them is not carried along.
  const covering = plane.step === 1 && upper > value ? upper + place.lashes * (value - upper) : upper;
  return value + place.upper * (covering - value);
}

/** Draws the new eye from the frame's own pixels over the whole region; what does not move keeps its value. */
export function drawOwnEye(region: Region, pose: EyePose): void {
  const warp = makeEyeWarp(pose, pose.own);
  const place = makeEyePlace();
  const { rect, chromaWidth, chromaHeight } = region;
  const [left, top] = [rect.x, rect.y];
  const luma: Plane = { data: region.originalY, width: rect.widthPx, height: rect.heightPx, left, top, step: 1 };
  for (let j = 0; j < rect.heightPx; j++) {
    for (let i = 0; i < rect.widthPx; i++) {
      warp.resolve(left + i, top + j, place);
      region.y[j * rect.widthPx + i] = valueAt(luma, place);
    }
  }
  const chroma = { width: chromaWidth, height: chromaHeight, left, top, step: 2 } as const;
  const [u, v] = [
    { data: region.originalU, ...chroma },
    { data: region.originalV, ...chroma },
  ];
  for (let j = 0; j < chromaHeight; j++) {
    for (let i = 0; i < chromaWidth; i++) {
      warp.resolve(left + 2 * i, top + 2 * j + 0.5, place);
      region.u[j * chromaWidth + i] = valueAt(u, place);
      region.v[j * chromaWidth + i] = valueAt(v, place);
    }
  }
}

/** Width of the eye's surroundings that another frame's eye covers, beyond the corners (half eye widths) and below the lid (iod). */
const [sideFrom, sideTo] = [1.12, 1.45];
const [belowFrom, belowTo] = [0.05, 0.14];
/** The same above the lid, as shares of the way to the brow. */
const [aboveFrom, aboveTo] = [0.35, 0.85];

/** Near the lids light is not compared: they are another shape. Margins above and below, iod. */
const [lidAbove, lidBelow] = [0.05, 0.03];

/** Matte of another frame's eye over the whole region: full round the lids, gone before the brow. */
function drawEyeMatte(region: Region, pose: EyePose, warp: EyeWarp, workspace: RenderWorkspace): MouthMatte {
  const { rect, chromaWidth: width, chromaHeight: height } = region;
  const alpha = workspace.float('matte', width * height);
  const lips = workspace.float('matteLips', width * height);
  const reach = pose.own.browReach;
  for (let j = 0; j < height; j++) {
    for (let i = 0; i < width; i++) {
      const [x, y] = [rect.x + 2 * i + 0.5, rect.y + 2 * j + 0.5];
      const along = warp.alongOf(x, y);
      const down = warp.downOf(x, y);
      const upper = Math.min(lidHeight(pose.upper, along), lidHeight(pose.own.upper, along));
      const lower = Math.max(lidHeight(pose.lower, along), lidHeight(pose.own.lower, along));
      alpha[j * width + i] =
        (1 - smoothstep(sideFrom, sideTo, Math.abs(along))) *
        (1 - smoothstep(aboveFrom * reach, aboveTo * reach, upper - down)) *
        (1 - smoothstep(belowFrom, belowTo, down - lower));
      lips[j * width + i] =
        (1 - smoothstep(1, 1.12, Math.abs(along))) *
        (1 - smoothstep(lidAbove, lidAbove + 0.02, upper - down)) *
        (1 - smoothstep(lidBelow, lidBelow + 0.02, down - lower));
    }
  }
  return { x: rect.x, y: rect.y, width, height, alpha, lips };
}

/** Another frame's eye warped onto the new eye, and where it is to be seen. */
export interface EyeLayer {
  readonly layer: MouthLayer;
  readonly matte: MouthMatte;
}

/** Draws another frame's eye as the new one. The region's size is whole chroma cells. */
export function drawShownEye(
  region: Region,
  pose: EyePose,
  entry: EyeEntry,
  geometry: EyeGeometry,
  workspace: RenderWorkspace,
): EyeLayer {
  const warp = makeEyeWarp(pose, geometry);
  const place = makeEyePlace();
  const matte = drawEyeMatte(region, pose, warp, workspace);
  const { rect } = region;
  const { width, height, alpha } = matte;
  const cells = width * height;
  const layer: MouthLayer = {
    y: workspace.float('mouthY', 4 * cells),
    u: workspace.float('mouthU', cells),
    v: workspace.float('mouthV', cells),
    isFilled: workspace.bytes('mouthFilled', cells).fill(1, 0, cells),
  };
  const { picture, x: left, y: top } = entry;
  const luma: Plane = { data: picture.y, width: picture.widthPx, height: picture.heightPx, left, top, step: 1 };
  const chroma = { width: picture.widthPx >> 1, height: picture.heightPx >> 1, left, top, step: 2 } as const;
  const [u, v] = [
    { data: picture.u, ...chroma },
    { data: picture.v, ...chroma },
  ];
  for (let j = 0; j < 2 * height; j++) {
    for (let i = 0; i < 2 * width; i++) {
      if (alpha[(j >> 1) * width + (i >> 1)] <= 0) continue;
      warp.resolve(rect.x + i, rect.y + j, place);
      layer.y[j * 2 * width + i] = Math.max(0, valueAt(luma, place));
    }
  }
  for (let j = 0; j < height; j++) {
    for (let i = 0; i < width; i++) {
      if (alpha[j * width + i] <= 0) continue;
      warp.resolve(rect.x + 2 * i, rect.y + 2 * j + 0.5, place);
      layer.u[j * width + i] = valueAt(u, place);
      layer.v[j * width + i] = valueAt(v, place);
    }
  }
  return { layer, matte };
}

import type { CanonicalFace } from '../../../core/geometry/canonical-face.ts';
import { makeYuvImage, type YuvImage } from '../../../core/tensor/yuv-image.ts';
import { relaxedFactors, type SampleFactors } from '../sample-factors.ts';
import { paintBackdrop } from './backdrop.ts';
import { makeFilm } from './film.ts';
import { makePainter, oversampling, type Painter } from './painter.ts';
import { clearGrid, type VisibilityGrid } from './rasteriser.ts';

/** How the person and the picture look. */
export interface SampleLook {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly seed: number;
  /** Grain, standard deviation in 8-bit steps. */
  readonly grain: number;
}

/** A rendered frame and its exact landmarks. */
export interface SampleFrame {
  readonly image: YuvImage;
  /** [N=468, 3] px in the frame (z in the same scale): the true places of the mesh points. Reused by the next frame. */
  readonly landmarksPx: Float32Array;
}

/** Draws frames of the procedural face. */
export interface SampleScene {
  /** The image is new for each frame. */
  draw(factors: SampleFactors, frameIndex: number): SampleFrame;
}

interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** Sets the stage: paints skin and room, builds the actor, and draws everything that never moves once. */
export function makeSampleScene(face: CanonicalFace, look: SampleLook): SampleScene {
  const { widthPx, heightPx, seed } = look;
  const stage = relaxedFactors(widthPx, heightPx);
  const painter = makePainter(face, look, stage);
  const { grid } = painter;
  const film = makeFilm(widthPx, seed, look.grain);
  const whole = { left: 0, top: 0, right: widthPx, bottom: heightPx };

  painter.pose(stage);
  painter.drawPart(0);
  const stillDepth = grid.depth.slice();
  const stillSamples = paintBackdrop(grid.widthPx, grid.heightPx, seed + 3);
  for (let o = 0; o < grid.triangle.length; o++) if (grid.triangle[o] >= 0) painter.shade(o, stillSamples, o * 3);
  const linear = new Float32Array(widthPx * heightPx * 3);
  average(stillSamples, grid.widthPx, whole, linear, widthPx);
  const still = makeYuvImage(widthPx, heightPx);
  film.develop(linear, still, whole);
  const samples = new Float32Array(stillSamples.length);
  const landmarksPx = new Float32Array(468 * 3);

  return {
    draw(factors, frameIndex) {
      painter.toPixels(painter.pose(factors), landmarksPx);
      clearGrid(grid);
      grid.depth.set(stillDepth);
      for (let k = 1; k < painter.partCount; k++) painter.drawPart(k);
      const box = movingBox(grid, widthPx, heightPx);
      shadeBox(painter, box, stillSamples, samples);
      average(samples, grid.widthPx, box, linear, widthPx);
      const image = makeYuvImage(widthPx, heightPx);
      image.data.set(still.data);
      film.develop(linear, image, box);
      film.addGrain(image, frameIndex);
      return { image, landmarksPx };
    },
  };
}

/** The part of the frame that the moving triangles cover, on even pixels with a margin. */
function movingBox(grid: VisibilityGrid, widthPx: number, heightPx: number): Box {
  const box = { left: grid.widthPx, top: grid.heightPx, right: 0, bottom: 0 };
  for (let y = 0, o = 0; y < grid.heightPx; y++) {
    for (let x = 0; x < grid.widthPx; x++, o++) {
      if (grid.triangle[o] < 0) continue;
      box.left = Math.min(box.left, x);
      box.right = Math.max(box.right, x);
      box.top = Math.min(box.top, y);
      box.bottom = y;
    }
  }
  const even = (value: number, limit: number): number =>
    Math.max(0, Math.min(limit, Math.floor(value / oversampling / 2) * 2));
  return {
    left: even(box.left, widthPx),
    top: even(box.top, heightPx),
    right: even(box.right + 8, widthPx),
    bottom: even(box.bottom + 8, heightPx),
  };
}

function shadeBox(painter: Painter, box: Box, still: Float32Array, samples: Float32Array): void {
  const { grid } = painter;
  for (let y = box.top * oversampling; y < box.bottom * oversampling; y++) {
    for (let x = box.left * oversampling; x < box.right * oversampling; x++) {
      const o = y * grid.widthPx + x;
      if (grid.triangle[o] >= 0) painter.shade(o, samples, o * 3);
      else samples.set(still.subarray(o * 3, o * 3 + 3), o * 3);
    }
  }
}

function average(samples: Float32Array, gridWidth: number, box: Box, out: Float32Array, widthPx: number): void {
  for (let y = box.top; y < box.bottom; y++) {
    for (let x = box.left; x < box.right; x++) {
      const o = (y * oversampling * gridWidth + x * oversampling) * 3;
      for (let d = 0; d < 3; d++) {
        const row = gridWidth * 3;
        out[(y * widthPx + x) * 3 + d] =
          (Math.min(2, samples[o + d]) +
            Math.min(2, samples[o + 3 + d]) +
            Math.min(2, samples[o + row + d]) +
            Math.min(2, samples[o + row + 3 + d])) /
          4;
      }
    }
  }
}

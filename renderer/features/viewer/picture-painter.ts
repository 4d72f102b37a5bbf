import type { Rect } from '../../../core/geometry/rect.ts';
import { differencePixels, mattePixels } from './patch-pixels.ts';
import type { FrameKnowledge, Patch } from './patch-ring.ts';
import { overlapOf, stageFromPicture } from './view-layout.ts';
import type { Pane, Size } from './view-layout.ts';

/** Where the original's pixels come from, with their own size. */
export interface PictureSource {
  readonly image: CanvasImageSource;
  readonly size: Size;
}

/** Everything that one drawing needs. */
export interface Drawing {
  readonly source: PictureSource;
  /** Size of the picture that patches and boxes are measured in; the source may be a smaller copy. */
  readonly picture: Size;
  readonly panes: readonly Pane[];
  readonly knowledge: FrameKnowledge;
  readonly differenceGain: number;
}

const matteTint = [103, 214, 189] as const;

/** Draws original, dub, difference and matte. Keeps small canvases between drawings. */
export class PicturePainter {
  readonly #patchCanvas = document.createElement('canvas');
  readonly #originalCanvas = document.createElement('canvas');
  #made: { readonly patch: Patch; readonly role: 'dub' | 'matte' } | null = null;

  /** @param context of a canvas whose unit is one px of the stage times `ratio` */
  paint(context: CanvasRenderingContext2D, stage: Size, ratio: number, drawing: Drawing): void {
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, stage.widthPx, stage.heightPx);
    context.imageSmoothingQuality = 'high';
    for (const pane of drawing.panes) {
      const { x, y, widthPx, heightPx } = pane.clip;
      if (widthPx <= 0 || heightPx <= 0) continue;
      context.save();
      context.beginPath();
      context.rect(x, y, widthPx, heightPx);
      context.clip();
      // Single pixels are looked at from three times on: then they must be squares.
      context.imageSmoothingEnabled = pane.picture.widthPx / drawing.picture.widthPx < 3;
      this.#paintPane(context, pane, drawing);
      context.restore();
    }
  }

  #paintPane(context: CanvasRenderingContext2D, pane: Pane, drawing: Drawing): void {
    const patch = drawing.knowledge.state === 'patched' ? drawing.knowledge.patch : null;
    if (pane.role === 'difference') {
      context.fillStyle = '#000';
      context.fillRect(pane.clip.x, pane.clip.y, pane.clip.widthPx, pane.clip.heightPx);
      if (patch !== null) this.#paintDifference(context, pane, drawing, patch);
      return;
    }
    drawWhole(context, pane.picture, drawing.source);
    if (patch === null || pane.role === 'original') return;
    if (pane.role === 'dub' || pane.role === 'matte') this.#paintPatch(context, pane, drawing.picture, patch, 'dub');
    if (pane.role === 'matte') this.#paintPatch(context, pane, drawing.picture, patch, 'matte');
  }

  #paintPatch(context: CanvasRenderingContext2D, pane: Pane, picture: Size, patch: Patch, role: 'dub' | 'matte'): void {
    if (this.#made?.patch !== patch || this.#made.role !== role) {
      putPixels(this.#patchCanvas, patch, role === 'dub' ? patch.pixels : mattePixels(patch, matteTint));
      this.#made = { patch, role };
    }
    drawAt(context, this.#patchCanvas, stageFromPicture(pane, picture, patch));
  }

  #paintDifference(context: CanvasRenderingContext2D, pane: Pane, drawing: Drawing, patch: Patch): void {
    const original = originalPixels(this.#originalCanvas, drawing, patch);
    putPixels(this.#patchCanvas, patch, differencePixels(original, patch, drawing.differenceGain));
    this.#made = null;
    drawAt(context, this.#patchCanvas, stageFromPicture(pane, drawing.picture, patch));
  }
}

/**
 * Draws a part of the dub into a window of its own.
 *
 * @param part of the picture, px; may reach beyond its borders
 */
export function paintPart(
  context: CanvasRenderingContext2D,
  window: Size,
  part: Rect,
  { source, picture, knowledge }: Pick<Drawing, 'source' | 'picture' | 'knowledge'>,
  painter: PicturePainter,
): void {
  const scale = window.widthPx / part.widthPx;
  const placed: Rect = {
    x: -part.x * scale,
    y: -part.y * scale,
    widthPx: picture.widthPx * scale,
    heightPx: picture.heightPx * scale,
  };
  const clip = overlapOf({ x: 0, y: 0, ...window }, placed);
  const panes: readonly Pane[] = [{ role: 'dub', picture: placed, clip }];
  painter.paint(context, window, 1, { source, picture, knowledge, panes, differenceGain: 1 });
}

function drawWhole(context: CanvasRenderingContext2D, at: Rect, { image }: PictureSource): void {
  context.drawImage(image, at.x, at.y, at.widthPx, at.heightPx);
}

function drawAt(context: CanvasRenderingContext2D, canvas: HTMLCanvasElement, at: Rect): void {
  context.drawImage(canvas, at.x, at.y, at.widthPx, at.heightPx);
}

function putPixels(
  canvas: HTMLCanvasElement,
  { widthPx, heightPx }: Patch,
  pixels: Uint8ClampedArray<ArrayBuffer>,
): void {
  if (canvas.width !== widthPx) canvas.width = widthPx;
  if (canvas.height !== heightPx) canvas.height = heightPx;
  canvas.getContext('2d')?.putImageData(new ImageData(pixels, widthPx, heightPx), 0, 0);
}

/** The original's pixels under a patch, at the picture's own size. */
function originalPixels(
  canvas: HTMLCanvasElement,
  { source, picture }: Pick<Drawing, 'source' | 'picture'>,
  patch: Patch,
): Uint8ClampedArray {
  canvas.width = patch.widthPx;
  canvas.height = patch.heightPx;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context === null) return new Uint8ClampedArray(patch.pixels.length);
  const scaleX = source.size.widthPx / picture.widthPx;
  const scaleY = source.size.heightPx / picture.heightPx;
  const from = [patch.x * scaleX, patch.y * scaleY, patch.widthPx * scaleX, patch.heightPx * scaleY] as const;
  context.drawImage(source.image, ...from, 0, 0, patch.widthPx, patch.heightPx);
  return context.getImageData(0, 0, patch.widthPx, patch.heightPx).data;
}

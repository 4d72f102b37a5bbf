import { frameIndexAt } from '../../../state/playhead.ts';
import type { CurveScale } from '../model/curve-scale.ts';
import { yOf } from '../model/curve-scale.ts';
import type { TimeWindow } from '../model/time-window.ts';
import { pxOf, seenRange } from '../model/time-window.ts';
import type { PyramidLevel, ValuePyramid } from '../model/value-pyramid.ts';
import { levelFor } from '../model/value-pyramid.ts';

/** A curve and how it looks. */
export interface CurveLook {
  readonly pyramid: ValuePyramid;
  /** Start of each frame, seconds. */
  readonly frameTimesSec: ArrayLike<number>;
  readonly scale: CurveScale;
  readonly colour: string;
  readonly lineWidth: number;
  /** Colour of the area under the curve; null for none. */
  readonly fill: string | null;
  readonly dash?: readonly number[];
}

/** Draws the seen part of a curve: its points where they are wide apart, least and most of each pixel where they are not. */
export function drawCurve(
  context: CanvasRenderingContext2D,
  window: TimeWindow,
  heightPx: number,
  look: CurveLook,
): void {
  const { frameTimesSec, pyramid } = look;
  const count = Math.min(frameTimesSec.length, pyramid.values.length);
  if (count === 0) return;
  const { startSec, endSec } = seenRange(window);
  const first = frameIndexAt(frameTimesSec, startSec);
  const last = frameIndexAt(frameTimesSec, endSec);
  const level = levelFor(pyramid, (last - first + 1) / Math.max(window.widthPx, 1));
  const from = Math.max(Math.floor(first / level.step) - 1, 0);
  const to = Math.min(Math.ceil(last / level.step) + 1, level.least.length - 1);
  const xOf = (at: number) => pxOf(window, frameTimesSec[Math.min(at * level.step, count - 1)]);
  const path = { context, level, from, to, xOf, yOf: (value: number) => yOf(look.scale, value, heightPx) };
  if (level.step > 1) return drawColumns(path, look.colour);
  if (look.fill !== null) fillBelow(path, heightPx, look.fill);
  context.beginPath();
  trace(path);
  context.setLineDash([...(look.dash ?? [])]);
  context.strokeStyle = look.colour;
  context.lineWidth = look.lineWidth;
  context.lineJoin = 'round';
  context.stroke();
  context.setLineDash([]);
}

interface CurvePath {
  readonly context: CanvasRenderingContext2D;
  readonly level: PyramidLevel;
  readonly from: number;
  readonly to: number;
  readonly xOf: (at: number) => number;
  readonly yOf: (value: number) => number;
}

function trace({ context, level, from, to, xOf, yOf: y }: CurvePath): void {
  let isDown = false;
  for (let at = from; at <= to; at++) {
    const most = level.most[at];
    if (Number.isNaN(most)) {
      isDown = false;
      continue;
    }
    const x = xOf(at);
    if (isDown) context.lineTo(x, y(most));
    else context.moveTo(x, y(most));
    isDown = true;
  }
}

/** Where many values fall on one pixel: a column from the least to the most of them. Cheaper than a line by far, and no peak is lost. */
function drawColumns({ context, level, from, to, xOf, yOf: y }: CurvePath, colour: string): void {
  context.fillStyle = colour;
  context.globalAlpha = 0.75;
  let column = Number.NaN;
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  const draw = () => {
    if (least > most) return;
    const top = y(most);
    context.fillRect(column, top, 1, Math.max(y(least) - top, 1.5));
  };
  for (let at = from; at <= to; at++) {
    if (Number.isNaN(level.most[at])) continue;
    const x = Math.floor(xOf(at));
    if (x !== column) {
      draw();
      column = x;
      least = Number.POSITIVE_INFINITY;
      most = Number.NEGATIVE_INFINITY;
    }
    least = Math.min(least, level.least[at]);
    most = Math.max(most, level.most[at]);
  }
  draw();
  context.globalAlpha = 1;
}

function fillBelow({ context, level, from, to, xOf, yOf: y }: CurvePath, heightPx: number, fill: string): void {
  context.beginPath();
  let firstX: number | null = null;
  let lastX = 0;
  const close = () => {
    if (firstX === null) return;
    context.lineTo(lastX, heightPx);
    context.lineTo(firstX, heightPx);
    context.closePath();
    firstX = null;
  };
  for (let at = from; at <= to; at++) {
    const most = level.most[at];
    if (Number.isNaN(most)) {
      close();
      continue;
    }
    lastX = xOf(at);
    if (firstX === null) {
      firstX = lastX;
      context.moveTo(lastX, y(most));
    } else context.lineTo(lastX, y(most));
  }
  close();
  context.fillStyle = fill;
  context.fill();
}

import { lidHeight, type EyeGeometry } from '../synthesis/eye-geometry.ts';
import type { EyePose } from '../synthesis/eye-pose.ts';
import { smoothstep } from '../tensor/resample.ts';

/** Softness of a lid's edge, iod, and at least this many px. */
const edgeIod = 0.006;
const edgePx = 0.6;

/** The upper lid carries its lashes: this much below its edge, iod. */
const lashIod = 0.016;

/** The lower lid's skin follows down to this distance, iod; the upper lid's up to this share of the way to the brow. */
const lowerReachIod = 0.17;
const browShare = 0.92;

/** The eyeball turns as a whole within this many iris radii; sclera gives way beyond. */
const rigidRadii = 1.08;

/** From this movement on (iod) the margins of the lids are kept off the eyeball. */
const movedIod = 0.02;

/** The edge of the upper lid with the roots of its lashes keeps its thickness, iod. */
const lidEdgeIod = 0.004;

/**
 * Distance from the source's lid of skin that lies `distance` from the drawn lid: the skin between the lid's edge and a line
 * that stays (`reach` from the source's lid) is stretched or gathered evenly, without a crease at that line.
 *
 * @param lift how far the drawn lid has moved away from that line, iod
 * @param edge thickness of the lid's edge, which is not stretched, iod
 */
function stretchedSkin(distance: number, lift: number, reach: number, edge: number): number {
  if (distance <= edge) return distance;
  const length = reach + lift - edge;
  const far = reach - edge;
  if (distance >= length + edge) return distance - lift;
  const share = (distance - edge) / length;
  const even = far / length;
  // A little more of the stretch lies at the lid than at the brow.
  const bend = Math.max(-0.15, 0.35 * (1 - even));
  const [start, end] = [(1 - bend) * even, (1 + bend) * even];
  // Cubic through (0, 0) and (length, far) with these slopes.
  return (
    edge +
    length * start * share * (1 - share) ** 2 +
    far * share * share * (3 - 2 * share) +
    length * end * share * share * (share - 1)
  );
}

/** Where the pixels of one place of the new eye come from. Frame px of the source. Reused by the next place. */
export interface EyePlace {
  /** Share of the lower lid over the eyeball, and of the upper lid with its lashes over both. */
  lower: number;
  upper: number;
  /** Share in which the upper lid only darkens: its lashes. */
  lashes: number;
  ballX: number;
  ballY: number;
  lowerX: number;
  lowerY: number;
  upperX: number;
  upperY: number;
}

/** Maps places of the new eye to places of a source eye: the frame's own, or another frame's. */
export interface EyeWarp {
  /** Place (px of the frame) in the eye's axes: `along` (-1 to 1 between the corners). */
  alongOf(x: number, y: number): number;
  /** Height below the line of the corners, iod. */
  downOf(x: number, y: number): number;
  /** Fills `place` for a pixel of the frame. */
  resolve(x: number, y: number, place: EyePlace): void;
}

/** Empty storage for one place. */
export function makeEyePlace(): EyePlace {
  return { lower: 0, upper: 0, lashes: 0, ballX: 0, ballY: 0, lowerX: 0, lowerY: 0, upperX: 0, upperY: 0 };
}

/** The eyeball's place in a source, in its axes. Reused. */
interface BallPlace {
  along: number;
  down: number;
}

/** Finds where the eyeball of a place is seen in the source: turned with the iris, and never under the source's lids. */
function makeBallWarp(pose: EyePose, source: EyeGeometry): (along: number, down: number, out: BallPlace) => void {
  const { own } = pose;
  const aspect = own.halfPx / own.iodPx;
  const radius = own.irisRadius / own.iodPx;
  const [toAlong, toDown] = [pose.irisX / own.halfPx, pose.irisY / own.iodPx];
  const [fromAlong, fromDown] = [source.irisX / source.halfPx, source.irisY / source.iodPx];
  const [stepAlong, stepDown] = [fromAlong - toAlong, fromDown - toDown];
  const step = Math.hypot(stepAlong * aspect, stepDown);
  const giving = Math.max(1.1 * radius, 2.2 * step);
  const edge = Math.max(edgeIod, edgePx / own.iodPx);
  // What the lids of the source hide is taken from beside it at the same distance from the iris centre: iris and pupil stay round.
  const slide = (out: BallPlace, limit: number): void => {
    const [across, height] = [(out.along - fromAlong) * aspect, out.down - fromDown];
    const room = across * across + height * height - (limit - fromDown) ** 2;
    if (room > 0) out.along = fromAlong + (Math.sign(across) * Math.sqrt(room)) / aspect;
    out.down = limit;
  };
  return (along, down, out) => {
    const r = Math.hypot((along - toAlong) * aspect, down - toDown);
    const share =
      (1 - smoothstep(rigidRadii * radius, rigidRadii * radius + giving, r)) *
      (1 - smoothstep(0.8, 1, Math.abs(along)));
    out.along = along + share * stepAlong;
    out.down = down + share * stepDown;
    // The lids' own shade and lashes are no eyeball, as soon as it moves; where it rests its soft edge may reach under them.
    const moved = Math.min(1, (share * step) / movedIod);
    const [above, below] = [lashIod + edge, (lashIod + edge) / 2].map(
      (margin) => moved * margin - (1 - moved) * 2 * edge,
    );
    const top = lidHeight(source.upper, out.along) + above;
    const bottom = lidHeight(source.lower, out.along) - below;
    if (out.down >= top && out.down <= bottom) return;
    if (top < bottom) slide(out, out.down < top ? top : bottom);
    const highest = lidHeight(source.upper, out.along) + above;
    const lowest = lidHeight(source.lower, out.along) - below;
    out.down = highest >= lowest ? (highest + lowest) / 2 : Math.min(lowest, Math.max(highest, out.down));
  };
}

/** Prepares {@link EyeWarp} from the eye as it is to be drawn to a source eye. */
export function makeEyeWarp(pose: EyePose, source: EyeGeometry): EyeWarp {
  const { own } = pose;
  const edge = Math.max(edgeIod, edgePx / own.iodPx);
  const upperReach = browShare * own.browReach;
  const ballOf = makeBallWarp(pose, source);
  const ball: BallPlace = { along: 0, down: 0 };
  const alongOf = (x: number, y: number): number => ((x - own.cx) * own.ux + (y - own.cy) * own.uy) / own.halfPx;
  const downOf = (x: number, y: number): number => ((y - own.cy) * own.ux - (x - own.cx) * own.uy) / own.iodPx;
  const sourceX = (along: number, down: number): number =>
    source.cx + along * source.halfPx * source.ux - down * source.iodPx * source.uy;
  const sourceY = (along: number, down: number): number =>
    source.cy + along * source.halfPx * source.uy + down * source.iodPx * source.ux;
  return {
    alongOf,
    downOf,
    resolve(x, y, place) {
      const along = alongOf(x, y);
      const down = downOf(x, y);
      const top = lidHeight(pose.upper, along);
      const bottom = lidHeight(pose.lower, along);
      const liftUpper = lidHeight(source.upper, along) - top;
      const liftLower = lidHeight(source.lower, along) - bottom;
      const upperDown =
        down >= top
          ? down + liftUpper
          : top + liftUpper - stretchedSkin(top - down, -liftUpper, upperReach, lidEdgeIod);
      const lowerDown =
        down <= bottom
          ? down + liftLower
          : bottom + liftLower + stretchedSkin(down - bottom, liftLower, lowerReachIod, 0);
      place.upperX = sourceX(along, upperDown);
      place.upperY = sourceY(along, upperDown);
      place.lowerX = sourceX(along, lowerDown);
      place.lowerY = sourceY(along, lowerDown);
      place.upper = 1 - smoothstep(top + 0.4 * lashIod, top + lashIod + edge, down);
      place.lower = smoothstep(bottom - edge, bottom + edge, down);
      place.lashes = smoothstep(top - edge, top + edge, down);
      if (place.upper >= 1 || place.lower >= 1) return;
      ballOf(along, down, ball);
      place.ballX = sourceX(ball.along, ball.down);
      place.ballY = sourceY(ball.along, ball.down);
    },
  };
}

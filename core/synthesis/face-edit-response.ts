/**
 * What a landmark model sees of a warped picture is less than what was warped: it leans on what faces usually look like. These
 * figures say how much more must be moved so that a new analysis measures what was asked for. They were taken on a
 * handful of people with `bench/crosstalk.ts`; docs/crosstalk.md says on whom, and what they give.
 */

/** Movement in the picture for each unit asked for: gaze yaw and pitch. */
export const gazeGain = [1.7, 3] as const;

/** The same for yaw, pitch, roll of the head; its place and scale come out as asked. */
export const rotationGain = [1.3, 1.62, 1] as const;

/** The same for browRaise, browFurrow, smileFrown, cheek. Cheeks alone the model does not see: they move as asked. */
export const expressionGain = [1.4, 5.2, 1.32, 1] as const;

/** How far the lids must be closed (share of the open gap) to be measured as a blink of 0, .2, .4 ... 1. */
const closure = [0, 0.37, 0.56, 0.7, 0.83, 1] as const;

/** The share of an open eye's gap that is left when the blink is measured as `blink`, 0 to 1. */
export function gapAtBlink(blink: number): number {
  const place = Math.min(1, Math.max(0, blink)) * (closure.length - 1);
  const i = Math.min(closure.length - 2, place | 0);
  return 1 - (closure[i] + (place - i) * (closure[i + 1] - closure[i]));
}

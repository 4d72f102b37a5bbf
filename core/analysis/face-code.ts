import type { FactorName } from './factor.ts';

/**
 * Sizes of the codes of a generative pack: what its networks describe a face by. The official PD-FGC sizes are id 2048,
 * lip 500, expression 30, eye 6, headPose 6.
 */
export interface CodeWidths extends Readonly<Record<FactorName, number>> {
  /** The appearance vector. */
  readonly id: number;
}

/** Order of the factors in the motion part of the generator's conditioning, behind the appearance vector. */
export const motionCodeOrder = ['lip', 'expression', 'eye', 'headPose'] as const satisfies readonly FactorName[];

/** Width of the motion part of the conditioning: 542 with the official sizes. */
export function motionCodeWidth(widths: CodeWidths): number {
  return motionCodeOrder.reduce((sum, factor) => sum + widths[factor], 0);
}

/** Factors whose codes come from pictures of a face; the lip code comes from sound. */
export const seenFactors = ['headPose', 'eye', 'expression'] as const satisfies readonly FactorName[];

/** A factor whose code comes from pictures. */
export type SeenFactor = (typeof seenFactors)[number];

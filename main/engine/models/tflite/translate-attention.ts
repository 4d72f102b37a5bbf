import { invariant, StudioError } from '../../../../core/errors.ts';
import type { OperatorTranslator, TranslationContext } from './convert-tflite.ts';
import type { FlexValue } from './flexbuffer.ts';
import type { TfliteOperator } from './tflite-model.ts';

/**
 * MediaPipe's three custom layers of the attention mesh: the coarse mesh says where mouth and eyes lie, their features are cut out
 * with a rotated box, refined, and the refined points are carried back with the box's matrix.
 *
 * @source the operators' behaviour in mediapipe/util/tflite/operations (version 2 of each), restated in standard ONNX operators
 */
export const attentionTranslators: Readonly<Record<string, OperatorTranslator>> = {
  Landmarks2TransformMatrix: boxMatrix,
  TransformTensorBilinear: cutOut,
  TransformLandmarks: carryPoints,
};

/** Options of Landmarks2TransformMatrix. */
export interface AttentionRegion {
  /** Mesh points that the box encloses; the refined points replace exactly these, in this order. */
  readonly pointIndices: readonly number[];
  /** Points whose line is the box's horizontal. */
  readonly leftIndex: number;
  readonly rightIndex: number;
  readonly scaleX: number;
  readonly scaleY: number;
  readonly widthPx: number;
  readonly heightPx: number;
}

function numberOption(options: FlexValue, key: string): number {
  const value = options !== null && typeof options === 'object' && !Array.isArray(options) ? options[key] : undefined;
  invariant(typeof value === 'number', `option ${key} is a number`);
  return value;
}

/** Reads the options of a Landmarks2TransformMatrix operator. @throws StudioError 'models.unsupported' for a turned target box */
export function readAttentionRegion(operator: TfliteOperator): AttentionRegion {
  const options = operator.customOptions;
  invariant(options !== null && typeof options === 'object' && !Array.isArray(options), 'the operator has options');
  const pointIndices = options['subset_idxs'];
  invariant(Array.isArray(pointIndices), 'subset_idxs is a list');
  if (numberOption(options, 'target_rotation_radians') !== 0) {
    throw new StudioError(
      'models.unsupported',
      'The face model turns its attention boxes, which cannot be translated.',
    );
  }
  return {
    pointIndices: pointIndices.map(Number),
    leftIndex: numberOption(options, 'left_rotation_idx'),
    rightIndex: numberOption(options, 'right_rotation_idx'),
    scaleX: numberOption(options, 'scale_x'),
    scaleY: numberOption(options, 'scale_y'),
    widthPx: numberOption(options, 'output_width'),
    heightPx: numberOption(options, 'output_height'),
  };
}

/**
 * [1, N, 3] points -> [1, 4, 4] matrix from pixels of the cut-out to pixels of the picture: a box around the chosen points, level with
 * the line left-right, enlarged by scale. With c, s = cosine, sine of that line, rotating by it needs no trigonometry: c = dx / |d|, s = dy / |d|.
 */
function boxMatrix(operator: TfliteOperator, context: TranslationContext): string {
  const { graph } = context;
  const region = readAttentionRegion(operator);
  const xy = graph.node('Slice', [
    context.valueOf(operator.inputs[0]),
    graph.integers([0]),
    graph.integers([2]),
    graph.integers([2]),
  ]);
  const pick = (indices: readonly number[]) => graph.node('Gather', [xy, graph.integers(indices)], { axis: 1 });
  const direction = graph.node('Sub', [pick([region.rightIndex]), pick([region.leftIndex])]);
  const unit = graph.node('Div', [direction, graph.node('ReduceL2', [direction], { axes: [2], keepdims: 1 })]);
  // Columns (c, s) and (-s, c): row vectors times this matrix are the points in the box's own axes; its transpose goes back.
  const turned = graph.node('MatMul', [unit, graph.constant(Float32Array.of(0, 1, -1, 0), [2, 2])]);
  const axes = graph.node('Transpose', [graph.node('Concat', [unit, turned], { axis: 1 })], { perm: [0, 2, 1] });
  const back = graph.node('Transpose', [axes], { perm: [0, 2, 1] });
  const points = graph.node('MatMul', [pick(region.pointIndices), axes]);
  const high = graph.node('ReduceMax', [points], { axes: [1], keepdims: 1 });
  const low = graph.node('ReduceMin', [points], { axes: [1], keepdims: 1 });
  const half = graph.constant(Float32Array.of(0.5), [1]);
  const centre = graph.node('MatMul', [graph.node('Mul', [graph.node('Add', [high, low]), half]), back]);
  const scale = graph.constant(
    Float32Array.of(region.scaleX / region.widthPx, region.scaleY / region.heightPx),
    [1, 1, 2],
  );
  const size = graph.node('Mul', [graph.node('Sub', [high, low]), scale]);
  // linear[i][j] = axes[i][j] * size[j]: scale in the box's axes, then turn into the picture.
  const linear = graph.node('Mul', [axes, size]);
  const middle = graph.constant(Float32Array.of(region.widthPx / 2, region.heightPx / 2), [1, 2, 1]);
  const shift = graph.node('Sub', [
    graph.node('Transpose', [centre], { perm: [0, 2, 1] }),
    graph.node('MatMul', [linear, middle]),
  ]);
  const zeroColumn = graph.constant(new Float32Array(2), [1, 2, 1]);
  const rows = graph.node('Concat', [linear, zeroColumn, shift], { axis: 2 });
  return graph.node('Concat', [rows, graph.constant(Float32Array.of(0, 0, 1, 0, 0, 0, 0, 1), [1, 2, 4])], { axis: 1 });
}

/** The in-plane part of a [1, 4, 4] matrix: [1, 2, 2] linear and [1, 2, 1] shift. */
function planePart(matrix: string, context: TranslationContext): { linear: string; shift: string } {
  const { graph } = context;
  const slice = (fromColumn: number, toColumn: number) =>
    graph.node('Slice', [
      matrix,
      graph.integers([0, fromColumn]),
      graph.integers([2, toColumn]),
      graph.integers([1, 2]),
    ]);
  return { linear: slice(0, 2), shift: slice(3, 4) };
}

/** Samples features [1, C, H, W] through the matrix, bilinear, half-pixel centres, zero where the place lies outside. */
function cutOut(operator: TfliteOperator, context: TranslationContext): string {
  const { graph } = context;
  const [features, matrix] = operator.inputs;
  const [, height, width] = context.shapeOf(features);
  const [, outHeight, outWidth] = context.shapeOf(operator.outputs[0]);
  const { linear, shift } = planePart(context.valueOf(matrix), context);
  const centres = new Float32Array(2 * outHeight * outWidth);
  for (let y = 0; y < outHeight; y++) {
    for (let x = 0; x < outWidth; x++) {
      centres[y * outWidth + x] = x + 0.5;
      centres[(outHeight + y) * outWidth + x] = y + 0.5;
    }
  }
  const grid = graph.constant(centres, [1, 2, outHeight * outWidth]);
  const edges = graph.node('Add', [graph.node('MatMul', [linear, grid]), shift]);
  const places = graph.node('Sub', [edges, graph.constant(Float32Array.of(0.5), [1])]);
  const last = graph.constant(Float32Array.of(width - 1, height - 1), [1, 2, 1]);
  const inside = graph.node('Max', [graph.node('Min', [places, last]), graph.constant(Float32Array.of(0), [1])]);
  const isInside = graph.node('Cast', [graph.node('Equal', [places, inside])], { to: 1 });
  const mask = graph.node('Reshape', [
    graph.node('ReduceMin', [isInside], { axes: [1], keepdims: 1 }),
    graph.integers([1, 1, outHeight, outWidth]),
  ]);
  const doubled = graph.node('Mul', [
    places,
    graph.constant(Float32Array.of(2 / (width - 1), 2 / (height - 1)), [1, 2, 1]),
  ]);
  const normalised = graph.node('Sub', [doubled, graph.constant(Float32Array.of(1), [1])]);
  const samplingGrid = graph.node('Reshape', [
    graph.node('Transpose', [normalised], { perm: [0, 2, 1] }),
    graph.integers([1, outHeight, outWidth, 2]),
  ]);
  const sampled = graph.node('GridSample', [context.valueOf(features), samplingGrid], {
    mode: 'bilinear',
    padding_mode: 'border',
    align_corners: 1,
  });
  return graph.node('Mul', [sampled, mask]);
}

/** Carries points [1, N, 2] through the matrix. */
function carryPoints(operator: TfliteOperator, context: TranslationContext): string {
  const { graph } = context;
  const [points, matrix] = operator.inputs;
  const { linear, shift } = planePart(context.valueOf(matrix), context);
  const turned = graph.node('MatMul', [
    context.valueOf(points),
    graph.node('Transpose', [linear], { perm: [0, 2, 1] }),
  ]);
  return graph.node('Add', [turned, graph.node('Transpose', [shift], { perm: [0, 2, 1] })]);
}

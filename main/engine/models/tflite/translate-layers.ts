import { invariant, StudioError } from '../../../../core/errors.ts';
import { onnxShape, type OperatorTranslator, type TranslationContext } from './convert-tflite.ts';
import type { TfliteOperator } from './tflite-model.ts';

const paddingSame = 0;
const activationNone = 0;
const activationRelu = 1;

/** Translators of the ordinary layers. Option numbers are fields of the option tables in the TensorFlow Lite schema. */
export const layerTranslators: Readonly<Record<string, OperatorTranslator>> = {
  CONV_2D: (operator, context) => convolution(operator, context, { activation: 3, dilation: 4, isDepthwise: false }),
  DEPTHWISE_CONV_2D: (operator, context) =>
    convolution(operator, context, { activation: 4, dilation: 5, isDepthwise: true }),
  MAX_POOL_2D: maxPool,
  PRELU: prelu,
  RELU: (operator, context) => context.graph.node('Relu', [context.valueOf(operator.inputs[0])]),
  ADD: (operator, context) => elementwise('Add', operator, context),
  MUL: (operator, context) => elementwise('Mul', operator, context),
  PAD: pad,
  RESHAPE: reshape,
  CONCATENATION: concatenation,
  STRIDED_SLICE: wholeSlice,
};

function activate(value: string, activation: number, context: TranslationContext): string {
  if (activation === activationNone) return value;
  if (activation === activationRelu) return context.graph.node('Relu', [value]);
  throw new StudioError(
    'models.unsupported',
    `The model uses fused activation ${activation}, which cannot be translated.`,
  );
}

/** Zeros before and after one axis, as TensorFlow's SAME or VALID padding has them. */
function axisPadding(
  size: number,
  kernel: number,
  stride: number,
  dilation: number,
  isSame: boolean,
): readonly [number, number] {
  if (!isSame) return [0, 0];
  const reach = (kernel - 1) * dilation + 1;
  const total = Math.max(0, (Math.ceil(size / stride) - 1) * stride + reach - size);
  return [total >> 1, total - (total >> 1)];
}

interface ConvolutionFields {
  readonly activation: number;
  readonly dilation: number;
  readonly isDepthwise: boolean;
}

function convolution(operator: TfliteOperator, context: TranslationContext, fields: ConvolutionFields): string {
  const [input, filter, bias] = operator.inputs;
  const options = operator.options;
  const weights = context.floatsOf(filter);
  const biases = context.floatsOf(bias);
  invariant(options !== null && weights !== null && biases !== null, 'a convolution has options and constant weights');
  const [outer, kernelHeight, kernelWidth, inner] = context.shapeOf(filter);
  const strides = [options.int32(2, 1), options.int32(1, 1)];
  const dilations = [options.int32(fields.dilation + 1, 1), options.int32(fields.dilation, 1)];
  const isSame = options.int8(0, paddingSame) === paddingSame;
  const [, height, width] = context.shapeOf(input);
  const [top, bottom] = axisPadding(height, kernelHeight, strides[0], dilations[0], isSame);
  const [left, right] = axisPadding(width, kernelWidth, strides[1], dilations[1], isSame);
  const taps = kernelHeight * kernelWidth;
  // Ordinary filters are [O, kh, kw, I]; depthwise ones [1, kh, kw, O]. ONNX wants [O, I / group, kh, kw] for both.
  const reordered = new Float32Array(weights.length);
  for (let o = 0; o < outer; o++) {
    for (let t = 0; t < taps; t++) {
      for (let i = 0; i < inner; i++) reordered[(o * inner + i) * taps + t] = weights[(o * taps + t) * inner + i];
    }
  }
  const shape = fields.isDepthwise ? [inner, 1, kernelHeight, kernelWidth] : [outer, inner, kernelHeight, kernelWidth];
  const value = context.graph.node(
    'Conv',
    [context.valueOf(input), context.graph.constant(reordered, shape), context.graph.constant(biases, [biases.length])],
    {
      strides,
      dilations,
      pads: [top, left, bottom, right],
      group: fields.isDepthwise ? inner : 1,
      kernel_shape: [kernelHeight, kernelWidth],
    },
  );
  return activate(value, options.int8(fields.activation, activationNone), context);
}

function maxPool(operator: TfliteOperator, context: TranslationContext): string {
  const options = operator.options;
  invariant(options !== null, 'a pooling layer has options');
  const strides = [options.int32(2, 1), options.int32(1, 1)];
  const kernel = [options.int32(4, 1), options.int32(3, 1)];
  const isSame = options.int8(0, paddingSame) === paddingSame;
  const [, height, width] = context.shapeOf(operator.inputs[0]);
  const [top, bottom] = axisPadding(height, kernel[0], strides[0], 1, isSame);
  const [left, right] = axisPadding(width, kernel[1], strides[1], 1, isSame);
  const value = context.graph.node('MaxPool', [context.valueOf(operator.inputs[0])], {
    kernel_shape: kernel,
    strides,
    pads: [top, left, bottom, right],
  });
  return activate(value, options.int8(5, activationNone), context);
}

function prelu(operator: TfliteOperator, context: TranslationContext): string {
  const slopes = context.floatsOf(operator.inputs[1]);
  const channels = context.shapeOf(operator.inputs[1]).at(-1);
  invariant(slopes !== null && slopes.length === channels, 'PRELU slopes are one constant per channel');
  return context.graph.node('PRelu', [
    context.valueOf(operator.inputs[0]),
    context.graph.constant(slopes, [channels, 1, 1]),
  ]);
}

function elementwise(onnxOperator: 'Add' | 'Mul', operator: TfliteOperator, context: TranslationContext): string {
  const value = context.graph.node(
    onnxOperator,
    operator.inputs.map((tensor) => context.valueOf(tensor)),
  );
  return activate(value, operator.options?.int8(0, activationNone) ?? activationNone, context);
}

function pad(operator: TfliteOperator, context: TranslationContext): string {
  const [n0, n1, h0, h1, w0, w1, c0, c1] = context.integersOf(operator.inputs[1]);
  return context.graph.node('Pad', [
    context.valueOf(operator.inputs[0]),
    context.graph.integers([n0, c0, h0, w0, n1, c1, h1, w1]),
  ]);
}

function reshape(operator: TfliteOperator, context: TranslationContext): string {
  const from = context.shapeOf(operator.inputs[0]);
  const to = context.shapeOf(operator.outputs[0]);
  let value = context.valueOf(operator.inputs[0]);
  if (from.length === 4 && from[1] * from[2] > 1)
    value = context.graph.node('Transpose', [value], { perm: [0, 2, 3, 1] });
  invariant(to.length !== 4 || to[1] * to[2] === 1, 'a reshape into a picture is not expected');
  return context.graph.node('Reshape', [value, context.graph.integers(onnxShape(to))]);
}

function concatenation(operator: TfliteOperator, context: TranslationContext): string {
  const axis = operator.options?.int32(0, 0) ?? 0;
  const rank = context.shapeOf(operator.outputs[0]).length;
  invariant(rank < 4, 'a concatenation of pictures is not expected');
  return context.graph.node(
    'Concat',
    operator.inputs.map((tensor) => context.valueOf(tensor)),
    { axis: axis < 0 ? axis + rank : axis },
  );
}

/** The face mesh ends in a slice that takes everything; any other slice is unknown. */
function wholeSlice(operator: TfliteOperator, context: TranslationContext): string {
  const from = context.shapeOf(operator.inputs[0]);
  const to = context.shapeOf(operator.outputs[0]);
  if (from.join() !== to.join())
    throw new StudioError('models.unsupported', 'The model has a slice that cannot be translated.');
  return context.valueOf(operator.inputs[0]);
}

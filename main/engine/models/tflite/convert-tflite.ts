import { invariant, StudioError } from '../../../../core/errors.ts';
import { OnnxGraph } from '../../onnx/onnx-graph.ts';
import { attentionTranslators } from './translate-attention.ts';
import { layerTranslators } from './translate-layers.ts';
import { widenFloat16 } from './float16.ts';
import type { TfliteModel, TfliteOperator } from './tflite-model.ts';

/** Writes the ONNX nodes of one operator and answers with the name of its (only) output value. */
export type OperatorTranslator = (operator: TfliteOperator, context: TranslationContext) => string;

/**
 * What a translator sees: the ONNX graph under construction and the values so far.
 * Layout rule: a rank-4 value is NCHW in the ONNX graph although TensorFlow Lite says NHWC; other ranks are as they are.
 */
export class TranslationContext {
  readonly graph = new OnnxGraph();
  private readonly model: TfliteModel;
  private readonly values = new Map<number, string>();
  private readonly floats = new Map<number, Float32Array>();

  constructor(model: TfliteModel) {
    this.model = model;
  }

  /** Shape as TensorFlow Lite has it (NHWC). */
  shapeOf(tensor: number): readonly number[] {
    return this.model.tensors[tensor].shape;
  }

  /** The float32 numbers of a constant; null for a value computed at run time. */
  floatsOf(tensor: number): Float32Array | null {
    const known = this.floats.get(tensor);
    if (known !== undefined) return known;
    const { data, type } = this.model.tensors[tensor];
    if (data === null) return null;
    if (type === 'float16') return widenFloat16(data);
    return type === 'float32' ? new Float32Array(data.slice().buffer) : null;
  }

  /** The whole numbers of a constant int32 tensor. */
  integersOf(tensor: number): Int32Array {
    const { data, type } = this.model.tensors[tensor];
    invariant(data !== null && type === 'int32', `tensor ${tensor} is not an int32 constant`);
    return new Int32Array(data.slice().buffer);
  }

  /** The ONNX value of a tensor; constants (of rank below 4) are added to the graph when first asked for. */
  valueOf(tensor: number): string {
    const known = this.values.get(tensor);
    if (known !== undefined) return known;
    const floats = this.floatsOf(tensor);
    invariant(floats !== null && this.shapeOf(tensor).length < 4, `tensor ${tensor} has no value yet`);
    const value = this.graph.constant(floats, this.shapeOf(tensor));
    this.values.set(tensor, value);
    return value;
  }

  /** Says which ONNX value a tensor is. */
  setValue(tensor: number, value: string): void {
    this.values.set(tensor, value);
  }

  /** Says that a tensor is a constant with these numbers (the result of DEQUANTIZE). */
  setFloats(tensor: number, floats: Float32Array): void {
    this.floats.set(tensor, floats);
  }
}

/** Shape of a value in the ONNX graph for a TensorFlow Lite shape. */
export function onnxShape(shape: readonly number[]): readonly number[] {
  return shape.length === 4 ? [shape[0], shape[3], shape[1], shape[2]] : shape;
}

/** A converted model: the ONNX file's bytes and the names of its inputs and outputs in the original's order. */
export interface ConvertedModel {
  readonly onnx: Uint8Array;
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
}

/**
 * Translates a TensorFlow Lite model into ONNX (opset 16), layer by layer, in memory. Pictures become NCHW; half-precision weights are widened.
 *
 * @throws StudioError 'models.unsupported' when the model has a layer that the translators do not know
 */
export function convertTflite(model: TfliteModel): ConvertedModel {
  const context = new TranslationContext(model);
  const inputNames = model.inputs.map((tensor) => model.tensors[tensor].name);
  const outputNames = model.outputs.map((tensor) => model.tensors[tensor].name);
  model.inputs.forEach((tensor, i) =>
    context.setValue(tensor, context.graph.input(inputNames[i], onnxShape(context.shapeOf(tensor)))),
  );
  for (const operator of model.operators) {
    if (operator.name === 'DEQUANTIZE') {
      const floats = context.floatsOf(operator.inputs[0]);
      invariant(floats !== null, 'DEQUANTIZE of a value that is not a constant');
      context.setFloats(operator.outputs[0], floats);
      continue;
    }
    const translate = layerTranslators[operator.name] ?? attentionTranslators[operator.name];
    if (translate === undefined) {
      throw new StudioError(
        'models.unsupported',
        `The model has a layer "${operator.name}" that cannot be translated.`,
        { layer: operator.name },
      );
    }
    context.setValue(operator.outputs[0], translate(operator, context));
  }
  model.outputs.forEach((tensor, i) =>
    context.graph.output(outputNames[i], context.valueOf(tensor), onnxShape(context.shapeOf(tensor))),
  );
  return { onnx: context.graph.toModel(), inputNames, outputNames };
}

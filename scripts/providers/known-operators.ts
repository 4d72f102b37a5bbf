/**
 * Operators with a float32 kernel, as onnxruntime's own lists have them, of those that networks here need. `Constant` is none: it is
 * folded before nodes are placed.
 *
 * @source microsoft/onnxruntime, docs/OperatorKernels.md at commit 001d12d (cuda, dml), and
 *         tools/ci_build/github/apple/coreml_supported_mlprogram_ops.md at commit 04f568d (coreml, ML programs); the main branch of 2026,
 *         not the tag v1.30.0
 */
const everywhere = [
  'Abs',
  'Add',
  'BatchNormalization',
  'Cast',
  'Concat',
  'Constant',
  'ConstantOfShape',
  'Conv',
  'ConvTranspose',
  'Div',
  'Equal',
  'Erf',
  'Expand',
  'Flatten',
  'Gather',
  'Gemm',
  'GridSample',
  'Identity',
  'LeakyRelu',
  'MatMul',
  'Max',
  'MaxPool',
  'Min',
  'Mul',
  'PRelu',
  'Pad',
  'ReduceL2',
  'ReduceMax',
  'ReduceMean',
  'ReduceMin',
  'ReduceSum',
  'Relu',
  'Reshape',
  'Resize',
  'Shape',
  'Sigmoid',
  'Slice',
  'Softmax',
  'Sqrt',
  'Sub',
  'Tanh',
  'Tile',
  'Transpose',
  'Unsqueeze',
] as const;

/** What Core ML's ML programs lack of them. */
const notInCoreml: ReadonlySet<string> = new Set([
  'Abs',
  'BatchNormalization',
  'ConstantOfShape',
  'Equal',
  'Expand',
  'Flatten',
  'Gather',
  'Min',
  'Pad',
  'ReduceL2',
  'ReduceMin',
]);

/** The operators of the list of each provider that this project could not run. */
export const providerOperators: Readonly<Record<'cuda' | 'dml' | 'coreml', ReadonlySet<string>>> = {
  cuda: new Set(everywhere),
  dml: new Set(everywhere),
  coreml: new Set(everywhere.filter((operator) => !notInCoreml.has(operator))),
};

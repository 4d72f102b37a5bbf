import { InferenceSession, Tensor } from './onnx-runtime.ts';
import { StudioError } from '../../../core/errors.ts';

/** Where a model runs. */
export const executionProviders = ['cpu', 'cuda', 'dml', 'coreml', 'webgpu'] as const;

/** One of {@link executionProviders}. */
export type ExecutionProvider = (typeof executionProviders)[number];

/** A tensor going into a model: data row-major in `shape`. int64 inputs are BigInt64Array. */
export interface ModelInput {
  readonly data: Float32Array | BigInt64Array | Int32Array | Uint8Array;
  readonly shape: readonly number[];
}

/** A float tensor coming out of a model; the receiver owns it. */
export interface ModelOutput {
  readonly data: Float32Array;
  readonly shape: readonly number[];
}

/** A place for an output: the model writes into `data`, which belongs to the caller. */
export interface ModelOutputPlace {
  readonly data: Float32Array;
  readonly shape: readonly number[];
}

/** How a session is opened. */
export interface SessionOptions {
  readonly provider?: ExecutionProvider;
  /** Threads inside one layer; 1 is fastest for small models on few cores. */
  readonly threads?: number;
  /** True to refuse a model of which the provider cannot compute every operator itself; else the processor computes the rest. */
  readonly mustCoverAll?: boolean;
}

/** A loaded model. `run` blocks the event loop while it computes; `close` releases native memory and must be called once. */
export interface ModelSession {
  readonly provider: ExecutionProvider;
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  /** Shapes of the inputs as the model declares them; -1 where it leaves a size open. */
  readonly inputShapes: readonly (readonly number[])[];
  /** The same of the outputs. */
  readonly outputShapes: readonly (readonly number[])[];
  run(inputs: Readonly<Record<string, ModelInput>>): Promise<Readonly<Record<string, ModelOutput>>>;
  /**
   * Runs the model and has the named outputs written where they are wanted; the others are not handed out. On the processor nothing is
   * copied on the way in or out: onnxruntime reads and writes the arrays themselves, so they must not change until the promise settles.
   */
  runInto(
    inputs: Readonly<Record<string, ModelInput>>,
    outputs: Readonly<Record<string, ModelOutputPlace>>,
  ): Promise<void>;
  close(): Promise<void>;
}

const elementTypes = new Map<unknown, 'float32' | 'int64' | 'int32' | 'uint8'>([
  [Float32Array, 'float32'],
  [BigInt64Array, 'int64'],
  [Int32Array, 'int32'],
  [Uint8Array, 'uint8'],
]);

function tensorFrom({ data, shape }: ModelInput): Tensor {
  const type = elementTypes.get(data.constructor);
  return new Tensor(type ?? 'float32', data, [...shape]);
}

/**
 * Loads an ONNX model. A provider other than 'cpu' must have been probed (`probeExecutionProviders`): asking for one whose libraries are
 * missing can end the process.
 *
 * @param model the file's path, or its bytes
 * @throws StudioError 'models.damaged' when onnxruntime refuses the model; 'models.provider-missing' when it does so on another provider
 *         than the CPU
 */
export async function openModelSession(
  model: string | Uint8Array,
  options: SessionOptions = {},
): Promise<ModelSession> {
  const provider = options.provider ?? 'cpu';
  const session = await createSession(model, provider, options);
  return {
    provider,
    inputNames: session.inputNames,
    outputNames: session.outputNames,
    inputShapes: session.inputMetadata.map(shapeOf),
    outputShapes: session.outputMetadata.map(shapeOf),
    run: async (inputs) => {
      const results = await session.run(tensorsFrom(inputs));
      return Object.fromEntries(
        Object.entries(results).map(([name, tensor]) => {
          if (!(tensor.data instanceof Float32Array))
            throw new StudioError(
              'models.unsupported',
              `Output "${name}" of the model is ${tensor.type}, not float32.`,
            );
          return [name, { data: tensor.data, shape: tensor.dims }];
        }),
      );
    },
    runInto: async (inputs, outputs) => {
      await session.run(tensorsFrom(inputs), tensorsFrom(outputs));
    },
    close: () => session.release(),
  };
}

function tensorsFrom(inputs: Readonly<Record<string, ModelInput>>): Record<string, Tensor> {
  return Object.fromEntries(Object.entries(inputs).map(([name, input]) => [name, tensorFrom(input)]));
}

function shapeOf(value: InferenceSession.ValueMetadata): readonly number[] {
  return value.isTensor ? value.shape.map((size) => (typeof size === 'number' ? size : -1)) : [];
}

/**
 * Threads that share the processor with a decoder, an encoder and others: they sleep while they wait, and take small pieces so that the
 * slower one does not hold up the rest. On a machine with ten programs to two cores the motion encoder took 729 ms so and 1036 ms without.
 */
const sharedThreads = { 'intra_op.allow_spinning': '0', dynamic_block_base: '4' };

async function createSession(
  model: string | Uint8Array,
  provider: ExecutionProvider,
  { threads = 1, mustCoverAll = false }: SessionOptions,
): Promise<InferenceSession> {
  const options: InferenceSession.SessionOptions = {
    // The processor is always there for what a provider cannot compute; naming it forbids to do without it.
    executionProviders: provider === 'cpu' || mustCoverAll ? [provider] : [provider, 'cpu'],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    // Warnings about layers left on the CPU would go to the user's terminal; that a model is not covered is an answer and no error.
    logSeverityLevel: mustCoverAll ? 4 : 3,
    extra: {
      session: { ...(threads > 1 ? sharedThreads : {}), ...(mustCoverAll ? { disable_cpu_ep_fallback: '1' } : {}) },
    },
  };
  try {
    return typeof model === 'string'
      ? await InferenceSession.create(model, options)
      : await InferenceSession.create(model, options);
  } catch (cause) {
    const place = typeof model === 'string' ? ` ${model}` : '';
    if (provider === 'cpu')
      throw new StudioError('models.damaged', `The model${place} cannot be loaded.`, { provider }, cause);
    throw new StudioError(
      'models.provider-missing',
      `The model${place} cannot be loaded on ${provider}. Choose cpu to go on without it.`,
      { provider, wanted: provider },
      cause,
    );
  }
}

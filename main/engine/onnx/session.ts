import { InferenceSession, Tensor } from 'onnxruntime-node';
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

/** How a session is opened. */
export interface SessionOptions {
  readonly provider?: ExecutionProvider;
  /** Threads inside one layer; 1 is fastest for small models on few cores. */
  readonly threads?: number;
}

/** A loaded model. `run` blocks the event loop while it computes; `close` releases native memory and must be called once. */
export interface ModelSession {
  readonly provider: ExecutionProvider;
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  /** Shapes of the inputs as the model declares them; -1 where it leaves a size open. */
  readonly inputShapes: readonly (readonly number[])[];
  run(inputs: Readonly<Record<string, ModelInput>>): Promise<Readonly<Record<string, ModelOutput>>>;
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
 * @throws StudioError 'models.damaged' when onnxruntime refuses the model
 */
export async function openModelSession(
  model: string | Uint8Array,
  options: SessionOptions = {},
): Promise<ModelSession> {
  const provider = options.provider ?? 'cpu';
  const session = await createSession(model, provider, options.threads ?? 1);
  return {
    provider,
    inputNames: session.inputNames,
    outputNames: session.outputNames,
    inputShapes: session.inputMetadata.map((input) =>
      input.isTensor ? input.shape.map((size) => (typeof size === 'number' ? size : -1)) : [],
    ),
    run: async (inputs) => {
      const feeds = Object.fromEntries(Object.entries(inputs).map(([name, input]) => [name, tensorFrom(input)]));
      const results = await session.run(feeds);
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
    close: () => session.release(),
  };
}

async function createSession(
  model: string | Uint8Array,
  provider: ExecutionProvider,
  threads: number,
): Promise<InferenceSession> {
  const options: InferenceSession.SessionOptions = {
    executionProviders: provider === 'cpu' ? ['cpu'] : [provider, 'cpu'],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    // Warnings about layers left on the CPU would go to the user's terminal.
    logSeverityLevel: 3,
  };
  try {
    return typeof model === 'string'
      ? await InferenceSession.create(model, options)
      : await InferenceSession.create(model, options);
  } catch (cause) {
    const place = typeof model === 'string' ? ` ${model}` : '';
    throw new StudioError('models.damaged', `The model${place} cannot be loaded on ${provider}.`, { provider }, cause);
  }
}

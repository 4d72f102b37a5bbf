import { InferenceSession } from './onnx-runtime.ts';

/** Entry of a process that loads one graph and lets onnxruntime tell, in its log on stderr, which provider computes which node. */

/** onnxruntime's name for everything that it has to say. */
const everything = 0;

const [graph, provider] = process.argv.slice(-2);
const session = await InferenceSession.create(graph, { executionProviders: [provider], logSeverityLevel: everything });
await session.release();

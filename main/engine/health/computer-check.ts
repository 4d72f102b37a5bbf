import { availableParallelism, cpus, freemem, totalmem } from 'node:os';
import type { HealthCheck } from '../../../core/ports/doctor.ts';

const gigabyte = 1e9;

/** A dub of a 1080p video stays below this. */
const comfortableMemoryBytes = 1.5 * gigabyte;

/** Node strips the types of the source from 22.18 on; the native packages need N-API 10. */
const oldestNode = { major: 22, minor: 18, napi: 10 };

/** The running Node and its addon interface. */
export async function checkNode(): Promise<HealthCheck> {
  const { node, napi } = process.versions;
  const [major, minor] = node.split('.').map(Number);
  const isNew = major > oldestNode.major || (major === oldestNode.major && minor >= oldestNode.minor);
  const isGood = isNew && Number(napi) >= oldestNode.napi;
  return {
    name: 'node',
    status: isGood ? 'ok' : 'missing',
    sentence: `Node ${node}, addon interface ${napi}, on ${process.platform} ${process.arch}.`,
    advice: isGood
      ? ''
      : `Node ${oldestNode.major}.${oldestNode.minor} or newer is needed; npm scripts bring their own.`,
    details: { version: node, napi: Number(napi), platform: process.platform, arch: process.arch },
  };
}

/** Processor and memory. */
export async function checkComputer(): Promise<HealthCheck> {
  const cores = availableParallelism();
  const model = cpus()[0]?.model.trim() ?? 'unknown processor';
  const [free, total] = [freemem(), totalmem()];
  const isRoomy = free >= comfortableMemoryBytes;
  return {
    name: 'computer',
    status: isRoomy ? 'ok' : 'warning',
    sentence: `${cores} ${cores === 1 ? 'core' : 'cores'} (${model}), ${(free / gigabyte).toFixed(1)} of ${(total / gigabyte).toFixed(1)} GB memory free.`,
    advice: isRoomy ? '' : 'Close other programs before you dub a large video.',
    details: { cores, model, freeMemoryBytes: free, totalMemoryBytes: total },
  };
}

import type { SampleSource } from '../../core/export/fitted-voice.ts';
import type { SoundtrackFitPlan } from '../../core/export/soundtrack-fit.ts';

/** Mono sound at a known rate that can be opened from its start as often as needed. */
export interface SampleStream {
  readonly rateHz: number;
  /** Mono float32 chunks of any length; each is valid until the next is asked for. */
  readonly open: () => AsyncIterable<Float32Array>;
}

/**
 * A stream as a source that can be read from any place, for a plan. Forward reading keeps one chunk; a jump back opens the stream
 * again. Only a plan that plays backwards keeps the whole sound, which is then shorter than the picture.
 */
export function sampleSourceFor(plan: SoundtrackFitPlan, stream: SampleStream): SampleSource {
  const isReversed = plan.pieces.some((piece) => piece.kind === 'voice' && piece.isReversed);
  return isReversed ? heldSource(stream) : forwardSource(stream);
}

function heldSource({ rateHz, open }: SampleStream): SampleSource {
  let holding: Promise<Float32Array> | null = null;
  return {
    rateHz,
    channels: 1,
    async read(startSample, count) {
      holding ??= gather(open());
      const samples = await holding;
      return samples.slice(startSample, startSample + count);
    },
  };
}

function forwardSource({ rateHz, open }: SampleStream): SampleSource {
  let reader: AsyncIterator<Float32Array> | null = null;
  let chunk = new Float32Array(0);
  let chunkStart = 0;

  async function rewind(): Promise<void> {
    await reader?.return?.();
    reader = open()[Symbol.asyncIterator]();
    chunk = new Float32Array(0);
    chunkStart = 0;
  }

  async function nextChunk(iterator: AsyncIterator<Float32Array>): Promise<boolean> {
    const { done, value } = await iterator.next();
    if (done) return false;
    chunkStart += chunk.length;
    chunk = value as Float32Array<ArrayBuffer>;
    return true;
  }

  return {
    rateHz,
    channels: 1,
    async read(startSample, count) {
      if (!reader || startSample < chunkStart) await rewind();
      const iterator = reader as AsyncIterator<Float32Array>;
      const out = new Float32Array(count);
      let filled = 0;
      while (filled < count) {
        const at = startSample + filled - chunkStart;
        if (at < chunk.length) {
          const part = chunk.subarray(at, at + count - filled);
          out.set(part, filled);
          filled += part.length;
        } else if (!(await nextChunk(iterator))) {
          break;
        }
      }
      return out.subarray(0, filled);
    },
  };
}

async function gather(chunks: AsyncIterable<Float32Array>): Promise<Float32Array> {
  const parts: Float32Array[] = [];
  let length = 0;
  for await (const part of chunks) {
    parts.push(part.slice());
    length += part.length;
  }
  const all = new Float32Array(length);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

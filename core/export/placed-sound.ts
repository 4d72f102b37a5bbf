/** A part of a sound, placed in time. */
export interface PlacedSound {
  /** Where its first sample is heard, seconds; may be negative (its head is then not heard). */
  readonly startSec: number;
  readonly sourceStartSec: number;
  readonly durationSec: number;
  readonly gainDb: number;
  /** Parts of equal keys open the same sound. */
  readonly sourceKey: string;
  /** The whole sound from its start: interleaved samples in chunks of any length. */
  readonly open: () => AsyncIterable<Float32Array>;
}

/** What {@link mixPlacedSounds} makes: samples from `startSec` up to `endSec`. */
export interface MixFormat {
  readonly rateHz: number;
  readonly channels: number;
  readonly startSec: number;
  readonly endSec: number;
}

/** Samples (per channel) in a chunk. */
const chunkSamples = 16_384;

/** A part that is cut out of a sound begins and ends within this time, so that no click is heard. */
const edgeSec = 0.004;

/**
 * Mixes placed parts to one stream; where parts overlap they add up, beyond full scale they are clipped, elsewhere it is silent.
 * Each sound is decoded forwards, as few times as its parts allow, and memory does not grow with length.
 *
 * @returns chunks of interleaved samples; their total length is round((endSec - startSec) * rateHz) per channel
 */
export async function* mixPlacedSounds(
  parts: readonly PlacedSound[],
  { rateHz, channels, startSec, endSec }: MixFormat,
): AsyncGenerator<Float32Array> {
  const total = Math.max(0, Math.round((endSec - startSec) * rateHz));
  const readers = chainsOf(
    parts.filter((part) => part.startSec < endSec && part.startSec + part.durationSec > startSec),
  ).map((chain) => makeChainReader(chain, rateHz, channels, startSec));
  try {
    for (let at = 0; at < total; at += chunkSamples) {
      const mixed = new Float32Array(Math.min(chunkSamples, total - at) * channels);
      for (const reader of readers) await reader.addTo(mixed, at);
      for (let i = 0; i < mixed.length; i++) mixed[i] = Math.min(1, Math.max(-1, mixed[i]));
      yield mixed;
    }
  } finally {
    for (const reader of readers) await reader.close();
  }
}

/** Groups parts so that each group is read by one forward pass over one sound. */
function chainsOf(parts: readonly PlacedSound[]): PlacedSound[][] {
  const chains: PlacedSound[][] = [];
  for (const part of [...parts].sort((a, b) => a.startSec - b.startSec)) {
    const chain = chains.find((candidate) => {
      const last = candidate[candidate.length - 1];
      return (
        last.sourceKey === part.sourceKey &&
        last.startSec + last.durationSec <= part.startSec &&
        last.sourceStartSec + last.durationSec <= part.sourceStartSec
      );
    });
    if (chain) chain.push(part);
    else chains.push([part]);
  }
  return chains;
}

interface ChainReader {
  /** Adds what is heard from sample `at` (from the start of the mix) on. Calls ascend. */
  addTo(mixed: Float32Array, at: number): Promise<void>;
  close(): Promise<void>;
}

function makeChainReader(
  chain: readonly PlacedSound[],
  rateHz: number,
  channels: number,
  mixStartSec: number,
): ChainReader {
  const sound = forwardReader(chain[0].open, channels);
  const spans = chain.map((part) => {
    const first = Math.round((part.startSec - mixStartSec) * rateHz);
    return { part, first, end: first + Math.round(part.durationSec * rateHz), gain: 10 ** (part.gainDb / 20) };
  });
  const edge = Math.max(1, Math.round(edgeSec * rateHz));
  return {
    async addTo(mixed, at) {
      const count = mixed.length / channels;
      for (const { part, first, end, gain } of spans) {
        const from = Math.max(at, first);
        const to = Math.min(at + count, end);
        if (from >= to) continue;
        const place = Math.round(part.sourceStartSec * rateHz) + from - first;
        const samples = await sound.read(place, to - from);
        const isCutIn = part.sourceStartSec > 0;
        for (let s = 0; s < samples.length / channels; s++) {
          const into = isCutIn ? (from + s - first + 1) / edge : 1;
          const share = gain * Math.min(1, into, (end - from - s) / edge);
          for (let c = 0; c < channels; c++) mixed[(from - at + s) * channels + c] += share * samples[s * channels + c];
        }
      }
      if (spans.every(({ end }) => end <= at + count)) await sound.close();
    },
    close: () => sound.close(),
  };
}

/** Reads a sound at ever later places; opened at the first reading. */
function forwardReader(open: () => AsyncIterable<Float32Array>, channels: number) {
  let chunks: AsyncIterator<Float32Array> | null = null;
  let chunk: Float32Array = new Float32Array(0);
  let chunkStart = 0;
  let hasEnded = false;
  const advance = async (): Promise<void> => {
    chunks ??= open()[Symbol.asyncIterator]();
    const next = await chunks.next();
    chunkStart += chunk.length / channels;
    hasEnded = next.done === true;
    chunk = next.done === true ? new Float32Array(0) : next.value;
  };
  return {
    /** Fewer samples than asked for only behind the sound's end. */
    async read(start: number, count: number): Promise<Float32Array> {
      const samples = new Float32Array(count * channels);
      let filled = 0;
      while (filled < count && !hasEnded) {
        const from = start + filled - chunkStart;
        if (from < 0) break;
        if (from * channels >= chunk.length) {
          await advance();
          continue;
        }
        const part = chunk.subarray(from * channels, (from + count - filled) * channels);
        samples.set(part, filled * channels);
        filled += part.length / channels;
      }
      return samples.subarray(0, filled * channels);
    },
    async close(): Promise<void> {
      const open = chunks;
      chunks = null;
      hasEnded = true;
      await open?.return?.();
    },
  };
}

import { motionCodeWidth } from '../../core/analysis/face-code.ts';
import { throwIfCancelled, type AbortSignalLike } from '../../core/errors.ts';
import type { FaceNetworks, GenerativePack, NetworkCost } from '../../core/ports/face-networks.ts';

/** Side of the fake pack's pictures, px. */
const sizePx = 16;

/** Luma of frame 0 of a fake video, and levels between black and white. */
const black = 16;
const levels = 219;

/** Luma with which a fake video paints a frame, so that a code can tell which frame it came from. */
export function lumaOfFrame(frame: number): number {
  return black + (frame % 200);
}

/** A small pack: codes of 2 or 3 numbers, no gain, no smoothing, 8 mel bands. */
export function aFakePack(changes: Partial<GenerativePack> = {}): GenerativePack {
  return {
    id: 'paper',
    version: '1',
    key: 'paper 1',
    widths: { id: 4, lip: 3, expression: 2, eye: 4, headPose: 2 },
    eyeRoles: null,
    pictureSizePx: sizePx,
    cut: { xPx: 16, yPx: 0, sizePx: 192 },
    frameRateHz: 25,
    audio: {
      sampleRateHz: 16_000,
      rmsTarget: 0.1,
      rmsFloor: 1e-4,
      windowSamples: 1280,
      hopSamples: 160,
      fftSize: 1280,
      leadSamples: 1120,
      melBins: 8,
      minHz: 125,
      maxHz: 7600,
      windowRows: 20,
      rowsPerFrame: 4,
    },
    recipe: {
      gains: { lip: 1, eye: 1, headPose: 1, expression: 1 },
      taps: { lip: null, eye: null, headPose: null, expression: null },
    },
    ...changes,
  };
}

/** What the fake networks were asked for. */
export interface FakeNetworksLog {
  /** Frame numbers that the pictures of `encodeMotion` told. */
  readonly motion: number[];
  readonly portraits: number[];
  readonly windows: Float32Array[];
  /** Rows of motion that pictures were generated of. */
  readonly generated: Float32Array[];
  /** Largest number of calls at a time. */
  busiest: number;
}

/** Fake networks, and what they were asked for. */
export interface FakeFaceNetworks extends FaceNetworks {
  readonly log: FakeNetworksLog;
}

/** The code that the fake lip encoder gives to a window [melBins, windowRows]: its sums with three patterns. */
export function fakeLipCode(window: Float32Array): readonly number[] {
  return [1, 2, 3].map((pattern) =>
    Math.fround(window.reduce((sum, value, i) => sum + value * Math.sin(pattern * (i + 1)), 0)),
  );
}

/** Frame number of a picture that shows a fake video's frame. */
function frameShownBy(picture: Float32Array): number {
  const middle = (sizePx / 2) * sizePx + sizePx / 2;
  return Math.round(((picture[middle] + 1) / 2) * levels);
}

/**
 * Networks whose codes tell where they came from: head pose [frame, 1], eye [frame, 2, 0, 0], expression [frame, 3], lips as
 * {@link fakeLipCode}. The generator paints stripes that every number of the row moves.
 *
 * @param at called before each call's work; a test cancels or waits here
 */
export function makeFakeFaceNetworks(
  changes: Partial<GenerativePack> = {},
  at: (network: NetworkCost['network']) => Promise<void> | void = () => undefined,
): FakeFaceNetworks {
  const pack = aFakePack(changes);
  const log: FakeNetworksLog = { motion: [], portraits: [], windows: [], generated: [], busiest: 0 };
  const pictureLength = 3 * sizePx * sizePx;
  const windowLength = pack.audio.melBins * pack.audio.windowRows;
  const items = { appearance: 0, motion: 0, audio: 0, generator: 0 };
  let busy = 0;

  async function call<T>(
    network: keyof typeof items,
    count: number,
    signal: AbortSignalLike | undefined,
    work: () => T,
  ): Promise<T> {
    busy++;
    log.busiest = Math.max(log.busiest, busy);
    try {
      await at(network);
      throwIfCancelled(signal);
      items[network] += count;
      return work();
    } finally {
      busy--;
    }
  }

  return {
    pack,
    log,
    executionProvider: 'fake',
    encodeAppearance: (pictures, signal) =>
      call('appearance', 1, signal, () => {
        log.portraits.push(frameShownBy(pictures));
        return { idVector: Float32Array.of(1, 2, 3, 4), idMap: new Float32Array(8).fill(0.5) };
      }),
    encodeMotion: (pictures, signal) =>
      call('motion', pictures.length / pictureLength, signal, () => {
        const frames = Array.from({ length: pictures.length / pictureLength }, (_, n) =>
          frameShownBy(pictures.subarray(n * pictureLength)),
        );
        log.motion.push(...frames);
        return {
          headPose: Float32Array.from(frames.flatMap((frame) => [frame, 1])),
          eye: Float32Array.from(frames.flatMap((frame) => [frame, 2, 0, 0])),
          expression: Float32Array.from(frames.flatMap((frame) => [frame, 3])),
        };
      }),
    encodeLips: (windows, signal) =>
      call('audio', windows.length / windowLength, signal, () => {
        const all = Array.from({ length: windows.length / windowLength }, (_, n) =>
          windows.slice(n * windowLength, (n + 1) * windowLength),
        );
        log.windows.push(...all);
        return Float32Array.from(all.flatMap(fakeLipCode));
      }),
    generate: (_appearance, motion, signal) => {
      const width = motionCodeWidth(pack.widths);
      return call('generator', motion.length / width, signal, () => {
        const pictures = new Float32Array((motion.length / width) * pictureLength);
        for (let n = 0; n * width < motion.length; n++) {
          const row = motion.slice(n * width, (n + 1) * width);
          log.generated.push(row);
          const phase = row.reduce((sum, value, d) => sum + value * (d + 1), 0);
          for (let i = 0; i < pictureLength; i++)
            pictures[n * pictureLength + i] = Math.sin(0.7 * (i % sizePx) + 0.1 * phase);
        }
        return pictures;
      });
    },
    costs: () =>
      (['appearance', 'motion', 'audio', 'generator'] as const).map((network) => ({
        network,
        runs: items[network],
        items: items[network],
        totalMs: 2 * items[network],
      })),
    close: () => Promise.resolve(),
  };
}

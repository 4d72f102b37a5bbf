import { StudioError } from '../../core/errors.ts';
import type { VoiceFit } from '../../core/ports/media.ts';

/** Differences below this are nobody's intention: sound encoders pad by as much. */
const toleranceSec = 0.15;

/** A voice and a picture that are to meet. */
export interface VoicePlacement {
  readonly voiceSec: number;
  readonly pictureSec: number;
  /** Seconds by which the voice starts later than the picture; negative: its head is cut. */
  readonly offsetSec: number;
  readonly policy: VoiceFit;
}

/**
 * What will happen where voice and picture differ in length, in words, before it happens.
 * @throws StudioError 'synthesis.voice-length-mismatch' when the policy is 'error' and they differ, or when the offset
 *         leaves nothing of the voice inside the picture
 */
export function describeVoiceFit(placement: VoicePlacement): string {
  const { voiceSec, pictureSec, offsetSec, policy } = placement;
  const endSec = offsetSec + voiceSec;
  const details = { voiceSec, pictureSec, offsetSec };
  if (endSec <= 0 || offsetSec >= pictureSec) {
    throw new StudioError(
      'synthesis.voice-length-mismatch',
      `With an offset of ${seconds(offsetSec)} nothing of the voice (${seconds(voiceSec)}) falls into the video (${seconds(pictureSec)}).`,
      details,
    );
  }
  const lengths = `The voice is ${seconds(voiceSec)}, the video ${seconds(pictureSec)}${offsetSec === 0 ? '' : `, offset ${seconds(offsetSec)}`}`;
  const surplusSec = endSec - pictureSec;
  if (Math.abs(surplusSec) <= toleranceSec) return `${lengths}: they end together.`;
  if (policy === 'error') {
    throw new StudioError('synthesis.voice-length-mismatch', `${lengths}: they do not end together.`, details);
  }
  if (surplusSec > 0) return `${lengths}: the last ${seconds(surplusSec)} of the voice are cut.`;
  const rest = seconds(-surplusSec);
  if (policy === 'loop') return `${lengths}: the voice repeats from its start for the last ${rest}.`;
  if (policy === 'bounce') return `${lengths}: the voice runs backward and forward for the last ${rest}.`;
  return `${lengths}: the last ${rest} are silent.`;
}

function seconds(value: number): string {
  return `${Number(value.toFixed(2))} s`;
}

/**
 * The voice on the picture's time: exactly `round(pictureSec * rateHz)` samples, sample 0 at the picture's start, made by the
 * same rule as the soundtrack that is written.
 *
 * @param voice  opens the voice from its start: mono float32 at `rateHz`, in chunks of any length; called again for each repeat
 */
export async function* fitVoiceSamples(
  voice: () => AsyncIterable<Float32Array>,
  rateHz: number,
  placement: VoicePlacement,
): AsyncIterable<Float32Array> {
  const total = Math.round(placement.pictureSec * rateHz);
  const offset = Math.round(placement.offsetSec * rateHz);
  let left = total;
  for await (const chunk of repeatVoice(voice, placement.policy, offset)) {
    const part = chunk.length > left ? chunk.subarray(0, left) : chunk;
    left -= part.length;
    if (part.length > 0) yield part;
    if (left === 0) return;
  }
  yield* silence(left);
}

/** The moved voice, then its repeats, without end where it repeats. */
async function* repeatVoice(
  voice: () => AsyncIterable<Float32Array>,
  policy: VoiceFit,
  offset: number,
): AsyncIterable<Float32Array> {
  if (offset > 0) yield* silence(offset);
  yield* skipSamples(voice(), Math.max(0, -offset));
  if (policy === 'loop') {
    for (let isEmpty = false; !isEmpty; ) {
      isEmpty = true;
      for await (const chunk of voice()) {
        isEmpty = isEmpty && chunk.length === 0;
        yield chunk;
      }
    }
  }
  if (policy === 'bounce') {
    const forward = await gather(voice());
    const backward = forward.toReversed();
    while (forward.length > 0) {
      yield backward;
      yield forward;
    }
  }
}

async function* skipSamples(chunks: AsyncIterable<Float32Array>, count: number): AsyncIterable<Float32Array> {
  let left = count;
  for await (const chunk of chunks) {
    const skipped = Math.min(left, chunk.length);
    left -= skipped;
    if (skipped < chunk.length) yield chunk.subarray(skipped);
  }
}

function* silence(count: number): Iterable<Float32Array> {
  const zeros = new Float32Array(Math.min(count, 16_000));
  for (let left = count; left > 0; left -= zeros.length) {
    yield left < zeros.length ? zeros.subarray(0, left) : zeros;
  }
}

async function gather(chunks: AsyncIterable<Float32Array>): Promise<Float32Array> {
  const parts: Float32Array[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    parts.push(chunk.slice());
    length += chunk.length;
  }
  const all = new Float32Array(length);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

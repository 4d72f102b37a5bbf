import { codeTimesOf, emptyCodeTrack } from '../../../core/analysis/code-track.ts';
import type { TimeRange } from '../../../core/time/frame-range.ts';
import type { CodeRows } from './code-rows.ts';
import type { KeyPart } from '../content-hash.ts';
import type { SoundCodes } from './sound-codes.ts';

/** Voices of one stretch with the codes that they ask for. */
export interface LipPassage {
  readonly startSec: number;
  readonly endSec: number;
  readonly codes: SoundCodes;
}

/** What a person's lips follow. */
export interface LipDrivers {
  readonly frameTimesSec: Float64Array;
  readonly width: number;
  /** Ascending, apart. */
  readonly passages: readonly LipPassage[];
  /** How much the voices drive the lips. [frame count] in [0, 1] */
  readonly strength: Float32Array;
  /** The sound that the lips follow where no voice drives them; null: none, their code is 0. */
  readonly ownSound: SoundCodes | null;
  /** Where the face is made again though no voice may drive it. Elsewhere the own sound is not even opened. */
  readonly remade: readonly TimeRange[];
}

/** Beside a passage its silence is still read so far, for the frames that are smoothed with the first and last of it. */
const besideSec = 1;

/** The lip codes of a person: the voice's where one drives, the own sound's where the face is made again without, and ramps between. */
export function lipRows(drivers: LipDrivers): CodeRows | null {
  const { frameTimesSec, width, passages, strength, ownSound, remade } = drivers;
  const times = codeTimesOf(frameTimesSec, null);
  if (times === null) return null;
  const passageAt = (timeSec: number): LipPassage | undefined =>
    passages.find(({ startSec, endSec }) => timeSec >= startSec - besideSec && timeSec < endSec + besideSec);
  const isRemade = (timeSec: number): boolean =>
    remade.some(({ startSec, endSec }) => timeSec >= startSec && timeSec < endSec);
  const takesOwn = (frame: number): boolean => strength[frame] < 1 && isRemade(frameTimesSec[frame]);

  return {
    times,
    keyOf({ startFrame, endFrame }) {
      const near = new Set<LipPassage>();
      const owned = new Uint8Array(endFrame - startFrame);
      for (let frame = startFrame; frame < endFrame; frame++) {
        const passage = passageAt(frameTimesSec[frame]);
        if (passage) near.add(passage);
        owned[frame - startFrame] = takesOwn(frame) ? 1 : 0;
      }
      const parts: KeyPart[] = [strength.subarray(startFrame, endFrame), owned];
      for (const { startSec, endSec, codes } of near) parts.push(codes.key, startSec, endSec);
      if (owned.includes(1)) parts.push(ownSound?.key ?? 'none');
      return parts;
    },
    async read({ startFrame, endFrame }, { signal }) {
      const track = emptyCodeTrack('lip', width, { startFrame, endFrame });
      const voiced = new Map<LipPassage, number[]>();
      const owned: number[] = [];
      for (let frame = startFrame; frame < endFrame; frame++) {
        if (takesOwn(frame)) owned.push(frame);
        const passage = takesOwn(frame) && strength[frame] === 0 ? undefined : passageAt(frameTimesSec[frame]);
        if (passage) voiced.set(passage, [...(voiced.get(passage) ?? []), frame]);
      }
      for (const [{ startSec, codes }, frames] of voiced) {
        const rows = await codes.read(
          frames.map((frame) => frameTimesSec[frame] - startSec),
          signal,
        );
        frames.forEach((frame, n) =>
          track.values.set(rows.subarray(n * width, (n + 1) * width), (frame - startFrame) * width),
        );
      }
      const timesSec = owned.map((frame) => frameTimesSec[frame]);
      const rows = ownSound && owned.length > 0 ? await ownSound.read(timesSec, signal) : null;
      owned.forEach((frame, n) => {
        const row = rows?.subarray(n * width, (n + 1) * width) ?? new Float32Array(width);
        mixIn(
          track.values.subarray((frame - startFrame) * width, (frame - startFrame + 1) * width),
          row,
          strength[frame],
        );
      });
      return track;
    },
  };
}

/** Makes of a voice's code, or of none (NaN), a mix with the own sound's: `share` of the voice. */
function mixIn(voice: Float32Array, own: Float32Array, share: number): void {
  for (let d = 0; d < own.length; d++)
    voice[d] = share > 0 && !Number.isNaN(voice[d]) ? own[d] + share * (voice[d] - own[d]) : own[d];
}

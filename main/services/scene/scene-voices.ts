import type { VoicePrediction } from '../../../core/analysis/voice/voice-prediction.ts';
import type { AbortSignalLike } from '../../../core/errors.ts';
import { mixPlacedSounds, type PlacedSound } from '../../../core/export/placed-sound.ts';
import type { MediaReader } from '../../../core/ports/media.ts';
import type { VoiceArchive } from '../../../core/ports/voice-archive.ts';
import type { PlacedVoice } from '../../../core/project/scene.ts';
import { makeLingeringWork } from '../lingering-work.ts';

/** Rate at which voices are listened to. */
const voiceRateHz = 16_000;

/** Voices farther apart than this do not hear each other: an edit of one leaves the lips of the other as they are. */
const passageGapSec = 3;

/** Voices of one person that follow each other closely, on the picture's time. */
export interface Passage {
  readonly startSec: number;
  readonly endSec: number;
  readonly voices: readonly PlacedVoice[];
}

/** A passage with what the predictor says of it; its time 0 is the passage's start. */
export interface HeardPassage extends Passage {
  readonly prediction: VoicePrediction;
}

/** The passages of a person's voices, ascending; what lies outside of the picture is left out. */
export function passagesOf(voices: readonly PlacedVoice[], pictureSec: number): readonly Passage[] {
  const passages: { startSec: number; endSec: number; voices: PlacedVoice[] }[] = [];
  for (const voice of [...voices].sort((a, b) => a.startSec - b.startSec)) {
    const startSec = Math.max(0, voice.startSec);
    const endSec = Math.min(pictureSec, voice.startSec + voice.durationSec);
    if (endSec - startSec <= 0) continue;
    const last = passages.at(-1);
    if (last !== undefined && startSec - last.endSec < passageGapSec) {
      last.endSec = Math.max(last.endSec, endSec);
      last.voices.push(voice);
    } else {
      passages.push({ startSec, endSec, voices: [voice] });
    }
  }
  return passages;
}

/** Steps (25 a second) of predictions that are kept in memory: about an hour. */
const keptSteps = 100_000;

/** Hears passages; what was heard lately is not even read from the archive again. */
export interface PassageHearing {
  /** What the predictor says of a passage; null when it is silent. A passage that is moved as a whole is heard once. */
  hear(passage: Passage, signal?: AbortSignalLike): Promise<HeardPassage | null>;
}

/** Makes {@link PassageHearing}. */
export function makePassageHearing(openReader: () => Promise<MediaReader>, archive: VoiceArchive): PassageHearing {
  const heard = new Map<string, VoicePrediction | null>();
  const listening = makeLingeringWork<VoicePrediction | null>();
  return {
    async hear(passage, signal) {
      const key = passageKey(passage);
      let prediction = heard.get(key);
      if (prediction === undefined) {
        const reader = await openReader();
        const listen = (own: AbortSignalLike) =>
          archive.open({ key, samples: passageSamples(passage, reader, voiceRateHz, own) }, { signal: own });
        prediction = await listening.join(key, listen, signal);
      }
      heard.delete(key);
      heard.set(key, prediction);
      let steps = 0;
      for (const one of heard.values()) steps += one?.stepCount ?? 0;
      for (const [oldest, one] of heard) {
        if (steps <= keptSteps || oldest === key) break;
        heard.delete(oldest);
        steps -= one?.stepCount ?? 0;
      }
      return prediction && { ...passage, prediction };
    },
  };
}

/** Names the samples of a passage, wherever on the picture's time it lies. */
export function passageKey({ startSec, endSec, voices }: Passage): string {
  const places = voices.map(({ file, gainDb, ...voice }) =>
    [
      file.contentKey,
      (voice.startSec - startSec).toFixed(5),
      voice.sourceStartSec.toFixed(5),
      voice.durationSec.toFixed(5),
      gainDb.toFixed(2),
    ].join(' '),
  );
  return ['placed voices 1', (endSec - startSec).toFixed(5), ...places].join('; ');
}

/** The samples of a passage from its start to its end, mono, to be opened as often as needed. */
export function passageSamples(
  { voices, startSec, endSec }: Passage,
  reader: MediaReader,
  rateHz: number,
  signal: AbortSignalLike | undefined,
): () => AsyncIterable<Float32Array> {
  const sounds = placedSounds(voices, (path) => reader.audio(path, rateHz, signal));
  return () => mixPlacedSounds(sounds, { rateHz, channels: 1, startSec, endSec });
}

/** What the predictor says of a video's own sound; null when it is silent. */
export function hearOwnVoice(
  video: { readonly path: string; readonly contentKey: string },
  reader: MediaReader,
  archive: VoiceArchive,
  signal?: AbortSignalLike,
): Promise<VoicePrediction | null> {
  const samples = () => reader.audio(video.path, voiceRateHz, signal);
  return archive.open({ key: `own sound 1; ${video.contentKey}`, samples }, { signal });
}

/** Placed voices as sounds to mix. */
export function placedSounds(
  voices: readonly PlacedVoice[],
  open: (path: string) => AsyncIterable<Float32Array>,
): readonly PlacedSound[] {
  return voices.map(({ file, ...voice }) => ({ ...voice, sourceKey: file.contentKey, open: () => open(file.path) }));
}

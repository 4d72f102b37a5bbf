import { join } from 'node:path';
import type { VoicePrediction, VoiceWarning } from '../../../core/analysis/voice/voice-prediction.ts';
import { readFloat32, readJson, readUint8, writeJson, writeNumbers } from './number-files.ts';

/** `voice.json`: all of a prediction but its arrays; `isSilent` alone stands for a sound without a voice. */
interface VoiceDocument {
  readonly format: 'facet.kept-voice';
  readonly formatVersion: 1;
  readonly isSilent: boolean;
  readonly rateHz: number;
  readonly startSec: number;
  readonly stepCount: number;
  readonly componentCount: number;
  readonly hiddenSize: number;
  readonly durationSec: number;
  readonly warnings: readonly VoiceWarning[];
}

const kind = { format: 'facet.kept-voice', formatVersion: 1 } as const;
const nothing = {
  rateHz: 0,
  startSec: 0,
  stepCount: 0,
  componentCount: 0,
  hiddenSize: 0,
  durationSec: 0,
  warnings: [],
};

/**
 * Writes a prediction, or null for a silent sound: `voice.json`, `steps.f32` [T, K + 2 + D] (coefficients, opening, closed probability,
 * hidden features) and `speech.u8` [T].
 */
export async function saveVoice(folder: string, voice: VoicePrediction | null): Promise<void> {
  if (voice === null) return writeJson(join(folder, 'voice.json'), { ...kind, isSilent: true, ...nothing });
  const { coefficients, opening, closedProbability, hidden, isSpeech, ...rest } = voice;
  const steps = new Float32Array(coefficients.length + opening.length + closedProbability.length + hidden.length);
  let at = 0;
  for (const part of [coefficients, opening, closedProbability, hidden]) {
    steps.set(part, at);
    at += part.length;
  }
  await writeNumbers(join(folder, 'steps.f32'), steps);
  await writeNumbers(join(folder, 'speech.u8'), isSpeech);
  const document: VoiceDocument = { ...kind, isSilent: false, ...rest };
  await writeJson(join(folder, 'voice.json'), document);
}

/** Reads what {@link saveVoice} wrote. @throws DamagedArtifact */
export async function loadVoice(folder: string): Promise<VoicePrediction | null> {
  const document = await readJson<VoiceDocument>(join(folder, 'voice.json'), kind);
  if (document.isSilent) return null;
  const { rateHz, startSec, stepCount, componentCount, hiddenSize, durationSec, warnings } = document;
  const steps = await readFloat32(join(folder, 'steps.f32'), stepCount * (componentCount + 2 + hiddenSize));
  let at = 0;
  const take = (count: number): Float32Array => steps.subarray(at, (at += count));
  return {
    ...{ rateHz, startSec, stepCount, componentCount, hiddenSize, durationSec, warnings },
    coefficients: take(stepCount * componentCount),
    opening: take(stepCount),
    closedProbability: take(stepCount),
    hidden: take(stepCount * hiddenSize),
    isSpeech: await readUint8(join(folder, 'speech.u8'), stepCount),
  };
}

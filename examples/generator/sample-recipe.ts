import { actUtterance } from './performance.ts';
import { defaultLook } from './render-sample.ts';
import type { SampleFactors } from './sample-factors.ts';
import { speechRateHz, synthesiseSpeech } from './voice/synthesise-speech.ts';
import { timeUtterance, type SpeakerVoice, type Utterance } from './voice/utterance.ts';

/** One spoken line of the examples. */
export interface SampleLine {
  readonly utterance: Utterance;
  readonly voice: SpeakerVoice;
  /** Mono, {@link speechRateHz}; silence before and after the line included. */
  readonly samples: Float32Array;
  /** When the utterance's time 0 falls in the samples. */
  readonly startSec: number;
}

/** The talking clip: a line and what the face does in each frame. */
export interface SampleTalk extends SampleLine {
  readonly framesPerSec: number;
  readonly factors: readonly SampleFactors[];
}

const framesPerSec = 25;
const talkingVoice: SpeakerVoice = { pitchHz: 200, tractScale: 1.13, breathiness: 0.35, slowness: 1.08, seed: 3 };
const dubbingVoice: SpeakerVoice = { pitchHz: 165, tractScale: 1.07, breathiness: 0.5, slowness: 1.05, seed: 8 };

const talkText = 'Hello, my name is Facet. Give me a new voice, and I will move nothing but these lips.';
const talkSounds = `HH AH0 L OW1 , M AY1 N EY1 M IH1 Z F AE1 S AH0 T . G IH1 V M IY1 AH0 N UW1 V OY1 S ,
  AH0 N D AY1 W IH1 L M UW1 V N AH1 TH IH0 NG B AH1 T DH IY1 Z L IH1 P S .`;
const voiceText = 'Maybe tomorrow we will open the window, and watch a blue boat pass by.';
const voiceSounds = `M EY1 B IY0 T AH0 M AA1 R OW0 W IY1 W IH1 L OW1 P AH0 N DH AH0 W IH1 N D OW0 ,
  AH0 N D W AA1 CH AH0 B L UW1 B OW1 T P AE1 S B AY1 .`;

/** The line and the performance of `sample-talk.mp4`. */
export function makeSampleTalk(seed: number = defaultLook.seed): SampleTalk {
  const startSec = 0.4;
  const utterance = timeUtterance(talkText, talkSounds, talkingVoice);
  const frameCount = Math.ceil((startSec + utterance.durationSec + 0.3) * framesPerSec);
  const line = speakLine(utterance, talkingVoice, startSec, frameCount / framesPerSec);
  const { widthPx, heightPx } = defaultLook;
  const factors = actUtterance(utterance, {
    widthPx,
    heightPx,
    framesPerSec,
    frameCount,
    voiceStartSec: startSec,
    seed,
  });
  return { ...line, framesPerSec, factors };
}

/** The line of `sample-voice.wav`. */
export function makeSampleVoice(): SampleLine {
  const utterance = timeUtterance(voiceText, voiceSounds, dubbingVoice);
  return speakLine(utterance, dubbingVoice, 0.25, utterance.durationSec + 0.3);
}

function speakLine(utterance: Utterance, voice: SpeakerVoice, startSec: number, durationSec: number): SampleLine {
  const samples = new Float32Array(Math.round(durationSec * speechRateHz));
  const spoken = synthesiseSpeech(utterance, voice);
  const offset = Math.round(startSec * speechRateHz);
  samples.set(spoken.subarray(0, samples.length - offset), offset);
  return { utterance, voice, samples, startSec };
}

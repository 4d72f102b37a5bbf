import { gaussian, makePlaneNoise, makeRandom } from './seeded-random.ts';
import { relaxedFactors, type SampleFactors } from './sample-factors.ts';
import { scoreMouth, type Utterance } from './voice/utterance.ts';

/** The frame size and rate that a performance is made for. */
export interface PerformanceFormat {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly framesPerSec: number;
  readonly frameCount: number;
  /** When the utterance begins in the video. */
  readonly voiceStartSec: number;
  readonly seed: number;
}

/**
 * Acts an utterance: the mouth from its sounds, and a head, eyes and brows that live on their own, with a nod on stressed syllables.
 *
 * @returns the factors of each frame, sampled at the middle of its exposure
 */
export function actUtterance(utterance: Utterance, format: PerformanceFormat): SampleFactors[] {
  const score = scoreMouth(utterance);
  const noise = makePlaneNoise(format.seed);
  const blinks = blinkTimes(format);
  const looks = lookTimes(format);
  const rest = relaxedFactors(format.widthPx, format.heightPx);
  const accents = utterance.sounds
    .filter((sound) => sound.stress > 0)
    .map((sound) => (sound.startSec + sound.endSec) / 2);
  return Array.from({ length: format.frameCount }, (_, frame): SampleFactors => {
    const timeSec = (frame + 0.5) / format.framesPerSec;
    const voiceSec = timeSec - format.voiceStartSec;
    const { open, wideRound, protrude, jaw, press, tongue } = score.at(voiceSec);
    const sway = (row: number, speed: number): number => noise(timeSec * speed + 20 * row, row * 7.3);
    const stress = accents.reduce((sum, at) => sum + Math.exp(-(((voiceSec - at) / 0.11) ** 2)), 0);
    const [yaw, pitch, roll] = [
      0.17 * sway(1, 0.55) + 0.03 * sway(5, 1.6),
      0.055 * sway(2, 0.6) + 0.03 * stress,
      0.05 * sway(3, 0.5),
    ];
    const blink = blinks.reduce((most, at) => Math.max(most, blinkShape(timeSec - at)), 0);
    const look = looks.findLast((entry) => entry.atSec <= timeSec) ?? { atSec: 0, yaw: 0, pitch: 0 };
    return {
      open,
      wideRound,
      protrude,
      jaw,
      press,
      tongue,
      blinkLeft: blink,
      blinkRight: blink,
      gazeYaw: look.yaw - yaw * 0.75,
      gazePitch: look.pitch - pitch * 0.75,
      yaw,
      pitch,
      roll,
      x: rest.x + rest.scale * (0.55 * yaw + 0.35 * roll + 0.05 * sway(4, 0.4)),
      y: rest.y + rest.scale * (0.45 * pitch + 0.03 * sway(6, 0.5)),
      scale: rest.scale * (1 + 0.012 * sway(7, 0.4)),
      browRaise: 0.022 * Math.max(0, sway(8, 0.8)) + 0.02 * Math.min(1, stress) * Math.max(0, sway(9, 0.7)),
      browFurrow: 0.008 * Math.max(0, sway(10, 0.5)),
      smileFrown: 0.012 + 0.014 * sway(11, 0.45),
    };
  });
}

function blinkTimes({ frameCount, framesPerSec, seed }: PerformanceFormat): number[] {
  const random = makeRandom(seed + 1);
  const times: number[] = [];
  for (let at = 0.7 + random(); at < frameCount / framesPerSec - 0.3; at += 1.5 + 2 * random()) times.push(at);
  return times;
}

/** A lid shuts in 80 ms, rests, and opens in 160 ms. */
function blinkShape(sinceSec: number): number {
  if (sinceSec < -0.08 || sinceSec > 0.22) return 0;
  if (sinceSec < 0) return (1 + sinceSec / 0.08) ** 1.4;
  if (sinceSec < 0.06) return 1;
  return (1 - (sinceSec - 0.06) / 0.16) ** 1.5;
}

function lookTimes({
  frameCount,
  framesPerSec,
  seed,
}: PerformanceFormat): { atSec: number; yaw: number; pitch: number }[] {
  const random = makeRandom(seed + 2);
  const looks = [{ atSec: 0, yaw: 0, pitch: 0 }];
  for (let atSec = 0.8; atSec < frameCount / framesPerSec; atSec += 0.5 + 1.1 * random()) {
    const isAway = random() < 0.25;
    looks.push({
      atSec,
      yaw: (isAway ? 0.13 : 0.03) * gaussian(random),
      pitch: (isAway ? 0.07 : 0.02) * gaussian(random),
    });
  }
  return looks;
}

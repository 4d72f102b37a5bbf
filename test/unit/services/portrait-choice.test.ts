import { describe, expect, it } from 'vitest';
import { factorHandles } from '../../../core/analysis/factor.ts';
import type { FaceTrack } from '../../../core/analysis/face-track.ts';
import {
  bestPortrait,
  pictureSharpness,
  portraitCandidates,
  portraitScore,
} from '../../../main/services/generated/portrait-choice.ts';
import { aFaceTrack } from '../../support/fake-video.ts';

interface Look {
  readonly yaw?: number;
  readonly pitch?: number;
  readonly scale?: number;
  readonly blinkLeft?: number;
  readonly open?: number;
}

function aTrackOf(looks: readonly Look[]): FaceTrack {
  const track = aFaceTrack({ endFrame: looks.length, pose: new Float32Array(looks.length * 6) });
  looks.forEach(({ yaw = 0, pitch = 0, scale = 100, blinkLeft = 0, open = 0 }, t) => {
    track.pose.set([yaw, pitch, 0, 0, 0, scale], t * 6);
    track.factors.eye.values[t * factorHandles.eye.length] = blinkLeft;
    track.factors.lip.values[t * factorHandles.lip.length] = open;
  });
  return track;
}

const anyone = (): boolean => true;

describe('the choice of a portrait', () => {
  it.each<[string, Look]>([
    ['turned to the side', { yaw: 0.5 }],
    ['turned the other way', { yaw: -0.5 }],
    ['looking down', { pitch: 0.4 }],
    ['blinking', { blinkLeft: 0.9 }],
    ['speaking with an open mouth', { open: 0.3 }],
    ['far away', { scale: 30 }],
  ])('likes a frontal, open-eyed, relaxed, large face better than one that is %s', (_name, worse) => {
    const track = aTrackOf([{}, worse]);
    expect(portraitScore(track, 0)).toBeGreaterThan(1.5 * portraitScore(track, 1));
  });

  it('gives nothing for a frame whose pose is not known', () => {
    expect(portraitScore(aTrackOf([{ yaw: NaN }]), 0)).toBe(0);
  });

  it('names the best frames first, apart in time, and only those that may be taken', () => {
    const looks = Array.from({ length: 60 }, (_, frame) => ({ yaw: Math.abs(frame - 30) / 60 }));
    const track = aTrackOf(looks);
    const frames = portraitCandidates([track], (_, frame) => frame !== 30, 3).map(({ frameIndex }) => frameIndex);
    expect(frames).toEqual([29, 41, 17]);
    expect(portraitCandidates([track], () => false, 3)).toEqual([]);
  });

  it("looks through all of a person's tracks", () => {
    const later = { ...aTrackOf([{}]), startFrame: 100, endFrame: 101 };
    const [best] = portraitCandidates([aTrackOf([{ yaw: 0.6 }]), later], anyone, 1);
    expect(best).toMatchObject({ frameIndex: 100, track: later });
  });

  it('tells a sharp picture from a blurred one by its detail, not by its light', () => {
    const size = 32;
    const picture = (of: (x: number, y: number) => number): Float32Array =>
      Float32Array.from({ length: 3 * size * size }, (_, i) => of(i % size, Math.floor(i / size) % size));
    const sharp = pictureSharpness(
      picture((x) => (x & 1) - 0.5),
      size,
    );
    const soft = pictureSharpness(
      picture((x) => Math.sin(x / 5)),
      size,
    );
    expect(sharp).toBeGreaterThan(10 * soft);
    expect(
      pictureSharpness(
        picture(() => 0.9),
        size,
      ),
    ).toBe(0);
  });

  it('prefers the sharper of two that look alike, but not a turned head for a little detail', () => {
    expect(bestPortrait([{ score: 0.8 }, { score: 0.78 }], [0.1, 0.4])).toBe(1);
    expect(bestPortrait([{ score: 0.8 }, { score: 0.3 }], [0.3, 0.4])).toBe(0);
    expect(bestPortrait([], [])).toBe(-1);
  });
});

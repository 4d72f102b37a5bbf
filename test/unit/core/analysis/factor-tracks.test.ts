import { describe, expect, test } from 'vitest';
import { factorHandles, type FactorName } from '../../../../core/analysis/factor.ts';
import { measureCount, measureFace, measureIndex, type MeasureName } from '../../../../core/analysis/factor-measure.ts';
import { restFromMeasures } from '../../../../core/analysis/factor-rest.ts';
import { factorTracksFrom } from '../../../../core/analysis/factor-tracks.ts';
import { landmarkValues } from '../../../../core/geometry/landmarks.ts';
import { makeNormal } from '../../../support/a-speaking-person.ts';

const rest: Readonly<Record<MeasureName, number>> = {
  opening: 0.02,
  mouthWidth: 0.55,
  lipThickness: 0.2,
  chinY: 1.05,
  eyeOpenLeft: 0.3,
  eyeOpenRight: 0.3,
  irisX: 0.01,
  irisY: -0.02,
  browY: -0.25,
  browGap: 0.22,
  cornerY: 0.3,
  cheekY: 0.35,
};

/** Two hundred frames at rest with a little noise; `changes` says what one frame does. */
function tracksWith(frame: number, changes: Partial<Record<MeasureName, number>>, blank: readonly number[] = []) {
  const normal = makeNormal(9);
  const measures = new Float32Array(200 * measureCount);
  for (let t = 0; t < 200; t++) {
    for (const [name, value] of Object.entries(rest) as [MeasureName, number][]) {
      const change = t === frame ? (changes[name] ?? 0) : 0;
      measures[t * measureCount + measureIndex(name)] = value + change + normal() * 0.0005;
    }
    if (blank.includes(t)) measures.fill(Number.NaN, t * measureCount, (t + 1) * measureCount);
  }
  const found = restFromMeasures([measures]);
  if (found === null) throw new Error('no rest');
  return factorTracksFrom(1000, measures, new Float32Array(200 * 6), found);
}

function handleAt(tracks: ReturnType<typeof tracksWith>, factor: FactorName, name: string, frame: number): number {
  const index = factorHandles[factor].findIndex((handle) => handle.name === name);
  return tracks[factor].values[frame * factorHandles[factor].length + index];
}

describe('factor tracks', () => {
  test("are zero at the person's own rest", () => {
    const tracks = tracksWith(-1, {});
    for (const factor of ['lip', 'eye', 'expression'] as const) {
      for (const { name } of factorHandles[factor])
        expect(Math.abs(handleAt(tracks, factor, name, 50))).toBeLessThan(0.05);
    }
  });

  test.each<[string, FactorName, string, Partial<Record<MeasureName, number>>, number]>([
    ['an open mouth', 'lip', 'open', { opening: 0.2 }, 0.2],
    ['a wide mouth', 'lip', 'wideRound', { mouthWidth: 0.1 }, 0.1],
    ['a rounded mouth', 'lip', 'wideRound', { mouthWidth: -0.1 }, -0.1],
    ['pressed lips', 'lip', 'press', { lipThickness: -0.1 }, 1],
    ['a lowered jaw', 'lip', 'jaw', { chinY: 0.12 }, 0.12],
    ['a shut left eye', 'eye', 'blinkLeft', { eyeOpenLeft: -0.22 }, 1],
    ['a shut right eye', 'eye', 'blinkRight', { eyeOpenRight: -0.22 }, 1],
    ['raised brows', 'expression', 'browRaise', { browY: -0.05 }, 0.05],
    ['drawn-together brows', 'expression', 'browFurrow', { browGap: -0.03 }, 0.03],
    ['raised mouth corners', 'expression', 'smileFrown', { cornerY: -0.06 }, 0.06],
    ['raised cheeks', 'expression', 'cheek', { cheekY: -0.04 }, 0.04],
  ])('see %s', (_, factor, handle, changes, expected) => {
    expect(handleAt(tracksWith(70, changes), factor, handle, 70)).toBeCloseTo(expected, 1);
  });

  test('see where the irises turn: right and down are positive, as for the head', () => {
    const tracks = tracksWith(70, { irisX: 0.04, irisY: 0.02 });
    expect(handleAt(tracks, 'eye', 'gazeYaw', 70)).toBeGreaterThan(0.25);
    expect(handleAt(tracks, 'eye', 'gazePitch', 70)).toBeGreaterThan(0.1);
  });

  test('do not call a thin lip on an open mouth pressed', () => {
    expect(handleAt(tracksWith(70, { opening: 0.2, lipThickness: -0.1 }), 'lip', 'press', 70)).toBe(0);
  });

  test('bridge the gaze over a blink, when the lids hide the irises', () => {
    const tracks = tracksWith(70, { eyeOpenLeft: -0.25, eyeOpenRight: -0.25, irisY: 0.06 });
    expect(Math.abs(handleAt(tracks, 'eye', 'gazePitch', 70))).toBeLessThan(0.05);
  });

  test('hold NaN where the face was not seen', () => {
    const tracks = tracksWith(-1, {}, [20, 21]);
    expect(handleAt(tracks, 'lip', 'open', 20)).toBeNaN();
    expect(handleAt(tracks, 'headPose', 'yaw', 21)).toBeNaN();
    expect(handleAt(tracks, 'lip', 'open', 22)).not.toBeNaN();
    expect(tracks.lip.startFrame).toBe(1000);
  });

  test('there is no rest without a frame', () => {
    expect(restFromMeasures([new Float32Array(measureCount).fill(Number.NaN)])).toBeNull();
  });
});

describe('measures', () => {
  test("tell the left eye from the right: the subject's own left is on the right of the picture", () => {
    const face = new Float32Array(landmarkValues);
    const put = (index: number, x: number, y: number) => face.set([x, y, 0], index * 3);
    put(33, -0.5, 0);
    put(133, -0.2, 0);
    put(263, 0.5, 0);
    put(362, 0.2, 0);
    for (const [upper, lower] of [
      [387, 373],
      [386, 374],
      [385, 380],
    ]) {
      put(upper, 0.35, -0.05);
      put(lower, 0.35, 0.05);
    }
    const out = new Float32Array(measureCount);
    measureFace(face, out, 0);
    expect(out[measureIndex('eyeOpenLeft')]).toBeCloseTo(0.1 / 0.3, 4);
    expect(out[measureIndex('eyeOpenRight')]).toBe(0);
  });
});

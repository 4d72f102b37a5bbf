import { describe, expect, test } from 'vitest';
import { linkFaces } from '../../../../core/analysis/face-linking.ts';
import { aCanonicalFace } from '../../../support/a-speaking-person.ts';
import { aPosedFace, type MadePose } from '../../../support/a-posed-face.ts';

const face = aCanonicalFace();
const at = (pose: MadePose) => ({ landmarks: aPosedFace(face, pose) });
const seen = (pose: MadePose, framesSince = 1) => ({ ...at(pose), framesSince });

describe('linking faces', () => {
  test('keeps two neighbours apart whatever the order in which they are found', () => {
    const known = [seen({ x: 100, y: 100 }), seen({ x: 300, y: 100 })];
    expect(linkFaces(known, [at({ x: 295, y: 104 }), at({ x: 108, y: 98 })])).toEqual([1, 0]);
  });

  test('gives each known face to the nearer of two candidates, once', () => {
    expect(linkFaces([seen({ x: 100 })], [at({ x: 130 }), at({ x: 105 })])).toEqual([-1, 0]);
  });

  test('does not link to a face in another place or of another size', () => {
    const known = [seen({ x: 100, y: 100 })];
    expect(linkFaces(known, [at({ x: 260, y: 100 })])).toEqual([-1]);
    expect(linkFaces(known, [at({ x: 100, y: 100, scale: 180 })])).toEqual([-1]);
  });

  test('allows a face that was away for some frames to have moved farther', () => {
    expect(linkFaces([seen({ x: 100 }, 1)], [at({ x: 220 })])).toEqual([-1]);
    expect(linkFaces([seen({ x: 100 }, 10)], [at({ x: 220 })])).toEqual([0]);
  });

  test('answers with nothing for nobody', () => {
    expect(linkFaces([], [at({})])).toEqual([-1]);
    expect(linkFaces([seen({})], [])).toEqual([]);
  });
});

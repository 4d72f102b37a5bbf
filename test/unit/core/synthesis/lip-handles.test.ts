import { describe, expect, it } from 'vitest';
import { factorHandles } from '../../../../core/analysis/factor.ts';
import type { LipMotion } from '../../../../core/analysis/lip-motion.ts';
import { lipChangeFrom } from '../../../../core/synthesis/lip-handle-change.ts';
import { makeLipMeter, type LipMeasures } from '../../../../core/synthesis/lip-handle-meter.ts';
import { learnLipHandleRest, lipHandlesFrom } from '../../../../core/synthesis/lip-handles.ts';
import { aCanonicalFace, aFaceTrack, aLipBasis, aPersonShape } from '../../../support/a-speaking-person.ts';

const face = aCanonicalFace();
const basis = aLipBasis();
const restShape = Float32Array.from(basis.pointIndices.flatMap((p) => [...face.vertices.subarray(p * 3, p * 3 + 3)]));
const openingDirection = basis.basis.slice(0, restShape.length);
const person = aPersonShape({ restShape, openingDirection, restOpening: 0.01 });
const rest = { opening: 0.01, mouthWidth: 0, lipThickness: 0.2, chinY: 0 };
const context = { person, basis, rest };

function aMotion(rows: readonly (readonly number[])[], openings: readonly number[]): LipMotion {
  return {
    startFrame: 0,
    frameCount: rows.length,
    componentCount: 3,
    coefficients: Float32Array.from(rows.flat()),
    opening: Float32Array.from(openings),
    closedProbability: new Float32Array(rows.length),
    strength: new Float32Array(rows.length).fill(1),
  };
}

function measured(row: readonly number[]): LipMeasures {
  const out = { opening: 0, mouthWidth: 0, lipThickness: 0, chinY: 0 };
  makeLipMeter(basis, person).measure(row, out);
  return out;
}

describe('lip handles', () => {
  it('say how far the lips are open above the rest of the analysis', () => {
    const { handles, values } = lipHandlesFrom(
      aMotion(
        [
          [0.05, 0, 0],
          [0, 0, 0],
        ],
        [0.05, 0],
      ),
      context,
    );
    expect(handles).toBe(factorHandles.lip);
    expect(values[0]).toBeCloseTo(0.05, 5);
    expect(values[4]).toBeCloseTo(0, 5);
  });

  it('tell width from opening', () => {
    const { values } = lipHandlesFrom(
      aMotion(
        [
          [0, 0.03, 0],
          [0, 0, 0],
        ],
        [0, 0],
      ),
      context,
    );
    expect(values[1] - values[5]).not.toBeCloseTo(0, 3);
    expect(values[0]).toBeCloseTo(values[4], 5);
  });

  it('find the rest that the analysis measured against', () => {
    const track = aFaceTrack(
      Array.from({ length: 12 }, (_, t) => ({ coefficients: [t / 100, 0, 0] as const })),
      face,
      basis,
    );
    const values = new Float32Array(12 * 4);
    for (let t = 0; t < 12; t++) values.set([t / 100 - 0.02, 0, 0, 0], t * 4);
    const lip = { ...track.factors.lip, values };
    const found = learnLipHandleRest([{ ...track, factors: { ...track.factors, lip } }], face);
    // The made face has a gap of .01 and opens by 1 a unit, so its handles of -.02 on stand for a rest of .03.
    expect(found?.opening).toBeCloseTo(0.03, 3);
  });

  it('have no rest where nobody is seen', () => {
    const hidden = aFaceTrack([{ coefficients: [0, 0, 0], isSeen: false }], face, basis);
    expect(learnLipHandleRest([hidden], face)).toBeNull();
  });
});

describe('a change of lip handles', () => {
  const motion = aMotion(
    [
      [0.05, 0, 0],
      [0.05, 0, 0],
    ],
    [0.05, 0.05],
  );
  const { values: handles } = lipHandlesFrom(motion, context);
  const ask = (...row: number[]): Float32Array => Float32Array.from([...row, 0, 0, 0, 0]);

  it('is nothing when nothing is asked for', () => {
    expect(lipChangeFrom(ask(0, 0, 0, 0), handles, motion, context)).toBeNull();
  });

  it('closes lips that are asked to be at rest, a little further than asked, in that frame only', () => {
    const change = lipChangeFrom(ask(-handles[0], 0, 0, 0), handles, motion, context);
    expect(change?.opening[0]).toBeCloseTo(-0.08, 5);
    expect(change?.coefficients[0]).toBeCloseTo(-0.08, 3);
    expect(change?.opening[1]).toBe(0);
    expect([...(change?.coefficients.subarray(3) ?? [])]).toEqual([0, 0, 0]);
  });

  it('opens and half closes lips by what is asked', () => {
    expect(lipChangeFrom(ask(0.04, 0, 0, 0), handles, motion, context)?.opening[0]).toBeCloseTo(0.04, 6);
    const half = aMotion(
      [
        [0.2, 0, 0],
        [0.2, 0, 0],
      ],
      [0.2, 0.2],
    );
    const change = lipChangeFrom(ask(-0.1, 0, 0, 0), lipHandlesFrom(half, context).values, half, context);
    expect(change?.opening[0]).toBeCloseTo(-0.1, 6);
  });

  it('widens without opening, by more than asked because the analysis sees less than is drawn', () => {
    const change = lipChangeFrom(ask(0, 0.02, 0, 0), handles, motion, context);
    const row = [0.05 + (change?.coefficients[0] ?? 0), change?.coefficients[1] ?? 0, change?.coefficients[2] ?? 0, 0];
    const [before, after] = [measured([0.05, 0, 0, 0]), measured(row)];
    expect(after.mouthWidth - before.mouthWidth).toBeCloseTo(0.02 / 0.7, 3);
    expect(after.opening).toBeCloseTo(before.opening, 3);
    expect(change?.opening[0]).toBe(0);
  });

  it('asks for nothing where the face was not seen', () => {
    const change = lipChangeFrom(Float32Array.from([NaN, NaN, NaN, NaN, 0.01, 0, 0, 0]), handles, motion, context);
    expect(change?.opening[0]).toBe(0);
    expect(change?.opening[1]).toBeCloseTo(0.01, 6);
  });

  it('stays within what lips can do, however much is asked for', () => {
    const change = lipChangeFrom(ask(40, 0, 0, 0), handles, motion, context);
    expect(change?.opening[0]).toBeLessThan(0.5);
  });
});

import { describe, expect, it } from 'vitest';
import {
  eyes,
  lidHeight,
  lidSamples,
  makeEyeGeometry,
  moveLids,
  readEye,
  type EyeGeometry,
} from '../../../../core/synthesis/eye-geometry.ts';
import { alignUpperLid } from '../../../../core/synthesis/eye-lid-edge.ts';
import { gapAtBlink } from '../../../../core/synthesis/face-edit-response.ts';

const middle = (lidSamples - 1) / 2;

/** Landmarks of one right eye: corners 60 px apart at (100, 100), lids parabolas of the given heights, turned by an angle. */
function eyeLandmarks(upperPx: number, lowerPx: number, angle = 0): Float32Array {
  const landmarks = new Float32Array(478 * 3);
  const put = (p: number, along: number, down: number): void => {
    landmarks[p * 3] = 100 + along * Math.cos(angle) - down * Math.sin(angle);
    landmarks[p * 3 + 1] = 100 + along * Math.sin(angle) + down * Math.cos(angle);
  };
  const [, right] = eyes;
  right.upper.forEach((p, k) => put(p, -30 + 7.5 * k, -upperPx * (1 - (k / 4 - 1) ** 2)));
  right.lower.forEach((p, k) => put(p, -30 + 7.5 * k, lowerPx * (1 - (k / 4 - 1) ** 2)));
  right.iris.forEach((p, k) => put(p, 5 + [0, 12, 0, -12, 0][k], [0, 0, 12, 0, -12][k]));
  right.brow.forEach((p, k) => put(p, -30 + 15 * k, -50));
  return landmarks;
}

function read(landmarks: Float32Array, blink = 0): EyeGeometry {
  const eye = makeEyeGeometry();
  readEye(landmarks, eyes[1], 200, blink, eye);
  return eye;
}

describe('reading an eye', () => {
  it('finds corners, lids, iris and brow in the eye own axes, however the head is tilted', () => {
    for (const angle of [0, 0.4, -0.7]) {
      const eye = read(eyeLandmarks(12, 6, angle));
      expect(eye.halfPx).toBeCloseTo(30, 3);
      expect(eye.irisX).toBeCloseTo(5, 3);
      expect(eye.irisY).toBeCloseTo(0, 3);
      expect(eye.irisRadius).toBeCloseTo(12, 3);
      expect(eye.upper[middle] * 200).toBeCloseTo(-12, 0);
      expect(eye.lower[middle] * 200).toBeCloseTo(6, 0);
      expect(eye.browReach * 200).toBeCloseTo(38, 0);
      expect(lidHeight(eye.upper, -1.3)).toBeCloseTo(0, 5);
      expect(lidHeight(eye.upper, 1.3)).toBeCloseTo(0, 5);
    }
  });

  it('takes the lids of a shut eye as closed, although the mesh keeps them apart', () => {
    const eye = read(eyeLandmarks(4, 2), 1);
    expect(eye.lower[middle] - eye.upper[middle]).toBeCloseTo(0, 5);
    const half = read(eyeLandmarks(8, 4), 0.5);
    expect((half.lower[middle] - half.upper[middle]) * 200).toBeLessThan(11);
  });
});

describe('moving lids', () => {
  it('shuts them on their meeting line, below the middle, and opens them about it', () => {
    const eye = read(eyeLandmarks(12, 6));
    const [upper, lower] = [new Float32Array(lidSamples), new Float32Array(lidSamples)];
    moveLids(eye, 0, upper, lower);
    expect(upper[middle]).toBeCloseTo(lower[middle], 5);
    expect(upper[middle]).toBeGreaterThan((eye.upper[middle] + eye.lower[middle]) / 2);
    moveLids(eye, 1, upper, lower);
    expect(upper[middle]).toBeCloseTo(eye.upper[middle], 5);
    moveLids(eye, 1.5, upper, lower);
    expect(lower[middle] - upper[middle]).toBeCloseTo(1.5 * (eye.lower[middle] - eye.upper[middle]), 5);
    expect(upper[0]).toBeCloseTo(eye.upper[0], 5);
  });

  it('leaves less of the gap the stronger the blink', () => {
    expect(gapAtBlink(0)).toBe(1);
    expect(gapAtBlink(1)).toBe(0);
    for (let blink = 0.05; blink <= 1; blink += 0.05) expect(gapAtBlink(blink)).toBeLessThan(gapAtBlink(blink - 0.05));
  });
});

describe('aligning the upper lid with the picture', () => {
  /** Bright skin above a line that lies `abovePx` above the mesh's lid, dark below. */
  function skinEdge(abovePx: number): { data: Uint8Array; widthPx: number; heightPx: number; x: number; y: number } {
    const data = new Uint8Array(200 * 200);
    for (let y = 0; y < 200; y++) {
      for (let x = 0; x < 200; x++) {
        const along = (x - 100) / 30;
        const lid = 100 - (Math.abs(along) < 1 ? 12 * (1 - along * along) : 0) - abovePx;
        data[y * 200 + x] = y < lid ? 160 : 50;
      }
    }
    return { data, widthPx: 200, heightPx: 200, x: 0, y: 0 };
  }

  it('moves it up to an edge above the mesh, and hardly where mesh and picture agree', () => {
    const [apart, agreeing] = [read(eyeLandmarks(12, 6)), read(eyeLandmarks(12, 6))];
    const before = apart.upper[middle];
    alignUpperLid(skinEdge(3), apart);
    alignUpperLid(skinEdge(0), agreeing);
    expect((before - apart.upper[middle]) * 200).toBeGreaterThan(1.5);
    expect(Math.abs(before - agreeing.upper[middle]) * 200).toBeLessThan(1);
  });

  it('stays on the mesh where the picture shows no edge', () => {
    const eye = read(eyeLandmarks(12, 6));
    const before = eye.upper[middle];
    alignUpperLid({ data: new Uint8Array(40_000).fill(90), widthPx: 200, heightPx: 200, x: 0, y: 0 }, eye);
    expect(Math.abs(before - eye.upper[middle]) * 200).toBeLessThan(1.2);
  });
});

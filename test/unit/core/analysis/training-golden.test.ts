import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { pictureAffineAt, type AlignedCut } from '../../../../core/analysis/aligned-picture.ts';
import { makeCropPath } from '../../../../core/analysis/crop-path.ts';
import { measureCount, measureFace, measureNames } from '../../../../core/analysis/factor-measure.ts';
import { headPoseFrom, poseValues } from '../../../../core/analysis/head-pose.ts';
import { thumbnailHeight, thumbnailWidth } from '../../../../core/analysis/luma-thumbnail.ts';
import { ShotDetector } from '../../../../core/analysis/shot-detection.ts';
import { createLoudnessMeter } from '../../../../core/analysis/voice/loudness.ts';
import { detectSpeech } from '../../../../core/analysis/voice/voice-activity.ts';
import { toCanonical, type CanonicalFace } from '../../../../core/geometry/canonical-face.ts';
import { landmarkValues, stablePoints } from '../../../../core/geometry/landmarks.ts';

/** What training/facet_training/export/face_goldens.py wrote: the same faces, cuts and sounds, measured by the preparation of training data. */
interface AlignedFaces {
  /** [T, 478, 3] px */
  readonly landmarks: readonly (readonly (readonly number[])[])[];
  readonly stablePoints: { readonly indices: readonly number[]; readonly vertices: readonly (readonly number[])[] };
  readonly cut: AlignedCut;
  readonly sizePx: number;
  /** [T, 2, 3] */
  readonly cropAffines: readonly (readonly (readonly number[])[])[];
  readonly pictureAffines: readonly (readonly (readonly number[])[])[];
  /** [T, 3] */
  readonly yawPitchRoll: readonly (readonly number[])[];
  readonly measureNames: readonly string[];
  /** [T, 12] */
  readonly measures: readonly (readonly number[])[];
  readonly tolerance: { readonly affine: number; readonly angleRad: number; readonly measure: number };
}

interface ShotsAndSpeech {
  readonly scenes: readonly number[];
  readonly shotStarts: readonly number[];
  readonly spokenSec: readonly (readonly [number, number])[];
  readonly speechHops: readonly (readonly [number, number])[];
}

function readGolden<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`../../../fixtures/training-golden/${name}`, import.meta.url), 'utf8')) as T;
}

const golden = readGolden<AlignedFaces>('aligned-faces.json');
const { scenes, shotStarts, spokenSec, speechHops } = readGolden<ShotsAndSpeech>('shots-and-speech.json');
const faces = golden.landmarks.map((frame) => Float32Array.from(frame.flat()));

function theCanonicalFace(): CanonicalFace {
  const vertices = new Float32Array(468 * 3);
  golden.stablePoints.indices.forEach((index, i) => vertices.set(golden.stablePoints.vertices[i], index * 3));
  return { vertices, triangles: new Uint16Array(0), uv: new Float32Array(0), procrustes: [] };
}

function largestDifference(found: ArrayLike<number>, wanted: readonly number[]): number {
  expect(found.length).toBe(wanted.length);
  return wanted.reduce((most, value, i) => Math.max(most, Math.abs(value - found[i])), 0);
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

describe('faces as training prepares them', () => {
  const path = makeCropPath({
    startFrame: 0,
    endFrame: faces.length,
    read(frame, out) {
      out.set(faces[frame]);
      return true;
    },
  });

  test('are aligned and cut by the same maps', () => {
    expect(largestDifference(path.affines, golden.cropAffines.flat(2))).toBeLessThan(golden.tolerance.affine);
    faces.forEach((_, t) => {
      const affine = pictureAffineAt(path, t, golden.cut, golden.sizePx);
      if (affine === null) throw new Error('the face is seen in every frame');
      const { a, b, c, d, e, f } = affine;
      expect(largestDifference([a, b, c, d, e, f], golden.pictureAffines[t].flat())).toBeLessThan(
        golden.tolerance.affine,
      );
    });
  });

  test('have the same pose and the same measures', () => {
    expect(golden.stablePoints.indices).toEqual([...stablePoints]);
    expect(golden.measureNames).toEqual(measureNames.map(snakeCase));
    faces.forEach((landmarks, t) => {
      const canonical = new Float32Array(landmarkValues);
      const pose = new Float32Array(poseValues);
      const measures = new Float32Array(measureCount);
      headPoseFrom(toCanonical(landmarks, theCanonicalFace(), canonical), landmarks, pose);
      measureFace(canonical, measures, 0);
      expect(largestDifference(pose.subarray(0, 3), golden.yawPitchRoll[t])).toBeLessThan(golden.tolerance.angleRad);
      expect(largestDifference(measures, golden.measures[t])).toBeLessThan(golden.tolerance.measure);
    });
  });
});

describe('footage as training prepares it', () => {
  test('is cut at the same frames', () => {
    const detector = new ShotDetector();
    scenes.forEach((scene, frame) => {
      const cells = Float32Array.from(
        { length: thumbnailWidth * thumbnailHeight },
        (_, i) => 120 + 60 * Math.sin((0.13 + 0.37 * scene) * i + 0.05 * frame + scene),
      );
      detector.push(cells);
    });
    expect(detector.finish().map(({ startFrame }) => startFrame)).toEqual(shotStarts);
  });

  test('is spoken in the same hundredths of a second', () => {
    const sampleRateHz = 16_000;
    const samples = Float32Array.from({ length: 4 * sampleRateHz }, (_, n) => {
      const t = n / sampleRateHz;
      const isSpoken = spokenSec.some(([start, end]) => t >= start && t < end);
      const voice = 0.3 * Math.sin(2 * Math.PI * 700 * t) * Math.sin(2 * Math.PI * 4 * t) ** 2;
      return (isSpoken ? voice : 0) + 0.0005 * Math.sin(2 * Math.PI * 3000 * t);
    });
    const meter = createLoudnessMeter(frontEnd(sampleRateHz));
    meter.push(samples);
    const isSpeech = [...detectSpeech(meter.finish().speechLevelsDb)];
    const found = speechHops.map(([start, end]) => isSpeech.slice(start, end).every((flag) => flag === 1));
    expect(found.every(Boolean)).toBe(true);
    expect(isSpeech.filter((flag) => flag === 1)).toHaveLength(
      speechHops.reduce((sum, [start, end]) => sum + end - start, 0),
    );
  });
});

/** Only the rate and the hop matter here. */
function frontEnd(sampleRateHz: number): Parameters<typeof createLoudnessMeter>[0] {
  return {
    ...{ sampleRateHz, windowSamples: 640, hopSamples: 160, fftSize: 1024, melBins: 80, minHz: 60, maxHz: 7600 },
    ...{ logFloor: 1e-4, logOffset: 4, logScale: 3, rmsTarget: 0.1 },
    loudness: {
      percentile: 95,
      activeRangeDb: 25,
      activeMinimumDbfs: -80,
      minimumActiveHops: 5,
      maximumGainDb: 40,
    },
  };
}

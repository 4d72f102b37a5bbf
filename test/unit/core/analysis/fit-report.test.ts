import { describe, expect, test } from 'vitest';
import { coverOf, coverValues } from '../../../../core/analysis/face-cover.ts';
import type { FitFinding } from '../../../../core/analysis/face-track.ts';
import { makeFitReport, type FitInput, type FitTrack } from '../../../../core/analysis/fit-report.ts';
import { hasItsValues } from '../../../../core/saying.ts';
import { describePlaces, formatClock } from '../../../../core/analysis/fit-sentences.ts';
import { makeNormal } from '../../../support/a-speaking-person.ts';

const frameCount = 250;
const frameTimesSec = Float64Array.from({ length: frameCount }, (_, i) => i / 25);

interface TrackChanges extends Partial<FitTrack> {
  readonly yaw?: (t: number) => number;
  readonly scale?: number;
}

/** A frontal, well lit, talking face for the whole video. */
function aTrack(changes: TrackChanges = {}): FitTrack {
  const { yaw = () => 0, scale = 120, ...rest } = changes;
  const startFrame = rest.startFrame ?? 0;
  const endFrame = rest.endFrame ?? frameCount;
  const length = endFrame - startFrame;
  const pose = Float32Array.from({ length: length * 6 }, (_, i) =>
    i % 6 === 0 ? yaw(Math.floor(i / 6)) : i % 6 === 5 ? scale : 0,
  );
  return {
    faceTrackId: 0,
    personIndex: 0,
    startFrame,
    endFrame,
    isPresent: new Uint8Array(length).fill(1),
    isDrivable: Uint8Array.from({ length }, (_, t) => (Math.abs(yaw(t)) <= 0.6 && scale >= 24 ? 1 : 0)),
    pose,
    medianIodPx: scale,
    opening: Float32Array.from({ length }, (_, t) => 0.1 + 0.1 * Math.sin(t / 3)),
    brightness: new Float32Array(length).fill(0.4),
    detail: new Float32Array(length).fill(0.02),
    cover: new Float32Array(length).fill(0.05),
    ...rest,
  };
}

function reportOf(tracks: readonly FitTrack[], changes: Partial<FitInput> = {}): FitFinding[] {
  const findings = makeFitReport({
    frameCount,
    frameTimesSec,
    shots: [{ shotIndex: 0, startFrame: 0, endFrame: frameCount }],
    tracks,
    ...changes,
  });
  // Every finding can be said in another language.
  for (const { code, saying } of findings) expect(saying && saying.code === code && hasItsValues(saying)).toBe(true);
  return findings;
}

const codesOf = (findings: readonly FitFinding[]) => findings.map(({ code }) => code.replace('analysis.', ''));

describe('the input-fit report', () => {
  test('has nothing to say of a good video', () => {
    expect(reportOf([aTrack()])).toEqual([]);
  });

  test('blocks a video without a face', () => {
    const [finding] = reportOf([]);
    expect(finding).toMatchObject({ severity: 'blocker', code: 'analysis.no-face', faceTrackId: null });
    expect(finding.frames).toEqual([{ startFrame: 0, endFrame: frameCount }]);
  });

  test('names the frames without a face, and when they are', () => {
    const isPresent = new Uint8Array(frameCount).fill(1);
    isPresent.fill(0, 80, 94);
    const [finding] = reportOf([aTrack({ isPresent })]);
    expect(finding.code).toBe('analysis.frames-without-face');
    expect(finding.frames).toEqual([{ startFrame: 80, endFrame: 94 }]);
    expect(finding.sentence).toContain('14 frames of 250 (0:03.2 to 0:03.7)');
  });

  test('blocks a face that is too small or always turned away, and says which', () => {
    expect(reportOf([aTrack({ scale: 18 })])[0]).toMatchObject({
      severity: 'blocker',
      code: 'analysis.face-too-small',
    });
    expect(reportOf([aTrack({ yaw: () => 1.1 })])[0]).toMatchObject({
      severity: 'blocker',
      code: 'analysis.profile-only',
    });
  });

  test('only warns of such a face beside one that can be dubbed', () => {
    const other = aTrack({ faceTrackId: 1, personIndex: 1, scale: 18 });
    const findings = reportOf([aTrack(), other]);
    expect(findings.find(({ code }) => code === 'analysis.face-too-small')).toMatchObject({
      severity: 'warning',
      faceTrackId: 1,
    });
    expect(findings.every(({ severity }) => severity !== 'blocker')).toBe(true);
  });

  test('names the frames in which a face turns away', () => {
    const [finding] = reportOf([aTrack({ yaw: (t) => (t >= 100 && t < 120 ? 0.9 : 0) })]);
    expect(finding).toMatchObject({
      severity: 'warning',
      code: 'analysis.turned-away',
      frames: [{ startFrame: 100, endFrame: 120 }],
    });
  });

  test('says that a mouth never opens, that a face is small, that a video is short', () => {
    const shut = aTrack({ opening: new Float32Array(frameCount).fill(0.01) });
    expect(codesOf(reportOf([shut]))).toEqual(['mouth-never-opens']);
    expect(codesOf(reportOf([aTrack({ scale: 30 })]))).toEqual(['small-face']);
    const short = aTrack({ endFrame: 30 });
    expect(codesOf(reportOf([short], { frameCount: 30, shots: [] }))).toEqual(['short-video']);
  });

  test('finds darkness, blur and something before the mouth, but no single bad frame', () => {
    const dip = (value: number, low: number, from: number, to: number) =>
      Float32Array.from({ length: frameCount }, (_, t) => (t >= from && t < to ? low : value));
    expect(codesOf(reportOf([aTrack({ brightness: dip(0.4, 0.03, 10, 30) })]))).toEqual(['dark']);
    expect(codesOf(reportOf([aTrack({ detail: dip(0.02, 0.005, 10, 30) })]))).toEqual(['blurred']);
    expect(codesOf(reportOf([aTrack({ cover: dip(0.05, 1.5, 10, 30) })]))).toEqual(['mouth-covered']);
    expect(codesOf(reportOf([aTrack({ cover: dip(0.05, 1.5, 10, 11), detail: dip(0.02, 0.005, 50, 51) })]))).toEqual(
      [],
    );
  });

  test('counts people and cuts', () => {
    const shots = [0, 100, 180].map((startFrame, shotIndex, starts) => ({
      shotIndex,
      startFrame,
      endFrame: starts[shotIndex + 1] ?? frameCount,
    }));
    const findings = reportOf([aTrack(), aTrack({ faceTrackId: 1, personIndex: 1 })], { shots });
    expect(codesOf(findings)).toEqual(['several-faces', 'cuts']);
    expect(findings[1].sentence).toContain('2 cuts (0:04.0 and 0:07.2)');
  });

  test('puts blockers first', () => {
    const severities = reportOf([aTrack({ scale: 18 })], {
      shots: [
        { shotIndex: 0, startFrame: 0, endFrame: 5 },
        { shotIndex: 1, startFrame: 5, endFrame: frameCount },
      ],
    }).map(({ severity }) => severity);
    expect(severities).toEqual(['blocker', 'note']);
  });
});

describe('the words of the report', () => {
  test('read times as people do', () => {
    expect([0, 3.25, 59.96, 61, 3723.4].map(formatClock)).toEqual([
      '0:00.0',
      '0:03.3',
      '1:00.0',
      '1:01.0',
      '1:02:03.4',
    ]);
  });

  test('name three places and count the rest', () => {
    const places = [0, 50, 100, 150, 200].map((startFrame) => ({ startFrame, endFrame: startFrame + 1 }));
    expect(describePlaces(places, frameTimesSec)).toBe('0:00.0, 0:02.0, 0:04.0 and 2 more places');
    expect(describePlaces(places.slice(0, 1), frameTimesSec)).toBe('0:00.0');
  });
});

describe('the cover measure', () => {
  test('rises where the lower face changes colour, not with noise, and is NaN where nothing was seen', () => {
    const normal = makeNormal(2);
    const signatures = Float32Array.from({ length: 60 * coverValues }, () => normal() * 0.05);
    for (let t = 20; t < 25; t++) signatures[t * coverValues + 4] -= 2;
    signatures.fill(Number.NaN, 40 * coverValues, 41 * coverValues);
    const cover = coverOf(signatures);
    expect(cover[22]).toBeGreaterThan(1);
    expect(cover[10]).toBeLessThan(0.3);
    expect(cover[40]).toBeNaN();
  });
});

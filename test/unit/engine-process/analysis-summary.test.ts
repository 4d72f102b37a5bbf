import { expect, it } from 'vitest';
import { analysisSummarySchema } from '../../../api/engine-contract.ts';
import { landmarkValues } from '../../../core/geometry/landmarks.ts';
import { summaryOf } from '../../../main/engine-process/handlers/analysis.ts';
import { aFaceTrack } from '../../support/fake-video.ts';

/** Landmarks whose box moves one pixel to the right every frame, for frames that are asked for. */
const moving = (startFrame: number, endFrame: number) => ({
  startFrame,
  endFrame,
  read: (frameIndex: number, out: Float32Array) => {
    for (let i = 0; i < landmarkValues; i += 3) {
      out[i] = frameIndex + (i === 0 ? 0 : 40);
      out[i + 1] = i === 0 ? 10 : 60;
    }
    return true;
  },
});

it('numbers faces by prominence, and findings after them', () => {
  const tracks = [
    aFaceTrack({ faceTrackId: 0, personIndex: 5, startFrame: 10, endFrame: 20 }),
    aFaceTrack({ faceTrackId: 1, personIndex: 2, startFrame: 0, endFrame: 10 }),
    aFaceTrack({ faceTrackId: 2, personIndex: 5, startFrame: 0, endFrame: 10 }),
  ].map((track) => ({
    ...track,
    isPresent: new Uint8Array(10).fill(1),
    landmarks: moving(track.startFrame, track.endFrame),
  }));
  const finding = { severity: 'warning', code: 'fit.turned-away', sentence: 'Turned away.', frames: [] } as const;
  const summary = summaryOf('analysis-1-key', {
    frameCount: 20,
    shots: [{ shotIndex: 0, startFrame: 0, endFrame: 20 }],
    faceTracks: tracks,
    findings: [
      { ...finding, faceTrackId: 1 },
      { ...finding, faceTrackId: 2 },
      { ...finding, faceTrackId: null },
    ],
  });
  expect(summary.faces.map(({ faceNumber, presentFrames }) => [faceNumber, presentFrames])).toEqual([
    [1, 20],
    [2, 10],
  ]);
  expect(summary.findings.map(({ faceNumber }) => faceNumber)).toEqual([2, 1, null]);
  expect(analysisSummarySchema.parse(summary)).toEqual(summary);
});

it('tells where a face is seen, with its box in the middle of each stretch', () => {
  const isPresent = Uint8Array.from([0, 1, 1, 1, 0, 0, 1, 1]);
  const track = { ...aFaceTrack({ startFrame: 100, endFrame: 108 }), isPresent, landmarks: moving(100, 108) };
  const summary = summaryOf('key', { frameCount: 200, shots: [], faceTracks: [track], findings: [] });
  expect(summary.faces[0].stretches).toEqual([
    { startFrame: 101, endFrame: 104, box: { x: 102, y: 10, widthPx: 40, heightPx: 50 } },
    { startFrame: 106, endFrame: 108, box: { x: 107, y: 10, widthPx: 40, heightPx: 50 } },
  ]);
});

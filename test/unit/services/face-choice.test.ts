import { describe, expect, it } from 'vitest';
import { listPeople } from '../../../core/analysis/people.ts';
import { choosePeople } from '../../../main/services/face-choice.ts';
import { aFaceTrack, anAnalysis } from '../../support/fake-video.ts';

const left = { x: 0, y: 0, widthPx: 10, heightPx: 10 };
const right = { x: 50, y: 0, widthPx: 10, heightPx: 10 };

const people = listPeople(
  anAnalysis({
    frameCount: 20,
    faceTracks: [
      aFaceTrack({
        faceTrackId: 0,
        personIndex: 5,
        startFrame: 10,
        endFrame: 20,
        shotIndex: 1,
        box: right,
        isDrivable: new Uint8Array(10),
      }),
      aFaceTrack({ faceTrackId: 1, personIndex: 2, startFrame: 0, endFrame: 10, box: left }),
      aFaceTrack({
        faceTrackId: 2,
        personIndex: 5,
        startFrame: 0,
        endFrame: 10,
        box: right,
        isDrivable: new Uint8Array(10),
      }),
    ],
  }),
);

describe('the people of a video', () => {
  it('are numbered from 1 by prominence, each with their tracks in time order', () => {
    expect(people.map(({ faceNumber, personIndex }) => [faceNumber, personIndex])).toEqual([
      [1, 5],
      [2, 2],
    ]);
    expect(people[0].tracks.map(({ startFrame }) => startFrame)).toEqual([0, 10]);
    expect([people[0].presentFrames, people[0].drivableFrames, people[1].drivableFrames]).toEqual([20, 0, 10]);
  });

  it('are chosen by number, by point, or all', () => {
    const numbersOf = (choice: Parameters<typeof choosePeople>[1]) =>
      choosePeople(people, choice).map(({ faceNumber }) => faceNumber);
    expect(numbersOf({ kind: 'numbers', faceNumbers: [2, 1] })).toEqual([2, 1]);
    expect(numbersOf({ kind: 'point', x: 5, y: 5 })).toEqual([2]);
    expect(numbersOf({ kind: 'all' })).toEqual([1, 2]);
  });

  it('are by default the most prominent one whose mouth can be re-driven', () => {
    expect(choosePeople(people, { kind: 'prominent' }).map(({ faceNumber }) => faceNumber)).toEqual([2]);
    expect(choosePeople(people.slice(0, 1), { kind: 'prominent' }).map(({ faceNumber }) => faceNumber)).toEqual([1]);
  });

  it('are named when a choice meets nobody', () => {
    expect(() => choosePeople(people, { kind: 'numbers', faceNumbers: [9] })).toThrow(
      'There is no face 9. The video has faces 1 to 2.',
    );
    expect(() => choosePeople(people, { kind: 'point', x: 30, y: 5 })).toThrow(
      /no face at 30,5: face 1 is around 55,5; face 2 is around 5,5/,
    );
  });
});

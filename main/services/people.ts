import type { FaceTrack, VideoAnalysis } from '../../core/analysis/face-track.ts';
import { StudioError } from '../../core/errors.ts';
import { rectContains } from '../../core/geometry/rect.ts';

/** One person of the video: all face tracks with the same person index. Numbers count from 1 by descending prominence. */
export interface Person {
  readonly faceNumber: number;
  readonly personIndex: number;
  /** Ascending in time. */
  readonly tracks: readonly FaceTrack[];
  readonly presentFrames: number;
  readonly drivableFrames: number;
  readonly medianIodPx: number;
  /** Smallest and largest yaw seen, rad; 0 where the face was never seen. */
  readonly yawLowRad: number;
  readonly yawHighRad: number;
}

/** Which faces to dub: the most prominent person whose mouth can be re-driven, everybody, people by number, or whoever is at a point of the picture (px). */
export type FaceChoice =
  | { readonly kind: 'prominent' }
  | { readonly kind: 'all' }
  | { readonly kind: 'numbers'; readonly faceNumbers: readonly number[] }
  | { readonly kind: 'point'; readonly x: number; readonly y: number };

/** The people of a video, the most prominent first. */
export function listPeople(analysis: VideoAnalysis): readonly Person[] {
  const byPerson = new Map<number, FaceTrack[]>();
  for (const track of analysis.faceTracks) {
    const tracks = byPerson.get(track.personIndex);
    if (tracks) tracks.push(track);
    else byPerson.set(track.personIndex, [track]);
  }
  // Track ids count by descending prominence, so a person is as prominent as the best of their tracks.
  const prominence = (tracks: readonly FaceTrack[]): number => Math.min(...tracks.map((track) => track.faceTrackId));
  return [...byPerson]
    .sort(([, a], [, b]) => prominence(a) - prominence(b))
    .map(([personIndex, tracks], index) => describePerson(index + 1, personIndex, tracks));
}

function describePerson(faceNumber: number, personIndex: number, unsorted: readonly FaceTrack[]): Person {
  const tracks = [...unsorted].sort((a, b) => a.startFrame - b.startFrame);
  let presentFrames = 0;
  let drivableFrames = 0;
  let yawLowRad = Infinity;
  let yawHighRad = -Infinity;
  for (const track of tracks) {
    for (let t = 0; t < track.isPresent.length; t++) {
      if (!track.isPresent[t]) continue;
      presentFrames++;
      drivableFrames += track.isDrivable[t];
      yawLowRad = Math.min(yawLowRad, track.pose[t * 6]);
      yawHighRad = Math.max(yawHighRad, track.pose[t * 6]);
    }
  }
  const sizes = tracks.map((track) => track.medianIodPx).sort((a, b) => a - b);
  return {
    faceNumber,
    personIndex,
    tracks,
    presentFrames,
    drivableFrames,
    medianIodPx: sizes[sizes.length >> 1],
    yawLowRad: presentFrames > 0 ? yawLowRad : 0,
    yawHighRad: presentFrames > 0 ? yawHighRad : 0,
  };
}

/**
 * The people that a choice means.
 * @throws 'analysis.face-not-chosen' when the choice meets nobody; the sentence says who is there
 */
export function choosePeople(people: readonly Person[], choice: FaceChoice): readonly Person[] {
  switch (choice.kind) {
    case 'all':
      return people;
    case 'prominent':
      return [people.find(({ drivableFrames }) => drivableFrames > 0) ?? people[0]];
    case 'numbers':
      return choice.faceNumbers.map((faceNumber) => personByNumber(people, faceNumber));
    case 'point':
      return [personAt(people, choice.x, choice.y)];
  }
}

function personByNumber(people: readonly Person[], faceNumber: number): Person {
  const person = people.find((one) => one.faceNumber === faceNumber);
  if (person) return person;
  const there =
    people.length === 1 ? 'The video has one face, number 1.' : `The video has faces 1 to ${people.length}.`;
  throw new StudioError('analysis.face-not-chosen', `There is no face ${faceNumber}. ${there}`, {
    faceNumber,
    faceCount: people.length,
  });
}

function personAt(people: readonly Person[], x: number, y: number): Person {
  const person = people.find((one) => one.tracks.some((track) => rectContains(track.box, x, y)));
  if (person) return person;
  const places = people.map(({ faceNumber, tracks: [{ box }] }) => {
    return `face ${faceNumber} is around ${Math.round(box.x + box.widthPx / 2)},${Math.round(box.y + box.heightPx / 2)}`;
  });
  throw new StudioError('analysis.face-not-chosen', `There is no face at ${x},${y}: ${places.join('; ')}.`, { x, y });
}

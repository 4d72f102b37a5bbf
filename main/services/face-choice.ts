import type { Person } from '../../core/analysis/people.ts';
import { StudioError } from '../../core/errors.ts';
import { rectContains } from '../../core/geometry/rect.ts';

/** Which faces to dub: the most prominent person whose mouth can be re-driven, everybody, people by number, or whoever is at a point of the picture (px). */
export type FaceChoice =
  | { readonly kind: 'prominent' }
  | { readonly kind: 'all' }
  | { readonly kind: 'numbers'; readonly faceNumbers: readonly number[] }
  | { readonly kind: 'point'; readonly x: number; readonly y: number };

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

import { describe, expect, it } from 'vitest';
import { checkDocument } from '../../../../core/project/check-document.ts';
import {
  applyChanges,
  changesBetween,
  changesFromWishes,
  invertChanges,
  makeDocument,
  mergeChanges,
} from '../../../../core/project/document.ts';
import { recordChangeSchema } from '../../../../core/project/record-change.ts';
import type { RecordChange, RecordWish } from '../../../../core/project/record-change.ts';
import { makeRandom } from '../../../../examples/generator/seeded-random.ts';
import { aDubLine, aFactorEdit, aProjectDocument, aVideoAsset } from '../../../support/a-project.ts';
import { randomWishes } from '../../../support/random-project.ts';

const document = aProjectDocument();
const addEdit: RecordWish = { collection: 'edits', id: 'edit-1', after: aFactorEdit() };
const problemsOf = (wish: RecordWish) =>
  checkDocument(applyChanges(document, changesFromWishes(document, [wish]))).map(({ sentence }) => sentence);

describe('changes of a document', () => {
  it('know what was there before', () => {
    const moved = { ...document.lines['line-1'], startSec: 2 };
    expect(changesFromWishes(document, [{ collection: 'lines', id: 'line-1', after: moved }])).toEqual([
      { collection: 'lines', id: 'line-1', before: document.lines['line-1'], after: moved },
    ]);
  });

  it('leave out wishes for what is there already', () => {
    const same = structuredClone(document.lines['line-1']);
    expect(changesFromWishes(document, [{ collection: 'lines', id: 'line-1', after: same }])).toEqual([]);
    expect(changesFromWishes(document, [{ collection: 'lines', id: 'line-9', after: null }])).toEqual([]);
  });

  it('leave the document that they were applied to as it was, and untouched collections the same objects', () => {
    const before = structuredClone(document);
    const after = applyChanges(document, changesFromWishes(document, [addEdit]));
    expect(document).toEqual(before);
    expect(after.lines).toBe(document.lines);
    expect(after.edits['edit-1']).toEqual(aFactorEdit());
  });

  it('amount to one change a record when they are merged, and to none when they cancel out', () => {
    const line = document.lines['line-1'];
    const drag = (from: number, to: number) =>
      ({
        collection: 'lines',
        id: 'line-1',
        before: { ...line, startSec: from },
        after: { ...line, startSec: to },
      }) as RecordChange;
    expect(mergeChanges([drag(1, 2), drag(2, 3)])).toEqual([drag(1, 3)]);
    expect(mergeChanges([drag(1, 2), drag(2, 1)])).toEqual([]);
  });

  it('can be found from two documents', () => {
    const after = applyChanges(
      document,
      changesFromWishes(document, [addEdit, { collection: 'lines', id: 'line-1', after: null }]),
    );
    expect(applyChanges(document, changesBetween(document, after))).toEqual(after);
    expect(changesBetween(after, after)).toEqual([]);
  });
});

describe('random editing', () => {
  const seeds = Array.from({ length: 40 }, (_, index) => 1000 + index);

  it.each(seeds)('undone to the end gives the original, redone the same again (seed %i)', (seed) => {
    const random = makeRandom(seed);
    const steps: (readonly RecordChange[])[] = [];
    const states = [document];
    for (let step = 0; step < 60; step++) {
      const state = states[states.length - 1];
      const changes = changesFromWishes(state, randomWishes(random, state, step));
      const next = applyChanges(state, changes);
      // What the checks refuse is never committed.
      if (checkDocument(next).length > 0) continue;
      steps.push(changes);
      states.push(next);
    }
    expect(steps.length).toBeGreaterThan(20);

    let undone = states[states.length - 1];
    for (let step = steps.length - 1; step >= 0; step--) {
      undone = applyChanges(undone, invertChanges(steps[step]));
      expect(undone).toEqual(states[step]);
    }
    expect(undone).toEqual(document);
    const redone = steps.reduce(applyChanges, undone);
    expect(redone).toEqual(states[states.length - 1]);
    expect(applyChanges(undone, mergeChanges(steps.flat()))).toEqual(redone);
  });

  it('survives being written as text and read back', () => {
    const random = makeRandom(7);
    for (let step = 0; step < 200; step++) {
      for (const change of changesFromWishes(document, randomWishes(random, document, step))) {
        expect(recordChangeSchema.parse(JSON.parse(JSON.stringify(change)))).toEqual(change);
      }
    }
  });
});

describe('checking a document', () => {
  it('finds nothing wrong with a new or an ordinary one', () => {
    expect(checkDocument(makeDocument('New'))).toEqual([]);
    expect(checkDocument(document)).toEqual([]);
  });

  it('takes edits of the parts that only an eye’s code has', () => {
    const after = aFactorEdit({ kind: 'gain', gain: 0.5, factor: 'eye', handle: 'gaze' });
    expect(problemsOf({ collection: 'edits', id: 'edit-1', after })).toEqual([]);
  });

  it.each<[string, RecordWish, RegExp]>([
    [
      'a line whose voice is removed',
      { collection: 'assets', id: 'voice-1', after: null },
      /no longer part of the project/,
    ],
    [
      'a video that is removed while it is dubbed',
      { collection: 'assets', id: 'video-1', after: null },
      /not among its files/,
    ],
    [
      'a take beyond the end of its file',
      {
        collection: 'lines',
        id: 'line-1',
        after: aDubLine({ takes: [{ takeId: 'take-1', assetId: 'voice-1', sourceStartSec: 6, durationSec: 3 }] }),
      },
      /beyond the end/,
    ],
    [
      'a take that the line does not have',
      { collection: 'lines', id: 'line-1', after: aDubLine({ activeTakeId: 'take-9' }) },
      /does not have/,
    ],
    [
      'an edit that ends before it starts',
      { collection: 'edits', id: 'edit-1', after: aFactorEdit({ startSec: 4, endSec: 2 }) },
      /after its start/,
    ],
    [
      'a handle of another factor',
      { collection: 'edits', id: 'edit-1', after: aFactorEdit({ handle: 'gazeYaw' }) },
      /no handle gazeYaw/,
    ],
    [
      'keyframes that go back in time',
      {
        collection: 'edits',
        id: 'edit-1',
        after: aFactorEdit({
          kind: 'keyframes',
          mode: 'absolute',
          keyframes: [
            { timeSec: 2, value: 0, interpolation: 'hold' },
            { timeSec: 1, value: 0, interpolation: 'hold' },
          ],
        }),
      },
      /follow each other/,
    ],
    [
      'an offset of no handle',
      { collection: 'edits', id: 'edit-1', after: aFactorEdit({ handle: null }) },
      /needs one handle/,
    ],
    [
      'values from a video that is not there',
      {
        collection: 'edits',
        id: 'edit-1',
        after: aFactorEdit({ kind: 'replace', assetId: 'video-9', sourceFaceNumber: 1, sourceStartSec: 0 }),
      },
      /not part of the project/,
    ],
    [
      'a record at the place of another',
      { collection: 'assets', id: 'other', after: aVideoAsset() },
      /place of another/,
    ],
  ])('refuses %s', (_case, wish, sentence) => {
    expect(problemsOf(wish).join(' ')).toMatch(sentence);
  });
});

import { describe, expect, it } from 'vitest';
import { speakerRowsOf } from '../../../../renderer/features/timeline/model/speaker-rows.ts';
import { aDubLine } from '../../../support/a-project.ts';

describe('the rows of the dub lane', () => {
  it('are one for one speaker', () => {
    expect([...speakerRowsOf([aDubLine(), aDubLine()])]).toEqual([[1, { row: 0, rowCount: 1 }]]);
  });

  it('are one for each face that speaks, in the order of their numbers', () => {
    const rows = speakerRowsOf([aDubLine({ faceNumber: 3 }), aDubLine({ faceNumber: 1 }), aDubLine({ faceNumber: 3 })]);
    expect(rows.get(1)).toEqual({ row: 0, rowCount: 2 });
    expect(rows.get(3)).toEqual({ row: 1, rowCount: 2 });
  });
});

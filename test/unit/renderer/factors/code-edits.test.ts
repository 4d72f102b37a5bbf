import { describe, expect, it } from 'vitest';
import type { FactorEdit } from '../../../../core/edit/factor-edit.ts';
import { codeEditKinds, codeFixes, editOfCodeFix, gainAt } from '../../../../renderer/features/factors/code-edits.ts';
import { frameSec, valueAt } from './a-factor-scene.ts';

const place = { faceNumber: 1, factor: 'eye' as const, handle: 'gazeYaw', range: { startSec: 1, endSec: 3 }, frameSec };
const start = { editId: 'e', position: 4, atSec: 2, value: 0 };
const gain = (change: Partial<Extract<FactorEdit, { kind: 'gain' }>>) => ({
  ...(editOfCodeFix('off', place, start) as Extract<FactorEdit, { kind: 'gain' }>),
  ...change,
});

describe('edits of a code', () => {
  it('mean all of it, whichever handle was chosen before, and are of kinds that a code can take', () => {
    for (const fix of codeFixes) {
      const edit = editOfCodeFix(fix, place, start);
      expect(edit.handle).toBe(null);
      expect(codeEditKinds).toContain(edit.kind);
    }
  });

  it('take the factor out when it is off, and hold the playhead’s moment', () => {
    expect(editOfCodeFix('off', place, start)).toMatchObject({ kind: 'gain', gain: 0 });
    expect(editOfCodeFix('freeze', place, start)).toMatchObject({ kind: 'freeze', atSec: 2 });
  });

  it('of a part of the code leave handles of other packs as they are', () => {
    const blink = gain({ handle: 'blink', gain: 0 });
    expect(valueAt('eye', 'blinkLeft', [blink], 2)).toBe(valueAt('eye', 'blinkLeft', [], 2));
  });
});

describe('the gain under the playhead', () => {
  it('is the topmost one of that part that is on', () => {
    const edits = [
      gain({ editId: 'low', gain: 0.5, position: 1 }),
      gain({ editId: 'high', gain: 1.5, position: 2 }),
      gain({ editId: 'off', position: 3, isEnabled: false }),
      gain({ editId: 'part', position: 4, handle: 'blink' }),
    ];
    expect(gainAt(edits, null, 2)?.editId).toBe('high');
    expect(gainAt(edits, 'blink', 2)?.editId).toBe('part');
    expect(gainAt(edits, null, 3)).toBe(null);
  });
});

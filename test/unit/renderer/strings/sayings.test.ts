import { describe, expect, it } from 'vitest';
import { sayingSchema } from '../../../../api/saying.ts';
import { hostSteps } from '../../../../api/edit.ts';
import { hasItsValues, sayingOf, sayings } from '../../../../core/saying.ts';
import type { Saying, SayingCode } from '../../../../core/saying.ts';
import { ko } from '../../../../renderer/state/strings/sayings/ko.ts';
import { saidIn } from '../../../../renderer/state/strings/sayings/said.ts';
import { stepLabel } from '../../../../renderer/state/strings/step-label.ts';

const codes = Object.keys(sayings) as SayingCode[];

/** A saying with the given numbers and truths, so that two of them can be told apart. */
function aSaying(code: SayingCode, number: number, truth = true): Saying {
  const sample = { number, string: `name-${number}`, boolean: truth };
  const values = Object.fromEntries(
    Object.entries(sayings[code]).map(([name, kind]) => [name, sample[kind as 'number']]),
  );
  return { code, values };
}

const sayKorean = (saying: Saying) => saidIn('ko', 'English.', saying);

describe('what the host and the engine say, in Korean', () => {
  it.each(codes)('has a polite sentence for %s', (code) => {
    const sentence = sayKorean(aSaying(code, 7));
    expect(sentence).toMatch(/[가-힣].*(니다|세요)[.]$/s);
    expect(sentence).not.toMatch(/undefined|null|NaN|\[object| {2}/);
  });

  it.each(codes)('uses every value of %s', (code) => {
    const saying = aSaying(code, 7);
    for (const [name, kind] of Object.entries(sayings[code])) {
      // A line that has a text is called by it; its place is said only of one without.
      const isPlaceOfNamed = name === 'startSec' && 'text' in saying.values;
      // A face that was given a name is called by it.
      const isNumberOfNamed = name === 'faceNumber' && 'name' in saying.values;
      const base = isPlaceOfNamed
        ? { ...saying, values: { ...saying.values, text: '' } }
        : isNumberOfNamed
          ? { ...saying, values: { ...saying.values, name: '' } }
          : saying;
      // Times are said to the minute.
      const number = name.endsWith('Ms') ? 1.7e12 : 23;
      const other = { number, string: 'other', boolean: false }[kind as 'number'];
      const changed = { ...base, values: { ...base.values, [name]: other } };
      expect(sayKorean(changed), name).not.toBe(sayKorean(base));
    }
  });

  it('has words for exactly the codes that the contract lets through', () => {
    expect(Object.keys(ko).sort()).toEqual([...sayingSchema.shape.code.options].sort());
    expect(sayingSchema.safeParse({ code: 'analysis.unheard-of', values: {} }).success).toBe(false);
  });

  it('writes sizes, seconds and frames as Korean does', () => {
    expect(sayKorean(sayingOf('export.no-room', { freeBytes: 2e6, neededBytes: 3.5e9 }))).toMatch(/2\.0 MB.*3\.5 GB/);
    expect(sayKorean(sayingOf('analysis.frames-without-face', { count: 14, total: 1250 }))).toMatch(
      /1,250프레임 중 14/,
    );
    expect(sayKorean(sayingOf('plan.face', { name: '', faceNumber: 2, lines: 0, edits: 3 }))).toBe(
      '얼굴 2: 편집 3개를 적용합니다.',
    );
  });
});

describe('a sentence with a saying', () => {
  it('is the English one on an English page', () => {
    expect(saidIn('en', 'No face.', sayingOf('analysis.no-face', {}))).toBe('No face.');
  });

  it('is the English one where the saying is absent or of another version', () => {
    expect(saidIn('ko', 'No face.', undefined)).toBe('No face.');
    expect(saidIn('ko', 'Small.', null)).toBe('Small.');
    const odd: Saying = { code: 'analysis.small-face', values: { iodPx: '48' } };
    expect(hasItsValues(odd)).toBe(false);
    expect(saidIn('ko', 'Small.', odd)).toBe('Small.');
  });
});

describe('the label of a step', () => {
  it('is said in Korean where the host made the step, and kept where the page did', () => {
    for (const label of Object.values(hostSteps)) expect(stepLabel('ko', label)).toMatch(/[가-힣]/);
    expect(stepLabel('ko', '대사 옮기기')).toBe('대사 옮기기');
    expect(stepLabel('en', hostSteps.importFile)).toBe('Import a file');
    expect(stepLabel('ko', null)).toBeNull();
  });
});

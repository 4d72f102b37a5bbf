import { describe, expect, it } from 'vitest';
import { errorCodes, StudioError } from '../../../../core/errors.ts';
import type { ErrorDetails } from '../../../../core/errors.ts';
import { en } from '../../../../renderer/state/strings/failures/en.ts';
import { failureText, sentenceOf } from '../../../../renderer/state/strings/failures/failure-text.ts';
import { ko } from '../../../../renderer/state/strings/failures/ko.ts';

const full: ErrorDetails = {
  path: '/films/harbour.mp4',
  faceNumber: 3,
  faceCount: 2,
  frameIndex: 40,
  total: 100,
  expected: 250,
  frameCount: 249,
  bitDepth: 10,
  transfer: 'smpte2084',
  loudestDbfs: -80,
  voiceSec: 12.5,
  pictureSec: 10,
  freeBytes: 12_000_000,
  maxBytes: 5_000_000_000,
  handle: 'open',
  wanted: 'cuda',
  port: 8080,
  count: 3,
};
const oddDetails: ErrorDetails = { path: 7, faceNumber: 'two', frameIndex: null, count: Number.NaN, freeBytes: '12' };
const codes = [...errorCodes, 'bug'] as const;

describe.each([
  ['English', en],
  ['Korean', ko],
] as const)('the %s sentences of failures', (_language, words) => {
  it.each(codes)('say %s with all details, with none, and with odd ones', (code) => {
    for (const details of [full, {}, oddDetails]) {
      const sentence = words[code](details);
      expect(sentence).toMatch(/^\S.*[.]$/s);
      expect(sentence).not.toMatch(/undefined|null|NaN|\[object| {2}|\(\)/);
    }
  });

  it('have no words for codes that do not exist', () => {
    expect(Object.keys(words).sort()).toEqual([...codes].sort());
  });
});

describe('a failure on a page in Korean', () => {
  it.each(codes)('is told in Korean, politely: %s', (code) => {
    for (const details of [full, {}]) {
      const sentences = ko[code](details).split(/(?<=[다요오])[.] ?/);
      for (const sentence of sentences.filter((one) => one !== ''))
        expect(sentence).toMatch(/(니다|세요|[가-힣]니다)$/);
    }
  });

  it('names the file and the numbers that the details hold', () => {
    expect(ko['media.not-found'](full)).toContain('harbour.mp4');
    expect(ko['media.truncated'](full)).toMatch(/100프레임 중 40프레임/);
    expect(ko['media.frame-count-changed'](full)).toMatch(/250프레임.*249프레임/);
    expect(ko['analysis.face-not-chosen'](full)).toMatch(/얼굴 3은.*2개/);
    expect(ko['export.disk-full'](full)).toContain('12.0 MB');
    expect(ko['synthesis.voice-length-mismatch'](full)).toMatch(/12\.5초.*10\.0초/);
    expect(ko['media.unsupported-bit-depth'](full)).toContain('10비트');
  });

  it('takes the name out of a path of either kind of system', () => {
    expect(ko['media.no-audio']({ path: 'C:\\films\\talk.mp4' })).toMatch(/^talk\.mp4 파일/);
    expect(ko['export.folder-missing']({ path: '/films/new/' })).toMatch(/^new 폴더/);
  });
});

describe('the text of a failure', () => {
  const failure = { code: 'media.no-audio', sentence: '/films/talk.mp4 has no sound.', details: full } as const;

  it('is its own sentence in English, which knows most of what happened', () => {
    expect(failureText('en', failure)).toBe(failure.sentence);
    expect(failureText('en', { ...failure, sentence: '' })).toBe(en['media.no-audio'](full));
  });

  it('is the page’s in Korean, also where an earlier version wrote no details', () => {
    expect(failureText('ko', failure)).toBe(ko['media.no-audio'](full));
    expect(failureText('ko', { code: 'media.no-audio', sentence: 'x' })).toBe(ko['media.no-audio']({}));
  });

  it('keeps the words of a bug for the report', () => {
    expect(sentenceOf('ko', new Error('edit.apply: broken'))).toBe(`${ko.bug({})} (edit.apply: broken)`);
    expect(sentenceOf('en', 'nothing')).toBe(en.bug({}));
    expect(sentenceOf('ko', new StudioError('project.no-video', 'Add a video.'))).toBe(ko['project.no-video']({}));
  });
});

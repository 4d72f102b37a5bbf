import { describe, expect, it } from 'vitest';
import type { HealthCheckValue } from '../../../../api/health.ts';
import { checkText } from '../../../../renderer/features/models/check-text.ts';

function aCheck(name: string, details: HealthCheckValue['details'], status: HealthCheckValue['status'] = 'ok') {
  return { name, status, sentence: 'English sentence.', advice: 'English advice.', details };
}

const found: Readonly<Record<string, HealthCheckValue['details']>> = {
  node: { version: '22.23.2', napi: 10, platform: 'linux', arch: 'x64' },
  ffmpeg: { kind: 'native', version: '7.1', path: '/usr/bin/ffmpeg', encoders: [] },
  providers: { working: ['cuda', 'cpu'], others: ['webgpu: no adapter'] },
  packs: { folder: '/packs', packs: ['atlas 1.0.0 (verified)'] },
  'face models': {},
  scratch: { path: '/tmp/facet', freeBytes: 58_300_000_000 },
  computer: { cores: 2, model: 'EPYC', freeMemoryBytes: 8e9, totalMemoryBytes: 16e9 },
};

describe('a check of the computer on a Korean page', () => {
  it.each(Object.keys(found))('says in Korean what was found of %s, whether it is good or limited', (name) => {
    for (const status of ['ok', 'warning'] as const) {
      const { sentence, advice } = checkText('ko', aCheck(name, found[name], status));
      expect(sentence + advice).toMatch(/[가-힣]/);
      expect(sentence + advice).not.toMatch(/undefined|NaN|English|verified/);
    }
  });

  it('says what is free and what is installed', () => {
    expect(checkText('ko', aCheck('scratch', found.scratch)).sentence).toContain('58.3 GB');
    expect(checkText('ko', aCheck('providers', found.providers)).sentence).toContain('cuda, cpu');
    expect(checkText('ko', aCheck('packs', found.packs)).sentence).toContain('atlas 1.0.0 (확인됨)');
  });

  it('says a failure by its code, and keeps the words of a check that broke off', () => {
    const missing = checkText('ko', aCheck('ffmpeg', { code: 'media.ffmpeg-not-found' }, 'missing'));
    expect(missing.sentence).toContain('쓸 수 있는 ffmpeg가 없습니다');
    expect(checkText('ko', aCheck('node', {}, 'missing')).sentence).toBe('점검하지 못했습니다: English sentence.');
    expect(checkText('ko', aCheck('scratch', { path: '/x', reason: 'EROFS' }, 'missing')).sentence).toContain('EROFS');
  });

  it('shows a check that it does not know as it came', () => {
    expect(checkText('ko', aCheck('later', {}))).toMatchObject({ name: 'later', sentence: 'English sentence.' });
    expect(checkText('en', aCheck('node', found.node))).toMatchObject({ sentence: 'English sentence.' });
  });
});

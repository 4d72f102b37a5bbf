import { expect, it } from 'vitest';
import { withParticle } from '../../../../renderer/state/strings/korean-particle.ts';

it('puts the particle that goes with the last syllable', () => {
  expect(withParticle('파일', 'object')).toBe('파일을');
  expect(withParticle('프로젝트', 'topic')).toBe('프로젝트는');
  expect(withParticle('화면', 'way')).toBe('화면으로');
  expect(withParticle('파일', 'way')).toBe('파일로');
});

it('reads digits as Korean does', () => {
  expect(withParticle(2, 'topic')).toBe('2는');
  expect(withParticle(3, 'subject')).toBe('3이');
  expect(withParticle('00:00:07', 'way')).toBe('00:00:07로');
  expect(withParticle('0.46', 'way')).toBe('0.46으로');
});

it('writes both where the reading is not known', () => {
  expect(withParticle('harbour', 'topic')).toBe('harbour은(는)');
  expect(withParticle('harbour', 'way')).toBe('harbour(으)로');
});

import { describe, expect, it } from 'vitest';
import type { HealthStatus } from '../../../../core/ports/doctor.ts';
import { verdictOf } from '../../../../renderer/features/health/state.ts';
import { packSizeText } from '../../../../renderer/features/models/layout.ts';
import { aHealthCheck } from '../../../support/served-studio.ts';

const examined = (statuses: readonly HealthStatus[], isRunning = false) => ({
  checks: statuses.map((status, index) => aHealthCheck({ name: `check ${index}`, status })),
  isRunning,
  failure: null,
});

describe('the verdict on a computer', () => {
  it('is not given before every check has ended', () => {
    expect(verdictOf(examined(['ok'], true)).status).toBe('pending');
  });

  it('says at once when something is missing', () => {
    expect(verdictOf(examined(['missing'], true))).toEqual({
      status: 'missing',
      sentence: 'Cannot dub yet: 1 missing',
    });
  });

  it('counts what limits a dub and lets what is missing outweigh it', () => {
    expect(verdictOf(examined(['ok', 'warning', 'warning'])).sentence).toBe('Can dub, 2 limits');
    expect(verdictOf(examined(['warning', 'missing'])).status).toBe('missing');
  });

  it('claims nothing when the checks broke off', () => {
    expect(verdictOf({ ...examined(['ok']), failure: 'the studio cannot be reached' }).status).toBe('missing');
  });
});

describe('the size of a pack', () => {
  it('is shown in kB below a megabyte and in MB above', () => {
    expect(packSizeText([{ sizeBytes: 1_200 }])).toBe('2 kB');
    expect(packSizeText([{ sizeBytes: 3_400_000 }, { sizeBytes: 100_000 }])).toBe('3.5 MB');
  });

  it('names absent files instead of a sum that is too small', () => {
    expect(packSizeText([{ sizeBytes: 5 }, { sizeBytes: null }])).toBe('1 of 2 files absent');
  });
});

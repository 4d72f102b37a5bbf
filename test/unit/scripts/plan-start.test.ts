import { describe, expect, it } from 'vitest';
import { planStart } from '../../../scripts/start/plan-start.ts';
import type { StartFacts } from '../../../scripts/start/plan-start.ts';

const aDesktop = (change: Partial<StartFacts> = {}): StartFacts => ({
  electronPath: '/project/electron',
  platform: 'linux',
  hasScreen: true,
  isRoot: false,
  wantsWeb: false,
  changedMs: 100,
  builtMs: 200,
  ...change,
});

describe('npm start', () => {
  it('opens the window where there is Electron and a screen', () => {
    expect(planStart(aDesktop())).toMatchObject({ host: 'electron', mustBuild: false });
  });

  it('opens the browser otherwise, and says why', () => {
    const reasons: [Partial<StartFacts>, RegExp][] = [
      [{ electronPath: null }, /not installed/],
      [{ isRoot: true }, /for root, whom/],
      [{ wantsWeb: true }, /--web/],
    ];
    for (const [change, reason] of reasons) {
      const plan = planStart(aDesktop(change));
      expect(plan).toMatchObject({ host: 'web', opensBrowser: true });
      expect(plan.sentence).toMatch(reason);
    }
  });

  it('only serves where nothing can be shown', () => {
    const plan = planStart(aDesktop({ hasScreen: false }));
    expect(plan).toMatchObject({ host: 'web', opensBrowser: false });
    expect(plan.sentence).toContain('no screen');
  });

  it('builds what was never built or has changed since', () => {
    expect(planStart(aDesktop({ builtMs: null })).mustBuild).toBe(true);
    expect(planStart(aDesktop({ changedMs: 300 })).mustBuild).toBe(true);
  });

  it('does not mind the administrator of Windows', () => {
    expect(planStart(aDesktop({ isRoot: true, platform: 'win32' })).host).toBe('electron');
  });
});

import { describe, expect, it } from 'vitest';
import { aJob } from '../../../support/a-job.ts';
import { nameFrom } from '../../../../renderer/state/import-files.ts';
import { mostWanted } from '../../../../renderer/state/jobs-store.ts';
import { createPanelsStore } from '../../../../renderer/state/panels-store.ts';
import { formatOf } from '../../../../renderer/state/strings/format.ts';

function aStorage(kept: string | null) {
  let value = kept;
  return { getItem: () => value, setItem: (_key: string, next: string) => void (value = next), read: () => value };
}

describe('panels', () => {
  it('remember their sizes between visits and stay within limits', () => {
    const storage = aStorage(null);
    createPanelsStore(storage).resize({ libraryPx: 9999, timelinePx: 333.4 });
    const again = createPanelsStore(storage).store.getState();
    expect(again).toMatchObject({ libraryPx: 480, timelinePx: 333 });
  });

  it.each(['{', '[]', 'null', '{"libraryPx":"wide","sheet":"export","isLibraryShown":1}'])(
    'begin anew when the memory holds %s',
    (kept) => {
      const { libraryPx, sheet, isLibraryShown } = createPanelsStore(aStorage(kept)).store.getState();
      expect({ libraryPx, sheet, isLibraryShown }).toEqual({ libraryPx: 232, sheet: null, isLibraryShown: true });
    },
  );
});

describe('sheets', () => {
  it('take each other’s place, but the choice of a pack gives the export back', () => {
    const panels = createPanelsStore(aStorage(null));
    const sheet = () => panels.store.getState().sheet;
    panels.open('export');
    panels.open('pack');
    panels.closeSheet();
    expect(sheet()).toBe('export');
    panels.open('pack');
    panels.open('models');
    panels.closeSheet();
    expect(sheet()).toBe(null);
  });
});

describe('the job that is shown', () => {
  it('runs before it waits, and is an export before anything else', () => {
    const jobs = [
      aJob({ jobId: 'a', state: 'queued', kind: 'export' }),
      aJob({ jobId: 'b', state: 'running', kind: 'analysis' }),
      aJob({ jobId: 'c', state: 'running', kind: 'export' }),
      aJob({ jobId: 'd', state: 'done', kind: 'export' }),
    ];
    expect(mostWanted(jobs)?.jobId).toBe('c');
    expect(mostWanted(jobs.slice(0, 2))?.jobId).toBe('b');
    expect(mostWanted(jobs.slice(3))).toBe(null);
  });
});

describe('numbers and times', () => {
  it('are written as the language writes them', () => {
    const en = formatOf('en');
    expect(en.bytes(412_000_000)).toBe('412 MB');
    expect(en.bytes(1_500)).toBe('1.5 KB');
    expect(en.bytes(0)).toBe('0 B');
    expect(en.signed(-120)).toBe('−120');
    expect(en.signed(0)).toBe('0');
    expect(en.clock(3723)).toBe('1:02:03');
    expect(en.clock(12.4)).toBe('0:12');
    expect(en.ago(0, 120_000)).toBe('2 min. ago');
    expect(formatOf('ko').ago(0, 120_000)).toBe('2분 전');
  });

  it('name a project after its first file', () => {
    expect(nameFrom('/a/b/talk.final.mp4')).toBe('talk.final');
    expect(nameFrom('C:\\a\\Talk.MP4')).toBe('Talk');
    expect(nameFrom('/a/.mp4')).toBe('Facet');
  });
});

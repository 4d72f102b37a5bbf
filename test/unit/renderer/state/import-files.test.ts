import { describe, expect, it } from 'vitest';
import { createStore } from 'zustand/vanilla';
import { sayingOf } from '../../../../core/saying.ts';
import { importFiles } from '../../../../renderer/state/import-files.ts';
import type { Studio } from '../../../../renderer/state/studio.ts';

interface ShownProject {
  readonly projectId: string | null;
  readonly document: { readonly assets: Readonly<Record<string, object>> };
}

const aNotice = {
  sentence: 'anna.png needs a pack.',
  saying: sayingOf('import.still-needs-pack', { name: 'anna.png' }),
};

/** A studio whose host imports what is asked, and refuses texts. */
function aStudio(open: string | null = 'p') {
  const store = createStore<ShownProject>(() => ({ projectId: open, document: { assets: {} } }));
  const told: string[] = [];
  const created: string[] = [];
  const opened: string[] = [];
  const studio = {
    project: { store, enter: async (projectId: string) => store.setState({ projectId }) },
    settings: { store: createStore(() => ({ value: { language: 'en' } })) },
    panels: { open: (sheet: string) => opened.push(sheet) },
    notices: {
      tell: (_kind: string, sentence: string, action?: { readonly run: () => void }) => {
        told.push(sentence);
        action?.run();
      },
    },
    client: {
      project: {
        create: async ({ name }: { name: string }) => {
          created.push(name);
          return { projectId: 'new' };
        },
      },
      media: {
        import: async ({ paths }: { paths: readonly string[] }) =>
          paths.map((path) => {
            if (path.endsWith('.png')) return { path, assetId: path, failure: null, notice: aNotice };
            if (!/\.(txt|bin)$/.test(path)) return { path, assetId: path, failure: null };
            const sentence = path.endsWith('.txt') ? `${path} is no media.` : 'The file is empty.';
            return { path, assetId: null, failure: { code: 'media.not-media', sentence } };
          }),
      },
    },
  } as unknown as Studio;
  return { studio, store, told, created, opened };
}

const settle = () => new Promise((done) => setTimeout(done, 0));

describe('importing files', () => {
  it('tells what could not be imported and answers the rest when the page shows it', async () => {
    const { studio, store, told } = aStudio();
    let answer: readonly string[] | null = null;
    void importFiles(studio, ['a.mp4', 'b.txt']).then((ids) => void (answer = ids));
    await settle();
    expect(told).toEqual(['b.txt is no media.']);
    expect(answer).toBe(null);
    store.setState({ document: { assets: { 'a.mp4': {} } } });
    await settle();
    expect(answer).toEqual(['a.mp4']);
  });

  it('names the file where its sentence does not, so that the same failure of two files is told twice', async () => {
    const { studio, told } = aStudio();
    await importFiles(studio, ['/v/one.bin', 'C:\\v\\two.bin']);
    expect(told).toEqual(['one.bin: The file is empty.', 'two.bin: The file is empty.']);
  });

  it('makes a project named after the first file where none is open', async () => {
    const { studio, store, created } = aStudio(null);
    const done = importFiles(studio, ['/v/Talk one.mp4']);
    await settle();
    store.setState({ document: { assets: { '/v/Talk one.mp4': {} } } });
    expect(await done).toEqual(['/v/Talk one.mp4']);
    expect(created).toEqual(['Talk one']);
  });

  it('tells what a picture needs, with the way there', async () => {
    const { studio, told, opened, store } = aStudio();
    const done = importFiles(studio, ['anna.png']);
    await settle();
    store.setState({ document: { assets: { 'anna.png': {} } } });
    await done;
    expect(told).toEqual(['anna.png needs a pack.']);
    expect(opened).toEqual(['models']);
  });

  it('does not wait for a project that was left', async () => {
    const { studio, store } = aStudio();
    const done = importFiles(studio, ['a.mp4']);
    await settle();
    store.setState({ projectId: null });
    expect(await done).toEqual(['a.mp4']);
  });
});

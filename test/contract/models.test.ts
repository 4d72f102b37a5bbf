import { afterEach, describe, expect, it } from 'vitest';
import { createClient } from '../../api/client.ts';
import { contract } from '../../api/contract.ts';
import type { PackImportItem } from '../../api/models.ts';
import { StudioError } from '../../core/errors.ts';
import { createHandlers } from '../../main/handlers.ts';
import { createRouter } from '../../main/router.ts';
import { aFakeCatalog, aGenerativePack, anAtlasPack } from '../support/fake-catalog.ts';
import { aProjectDocument } from '../support/a-project.ts';
import { aFakeHost } from '../support/fake-workspace.ts';
import { everyHost } from './hosts.ts';

describe.each(everyHost)('model packs %s', (_name, host) => {
  const closers: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closers.splice(0)) await close();
  });

  const open = async () => {
    const catalog = aFakeCatalog([anAtlasPack(), aGenerativePack()]);
    const studio = aFakeHost({ catalog });
    const handlers = createHandlers(studio.workspace, { host: 'test', platform: 'linux' });
    const { transport, close } = await host(
      createRouter(contract, handlers, { onBug: (_of, error) => expect.fail(String(error)) }),
    );
    closers.push(close);
    return { ...studio, catalog, client: createClient(contract, transport) };
  };
  const wish = { folder: '/downloads/pd-fgc', packId: 'my-faces', precision: 'fp16', canReplace: false } as const;
  const take = async (items: AsyncIterable<PackImportItem>) => {
    const taken: PackImportItem[] = [];
    for await (const item of items) taken.push(item);
    return taken;
  };

  it('are listed with kind, precision and what edits can mean, and not with where they lie', async () => {
    const { client } = await open();
    const [atlas, pdfgc] = await client.models.list({});
    expect(atlas).toMatchObject({ id: 'atlas', kind: 'atlas', isBuiltIn: true, precision: null });
    expect(pdfgc).toMatchObject({ id: 'pdfgc', kind: 'pdfgc', isBuiltIn: false, precision: 'fp16' });
    expect(pdfgc.factors.map(({ factor, width }) => [factor, width])).toContainEqual(['lip', 500]);
    expect(JSON.stringify([atlas, pdfgc])).not.toContain('/packs/');
  });

  it('are verified file by file', async () => {
    const { client, catalog } = await open();
    expect(await client.models.verify({ packId: 'pdfgc' })).toMatchObject({ state: 'verified' });
    catalog.problems.set('generator.bin', 'The sum differs.');
    expect(await client.models.verify({ packId: 'pdfgc' })).toEqual({
      state: 'damaged',
      files: [
        { name: 'generator.onnx', problem: '' },
        { name: 'generator.bin', problem: 'The sum differs.' },
      ],
    });
    await expect(client.models.verify({ packId: 'other' })).rejects.toMatchObject({ code: 'models.not-found' });
  });

  it('are imported by the engine, with progress and a report at the end', async () => {
    const { client, engine } = await open();
    const items = await take(client.models.importPdfgc(wish));
    expect(items).toEqual([
      { progress: { step: 'read', what: 'motion', doneBytes: 100, totalBytes: 400 } },
      { result: expect.objectContaining({ packId: 'my-faces', precision: 'fp16' }) },
    ]);
    expect(engine.callsOf('importPdfgc').map(({ input }) => input)).toEqual([wish]);
  });

  it('are not imported from a folder that means another place for every host', async () => {
    const { client, engine } = await open();
    await expect(take(client.models.importPdfgc({ ...wish, folder: 'downloads' }))).rejects.toMatchObject({
      code: 'models.checkpoint-missing',
    });
    expect(engine.callsOf('importPdfgc')).toEqual([]);
  });

  it('bring what the engine says of a broken checkpoint to the page', async () => {
    const { client, engine } = await open();
    engine.failNext(
      'importPdfgc',
      new StudioError('models.checkpoint-unsafe', 'It runs code.', { name: 'motion_model.pth' }),
    );
    await expect(take(client.models.importPdfgc(wish))).rejects.toMatchObject({
      code: 'models.checkpoint-unsafe',
      details: { name: 'motion_model.pth' },
    });
  });

  it('stop being imported in the engine when the page calls it off', async () => {
    const { client, engine } = await open();
    engine.hold('importPdfgc');
    const controller = new AbortController();
    const taking = take(client.models.importPdfgc(wish, { signal: controller.signal }));
    await expect.poll(() => engine.callsOf('importPdfgc')).toHaveLength(1);
    controller.abort();
    await expect(taking).rejects.toMatchObject({ code: 'job.cancelled' });
    await expect.poll(() => engine.callsOf('importPdfgc')[0].isAborted).toBe(true);
  });

  it('are removed while no open project uses them, and never when they come with the program', async () => {
    const { client, openProject, workspace } = await open();
    const document = aProjectDocument();
    const settings = { project: { ...document.settings.project, packId: 'pdfgc' } };
    const session = await openProject({ ...document, settings });
    await expect(client.models.remove({ packId: 'pdfgc' })).rejects.toMatchObject({
      code: 'models.in-use',
      details: { packId: 'pdfgc', projects: '“Harbour interview”', count: 1 },
    });
    await workspace.projects.leave(session.projectId);
    await client.models.remove({ packId: 'pdfgc' });
    expect((await client.models.list({})).map(({ id }) => id)).toEqual(['atlas']);
    await expect(client.models.remove({ packId: 'pdfgc' })).rejects.toMatchObject({ code: 'models.not-found' });
    await expect(client.models.remove({ packId: 'atlas' })).rejects.toMatchObject({ code: 'models.unsupported' });
  });
});

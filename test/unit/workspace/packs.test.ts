import { describe, expect, it } from 'vitest';
import { createClient } from '../../../api/client.ts';
import { contract } from '../../../api/contract.ts';
import type { ProjectDocument } from '../../../core/project/records.ts';
import { createHandlers } from '../../../main/handlers.ts';
import { createRouter } from '../../../main/router.ts';
import { inProcess } from '../../contract/hosts.ts';
import { aProjectDocument } from '../../support/a-project.ts';
import { aFakeCatalog, aGenerativePack, anAtlasPack } from '../../support/fake-catalog.ts';
import { aFakeHost } from '../../support/fake-workspace.ts';
import type { FakeHost } from '../../support/fake-workspace.ts';

const never = new AbortController().signal;

function aDocumentWith(packId: string): ProjectDocument {
  const document = aProjectDocument();
  return { ...document, settings: { project: { ...document.settings.project, packId } } };
}

async function served({ workspace }: FakeHost) {
  const handlers = createHandlers(workspace, { host: 'test', platform: 'linux' });
  const { transport } = await inProcess(
    createRouter(contract, handlers, { onBug: (_of, error) => expect.fail(String(error)) }),
  );
  return createClient(contract, transport);
}

describe('a project whose model pack is not installed', () => {
  it('opens, says so, and says nothing any more once the pack is there or another is chosen', async () => {
    const catalog = aFakeCatalog();
    const host = aFakeHost({ catalog });
    const session = await host.openProject(aDocumentWith('my-faces'));
    const client = await served(host);
    const read = () => client.project.read({ projectId: session.projectId });
    const opened = await read();
    expect(opened.mode).toBe('editing');
    expect(opened.notice).toContain('“my-faces”, which is not installed');
    expect(opened.noticeSaying).toEqual({ code: 'project.pack-absent', values: { packId: 'my-faces' } });
    catalog.packs = [anAtlasPack(), aGenerativePack({ id: 'my-faces' })];
    expect((await read()).notice).toBe('');
    catalog.packs = [anAtlasPack()];
    const after = { ...session.project.document.settings.project, packId: 'atlas' };
    const wishes = [{ collection: 'settings' as const, id: 'project', after }];
    await client.edit.apply({ projectId: session.projectId, label: 'Choose a pack', gestureId: null, wishes });
    expect(await read()).toMatchObject({ notice: '', noticeSaying: undefined });
  });

  it('refuses preview and export by name, and asks the engine for neither', async () => {
    const host = aFakeHost({ catalog: aFakeCatalog() });
    const session = await host.openProject(aDocumentWith('my-faces'));
    const failure = { code: 'models.not-found', details: { packId: 'my-faces' } };
    const items = host.workspace.previews.preview(session, { startFrame: 0, endFrame: 25 }, never);
    await expect(items[Symbol.asyncIterator]().next()).rejects.toMatchObject(failure);
    const request = { outputPath: '/out/dub.mp4', preset: 'standard', canReplaceOutput: false } as const;
    await expect(host.workspace.exports.start(session, request)).rejects.toMatchObject(failure);
    expect([...host.engine.callsOf('preview'), ...host.engine.callsOf('export')]).toEqual([]);
  });

  it('gets the lips of its voices as soon as an import brings the pack', async () => {
    const catalog = aFakeCatalog();
    const host = aFakeHost({ catalog });
    const session = await host.openProject(aDocumentWith('my-faces'));
    await host.workspace.analyses.start(session, session.project.document.assets['video-1']);
    await host.time.pass(2_000);
    expect(host.engine.callsOf('readDubTracks')).toEqual([]);
    expect(host.workspace.queue.list().filter(({ state }) => state === 'failed')).toEqual([]);
    catalog.packs = [anAtlasPack(), aGenerativePack({ id: 'my-faces' })];
    const wish = { folder: '/downloads', packId: 'my-faces', precision: 'fp16', canReplace: false } as const;
    for await (const item of host.workspace.packs.importPdfgc(wish, never)) expect(item).toBeDefined();
    await host.time.pass(2_000);
    expect(host.engine.callsOf('readDubTracks')).toHaveLength(1);
  });
});

describe('removing a pack', () => {
  it('waits for the export of a project that nobody looks at any more', async () => {
    const host = aFakeHost({ catalog: aFakeCatalog([anAtlasPack(), aGenerativePack()]) });
    const session = await host.openProject(aDocumentWith('pdfgc'));
    const running = host.engine.hold('export');
    await host.workspace.exports.start(session, {
      outputPath: '/out/dub.mp4',
      preset: 'standard',
      canReplaceOutput: false,
    });
    await host.time.pass(1000);
    await host.workspace.projects.leave(session.projectId);
    await expect(host.workspace.packs.remove('pdfgc')).rejects.toMatchObject({ code: 'models.in-use' });
    running.open();
    await host.time.pass(1000);
    await host.workspace.packs.remove('pdfgc');
    expect((await host.workspace.packs.list()).map(({ id }) => id)).toEqual(['atlas']);
  });
});

describe('the lips that voices make', () => {
  it('are made anew for another pack, and found again for the first', async () => {
    const host = aFakeHost({ catalog: aFakeCatalog([anAtlasPack(), aGenerativePack()]) });
    const session = await host.openProject();
    await host.workspace.analyses.start(session, session.project.document.assets['video-1']);
    await host.time.pass(2_000);
    const choose = (packId: string) => {
      const after = { ...session.project.document.settings.project, packId };
      host.workspace.edits.apply(session, 'Choose a pack', [{ collection: 'settings', id: 'project', after }], null);
      return host.time.pass(2_000);
    };
    await choose('pdfgc');
    expect(host.engine.callsOf('readDubTracks')).toHaveLength(2);
    await choose('atlas');
    expect(host.engine.callsOf('readDubTracks')).toHaveLength(2);
  });
});

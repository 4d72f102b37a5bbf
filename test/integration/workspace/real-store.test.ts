import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { copyFile, readdir, rename, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DubLine } from '../../../core/project/records.ts';
import { noShell } from '../../../main/host.ts';
import { createArtifactCache } from '../../../main/storage/artifact-cache.ts';
import { createMediaFiles } from '../../../main/storage/media-files.ts';
import { outputGuard } from '../../../main/storage/output-guard.ts';
import { createProjectStore } from '../../../main/storage/project-store.ts';
import { createSettingsStore } from '../../../main/storage/settings-store.ts';
import { userFiles } from '../../../main/storage/user-files.ts';
import { makeSampleProject } from '../../../main/workspace/sample-project.ts';
import { createWorkspace } from '../../../main/workspace/workspace.ts';
import type { Workspace } from '../../../main/workspace/workspace.ts';
import { aFakeEngineLink } from '../../support/fake-engine-link.ts';
import type { FakeEngineLink } from '../../support/fake-engine-link.ts';

const never = new AbortController().signal;
const examples = join(import.meta.dirname, '../../../examples');

describe('a workspace on real storage', () => {
  let home = '';
  const open: Workspace[] = [];
  const bugs: unknown[] = [];

  beforeEach(() => (home = mkdtempSync(join(tmpdir(), 'facet-workspace-'))));
  afterEach(async () => {
    for (const workspace of open.splice(0)) await workspace.close();
    rmSync(home, { recursive: true, force: true });
    expect(bugs.splice(0)).toEqual([]);
  });

  /** One run of the application; a second one on the same home is the next day, or a second window. */
  const aRun = (engine: FakeEngineLink = aFakeEngineLink()) => {
    const workspace = createWorkspace({
      engine,
      userFiles,
      outputGuard,
      shell: noShell,
      settings: createSettingsStore(join(home, 'data')),
      store: createProjectStore({ snapshotFolder: join(home, 'data', 'snapshots') }),
      cache: createArtifactCache(join(home, 'cache')),
      mediaFiles: createMediaFiles(),
      catalog: {
        list: async () => [],
        verify: () => Promise.reject(new Error('not asked')),
        remove: () => Promise.reject(new Error('not asked')),
      },
      time: {
        wallNowMs: () => Date.now(),
        nowMs: () => performance.now(),
        after: (delayMs, run) => {
          const timer = setTimeout(run, delayMs);
          return () => clearTimeout(timer);
        },
      },
      newId: () => randomBytes(9).toString('hex'),
      digest: (text) => createHash('sha256').update(text).digest('hex'),
      pass: 'pass',
      version: '1',
      projectFolder: join(home, 'projects'),
      sample: {
        videoPath: join(examples, 'sample-talk.mp4'),
        voicePath: join(examples, 'sample-voice.wav'),
        voiceText: 'Maybe tomorrow.',
      },
      onBug: (what, error) => bugs.push([what, error]),
    });
    open.push(workspace);
    return { workspace, engine };
  };

  const lineOf = (session: {
    readonly project: { readonly document: { readonly lines: Readonly<Record<string, DubLine>> } };
  }) => Object.values(session.project.document.lines)[0];

  it('keeps a project over runs: what was placed, and what can be undone', async () => {
    const first = aRun().workspace;
    const session = await makeSampleProject(first.ports, first.imports, first.projects, never);
    const line = lineOf(session);
    for (const startSec of [0.5, 1, 1.5])
      first.edits.apply(
        session,
        'Move line',
        [{ collection: 'lines', id: line.lineId, after: { ...line, startSec } }],
        'drag',
      );
    const { path } = session.project;
    await first.close();
    expect((await readdir(join(home, 'projects', 'Facet sample'))).sort()).toEqual([
      'Facet sample.facet',
      'sample-talk.mp4',
      'sample-voice.wav',
    ]);

    const { workspace } = aRun();
    const again = await workspace.projectFiles.open(path);
    expect(lineOf(again).startSec).toBe(1.5);
    expect(workspace.edits.undo(again).label).toBe('Move line');
    expect(lineOf(again).startSec).toBe(0);
    expect(await workspace.projectFiles.listRecent()).toMatchObject([{ path, name: 'Facet sample', isPresent: true }]);
  });

  it('finds a moved folder of media by one file', async () => {
    const { workspace } = aRun();
    const media = join(home, 'in');
    await userFiles.makeFolder(media);
    await copyFile(join(examples, 'sample-talk.mp4'), join(media, 'talk.mp4'));
    await copyFile(join(examples, 'sample-voice.wav'), join(media, 'voice.wav'));
    const session = await workspace.projectFiles.create('Moved', null);
    const answers = await workspace.imports.add(session, [join(media, 'talk.mp4'), join(media, 'voice.wav')], never);
    await rename(media, join(home, 'moved'));
    await workspace.checkAssets(session);
    expect([...session.missingAssetIds].sort()).toEqual(answers.map(({ assetId }) => assetId).sort());
    const assetId = answers[0].assetId ?? '';
    const request = { assetId, path: join(home, 'moved', 'talk.mp4'), canDiffer: false };
    expect(await workspace.relinking.relink(session, request, never)).toHaveLength(2);
    await workspace.checkAssets(session);
    expect(session.missingAssetIds).toEqual([]);
  });

  it('opens a project for reading only while another run edits it', async () => {
    const first = aRun().workspace;
    const session = await first.projectFiles.create('Shared', null);
    // A lock belongs to a process and a host of stores; a second store in this process stands for the second window.
    const second = aRun().workspace;
    const other = await second.projectFiles.open(session.project.path).catch((error: unknown) => error);
    if (other instanceof Error) throw other;
    expect([session.project.mode, (other as typeof session).project.mode]).toEqual(['editing', 'read-only']);
  });

  it('offers an export again that was cut off, with the same request', async () => {
    const first = aRun();
    const { ports, imports, projects } = first.workspace;
    const session = await makeSampleProject(ports, imports, projects, never);
    first.engine.hold('export');
    const outputPath = join(home, 'film.mp4');
    const request = { outputPath, preset: 'draft', canReplaceOutput: false } as const;
    const jobId = await first.workspace.exports.start(session, request);
    await expect.poll(() => first.engine.callsOf('export')).toHaveLength(1);
    await first.workspace.close();

    const next = aRun();
    const { project } = await next.workspace.projectFiles.open(session.project.path);
    expect(next.workspace.queue.list().filter(({ kind }) => kind === 'export')).toMatchObject([
      { jobId, state: 'paused' },
    ]);
    next.workspace.queue.resume(jobId);
    await expect.poll(() => next.engine.callsOf('export')).toHaveLength(1);
    expect(next.engine.callsOf('export')[0].input).toEqual(first.engine.callsOf('export')[0].input);
    await expect.poll(() => project.exports[0].state).toBe('done');
  });

  it('finds notes of derived data after a restart as long as the artifacts are there', async () => {
    const first = aRun();
    const session = await first.workspace.projectFiles.create('Noted', null);
    const [{ assetId }] = await first.workspace.imports.add(session, [join(examples, 'sample-talk.mp4')], never);
    const asset = session.project.document.assets[assetId ?? ''];
    await first.workspace.analyses.start(session, asset);
    await expect.poll(() => first.engine.callsOf('analyse')).toHaveLength(1);
    const { cache } = first.workspace.ports;
    // The fake engine names artifacts but makes none: what it named is made here.
    for (const key of await namedArtifacts(first.workspace)) {
      await cache.make(key, (folder) => writeFile(join(folder, 'data'), 'x'));
    }
    await expect.poll(() => first.workspace.analyses.read(asset)).not.toBeNull();
    await first.workspace.close();
    const { workspace } = aRun();
    expect(await workspace.analyses.read(asset)).toMatchObject({ frameCount: 250 });
    await cache.trim(0);
  });

  /** Keys of artifacts that notes in the cache speak of. */
  const namedArtifacts = async (workspace: Workspace): Promise<readonly string[]> => {
    const folder = join(home, 'cache');
    const notes = async () => (await readdir(folder)).filter((name) => name.startsWith('note-'));
    await expect.poll(async () => (await notes()).some((name) => name.startsWith('note-analysis-'))).toBe(true);
    const texts = await Promise.all(
      (await notes()).map((name) => workspace.ports.userFiles.readBytes(join(folder, name, 'note.json'), 1e6)),
    );
    return texts.map(
      (bytes) => (JSON.parse(Buffer.from(bytes ?? []).toString()) as { artifactKey: string }).artifactKey,
    );
  };
});

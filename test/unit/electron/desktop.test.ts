import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import type { ProbeRequest } from '../../../core/ports/provider-probe.ts';
import { makeDesktopShell } from '../../../main/electron/desktop-shell.ts';
import { launchByUtilityProcess } from '../../../main/electron/engine-launcher.ts';
import { commandFromPaths, commandFromWords } from '../../../main/electron/launch-words.ts';
import { desktopWords } from '../../../main/electron/menu-words.ts';
import { askHost } from '../../../main/engine/onnx/probe-process.ts';
import { FakeElectron } from '../../support/fake-electron.ts';

describe('the words of a start', () => {
  it('name a project, relative to where it was started', () => {
    expect(commandFromWords(['facet', 'talk.facet'], '/films')).toEqual({ openProject: '/films/talk.facet' });
    expect(commandFromWords(['electron', '.', '/a/TALK.FACET'], '/films')).toEqual({ openProject: '/a/TALK.FACET' });
  });

  it('name media to import, unless there is a project too', () => {
    expect(commandFromPaths(['/a/x.mp4', '/a/y.WAV', '/a/notes.txt'])).toEqual({
      importFiles: ['/a/x.mp4', '/a/y.WAV'],
    });
    expect(commandFromPaths(['/a/x.mp4', '/a/p.facet'])).toEqual({ openProject: '/a/p.facet' });
    expect(commandFromPaths(['/a/Portrait.JPG', '/a/icon.svg'])).toEqual({ importFiles: ['/a/Portrait.JPG'] });
  });

  it('mean nothing when they are flags or nothing that the studio opens', () => {
    expect(commandFromWords(['facet'], '/')).toBeNull();
    expect(commandFromWords(['facet', '--allow-file-access', '--x=/a/b.mp4', '.'], '/')).toBeNull();
    expect(commandFromPaths(['/etc/passwd'])).toBeNull();
  });
});

describe('the dialogs of the desktop', () => {
  const aShell = () => {
    const electron = new FakeElectron('/data');
    return {
      electron,
      shell: makeDesktopShell(
        electron.api,
        () => null,
        () => desktopWords('en', 'en').talk,
      ),
    };
  };

  it('let several media be chosen, and one of everything else', async () => {
    const { electron, shell } = aShell();
    electron.chosen = { canceled: false, filePaths: ['/a.mp4', '/b.wav'], filePath: '/out.mp4' };
    expect(await shell.choose('media', null)).toEqual(['/a.mp4', '/b.wav']);
    await shell.choose('project', '/films');
    const [[media], [project]] = electron.callsOf('showOpenDialog') as {
      properties: string[];
      defaultPath?: string;
    }[][];
    expect(media.properties).toContain('multiSelections');
    expect(project).toMatchObject({ properties: ['openFile'], defaultPath: '/films' });
    expect(await shell.choose('save-export', '/films/talk-fr.mp4')).toEqual(['/out.mp4']);
  });

  it('offer pictures as media, and a folder for checkpoints', async () => {
    const { electron, shell } = aShell();
    electron.chosen = { canceled: false, filePaths: ['/weights'], filePath: '' };
    await shell.choose('media', null);
    expect(await shell.choose('checkpoints', '/home')).toEqual(['/weights']);
    const [[media], [folder]] = electron.callsOf('showOpenDialog') as {
      properties: string[];
      filters?: { extensions: string[] }[];
    }[][];
    expect(media.filters?.[0].extensions).toEqual(expect.arrayContaining(['jpg', 'png', 'webp']));
    expect(folder).toMatchObject({ properties: ['openDirectory'], defaultPath: '/home' });
  });

  it('give nothing when they are dismissed', async () => {
    const { shell } = aShell();
    for (const purpose of ['media', 'subtitles', 'project', 'checkpoints', 'save-project', 'save-copy'] as const)
      expect(await shell.choose(purpose, null)).toEqual([]);
  });

  it('show a file in the file manager', async () => {
    const { electron, shell } = aShell();
    expect(await shell.reveal('/films/a.mp4')).toBe(true);
    expect(electron.callsOf('showItemInFolder')).toEqual([['/films/a.mp4']]);
  });
});

describe('an engine in a utility process', () => {
  const aLaunch = () => {
    const electron = new FakeElectron('/data');
    const entries = { engine: '/app/engine-child.js', probe: '/app/probe.js' };
    const engine = launchByUtilityProcess(electron.api, entries).start(['--provider', 'cpu'], () => undefined);
    return { electron, engine, child: electron.children[0] };
  };

  it('is started with its words and under its name', () => {
    const { child } = aLaunch();
    expect(child.words.slice(0, 2)).toEqual(['/app/engine-child.js', ['--provider', 'cpu']]);
    expect(child.words[2]).toMatchObject({ serviceName: 'Facet engine' });
  });

  it('gets messages until it has ended, and its own arrive until nobody listens', () => {
    const { engine, child } = aLaunch();
    const heard: unknown[] = [];
    const stop = engine.onMessage((message) => heard.push(message));
    engine.send({ id: 1 });
    child.emit('message', { id: 1, value: 2 });
    stop();
    child.emit('message', { id: 2 });
    child.emit('exit', 1);
    engine.send({ id: 3 });
    expect([child.posted, heard]).toEqual([[{ id: 1 }], [{ id: 1, value: 2 }]]);
  });

  it('tells of its end once, also to those who ask afterwards, and can be ended at any time', () => {
    const { engine, child } = aLaunch();
    const ends: unknown[] = [];
    engine.kill();
    engine.onExit((exit) => ends.push(exit));
    child.emit('exit', 137);
    engine.onExit((exit) => ends.push(exit));
    engine.kill();
    expect(ends).toEqual([
      { status: 137, signal: null },
      { status: 137, signal: null },
    ]);
  });

  it('has providers tried by its host, in a process each, and nobody else hears of it', async () => {
    const { electron, engine, child } = aLaunch();
    const heard: unknown[] = [];
    engine.onMessage((message) => heard.push(message));
    child.emit('message', { probe: { number: 1, provider: 'cuda' } });
    child.emit('message', { probe: { number: 2, provider: 'webgpu' } });
    const [, cuda, webgpu] = electron.children;
    expect([cuda.words, webgpu.words].map(([entry, words]) => [entry, words])).toEqual([
      ['/app/probe.js', ['cuda']],
      ['/app/probe.js', ['webgpu']],
    ]);
    webgpu.emit('message', { msPerRun: 2 });
    cuda.emit('exit', 139);
    await Promise.resolve();
    expect(child.posted).toEqual([
      { probed: { number: 2, answer: { msPerRun: 2 } } },
      { probed: { number: 1, answer: { reason: 'The probe ended with status 139.' } } },
    ]);
    expect(heard).toEqual([]);
  });

  it('that asks its host gets the answer to its own question', async () => {
    const port = new EventEmitter();
    const asked: ProbeRequest[] = [];
    const host = Object.assign(port, { postMessage: (message: ProbeRequest) => void asked.push(message) });
    const answers = [askHost(host, 'cuda'), askHost(host, 'webgpu')];
    for (const { probe } of asked.toReversed())
      port.emit('message', { data: { probed: { number: probe.number, answer: { reason: probe.provider } } } });
    expect(await Promise.all(answers)).toEqual([{ reason: 'cuda' }, { reason: 'webgpu' }]);
    expect(port.listenerCount('message')).toBe(0);
  });
});

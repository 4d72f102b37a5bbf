import { describe, expect, it } from 'vitest';
import { StudioError } from '../../../core/errors.ts';
import { isPlayable } from '../../../main/workspace/playable.ts';
import { spreadTimesSec } from '../../../main/workspace/asset-artifacts.ts';
import type { ProjectEvent, ProjectSession } from '../../../main/workspace/project-session.ts';
import { aProjectDocument, aVideoAsset, aVoiceAsset } from '../../support/a-project.ts';
import { makeDocument } from '../../../core/project/document.ts';
import { settle } from '../../support/fake-time.ts';
import { aFakeHost, writeAssetFile } from '../../support/fake-workspace.ts';
import type { FakeHost } from '../../support/fake-workspace.ts';

const never = new AbortController().signal;

function derivedOf({ workspace }: FakeHost, { projectId }: ProjectSession) {
  const seen: string[] = [];
  const stream: AsyncIterable<ProjectEvent> = workspace.projects.watch(projectId, never);
  void (async () => {
    for await (const event of stream) if (event.event === 'derived') seen.push(event.what);
  })();
  return seen;
}

describe('importing files', () => {
  it('makes assets of what the engine sees in them, in one step, and dubs the first video', async () => {
    const host = aFakeHost();
    const session = await host.openProject(makeDocument('Empty'));
    host.disk.write('/in/talk.mp4', 'video');
    host.disk.write('/in/voice.wav', 'voice');
    const answers = await host.workspace.imports.add(session, ['/in/voice.wav', '/in/talk.mp4'], never);
    const { assets, settings } = session.project.document;
    expect(answers.map(({ failure }) => failure)).toEqual([null, null]);
    expect(answers.map(({ assetId }) => assets[assetId ?? ''].kind)).toEqual(['voice', 'video']);
    expect(settings.project.videoAssetId).toBe(answers[1].assetId);
    expect(session.project.history.undoLabel).toBe('Import files');
  });

  it('has the first video analysed at once, and no other', async () => {
    const host = aFakeHost();
    const session = await host.openProject(makeDocument('Empty'));
    host.disk.write('/in/talk.mp4', 'video');
    host.disk.write('/in/other.mp4', 'other');
    await host.workspace.imports.add(session, ['/in/talk.mp4'], never);
    await host.workspace.imports.add(session, ['/in/other.mp4'], never);
    await settle();
    const analysed = host.workspace.queue.list().filter(({ kind }) => kind === 'analysis');
    expect(analysed.map(({ subject }) => subject)).toEqual(['talk.mp4']);
  });

  it('leaves the chosen video alone when another one comes', async () => {
    const host = aFakeHost();
    const session = await host.openProject();
    host.disk.write('/in/other.mp4', 'other');
    await host.workspace.imports.add(session, ['/in/other.mp4'], never);
    expect(session.project.document.settings.project.videoAssetId).toBe('video-1');
  });

  it('gives the asset that a file is already, also within one import', async () => {
    const host = aFakeHost();
    const session = await host.openProject();
    host.disk.write('/in/a.mp4', 'same');
    host.disk.write('/in/copy.mp4', 'same');
    const answers = await host.workspace.imports.add(session, ['/in/a.mp4', '/in/copy.mp4'], never);
    expect(answers[1].assetId).toBe(answers[0].assetId);
    expect(await host.workspace.imports.add(session, ['/in/copy.mp4'], never)).toMatchObject([
      { assetId: answers[0].assetId },
    ]);
    expect(Object.keys(session.project.document.assets)).toHaveLength(3);
  });

  it('finds a lost asset again by importing its file from elsewhere', async () => {
    const host = aFakeHost();
    const session = await host.openProject();
    host.disk.write('/in/a.mp4', 'same');
    const [{ assetId }] = await host.workspace.imports.add(session, ['/in/a.mp4'], never);
    host.disk.move('/in/a.mp4', '/elsewhere/a.mp4');
    await host.workspace.checkAssets(session);
    await host.workspace.imports.add(session, ['/elsewhere/a.mp4'], never);
    await settle();
    expect(session.project.document.assets[assetId ?? ''].path).toBe('/elsewhere/a.mp4');
    expect(session.missingAssetIds).toEqual([]);
  });

  it('answers for each file why it was not taken, and takes the others', async () => {
    const host = aFakeHost();
    const session = await host.openProject();
    host.disk.write('/in/hdr.mov', 'hdr');
    host.disk.write('/in/mute.mp4', 'nothing in it');
    host.disk.write('/in/good.mp4', 'good');
    host.engine.failNext('probe', new StudioError('media.hdr-not-supported', 'The video is HDR.'));
    const { summaryOf } = host.engine;
    host.engine.summaryOf = (path) =>
      path.includes('mute') ? { durationSec: 1, picture: null, sound: null } : summaryOf(path);
    const paths = ['/in/hdr.mov', '/in/mute.mp4', '/in/gone.mp4', 'relative.mp4', '/in/good.mp4'];
    const answers = await host.workspace.imports.add(session, paths, never);
    expect(answers.map(({ failure }) => failure?.code ?? 'taken')).toEqual([
      'media.hdr-not-supported',
      'media.not-media',
      'media.not-found',
      'media.not-found',
      'taken',
    ]);
    expect(answers[0].failure?.sentence).toBe('The video is HDR.');
    expect(session.project.history.undoLabel).toBe('Import a file');
  });

  it('makes waveforms and thumbnails as jobs and says when they are there', async () => {
    const host = aFakeHost();
    const session = await host.openProject(makeDocument('Empty'));
    const derived = derivedOf(host, session);
    host.disk.write('/in/talk.mp4', 'video');
    const [{ assetId }] = await host.workspace.imports.add(session, ['/in/talk.mp4'], never);
    const asset = session.project.document.assets[assetId ?? ''];
    const before = await host.workspace.assetArtifacts.locate(session, asset);
    expect(before).toMatchObject({ peaks: null, thumbnailUrls: [], isPlayable: true, proxyUrl: null });
    await settle();
    const after = await host.workspace.assetArtifacts.locate(session, asset);
    expect(after.fileUrl).toBe(`resource/secretpass/asset/${session.projectId}/${asset.assetId}`);
    expect(after.peaks).toMatchObject({ peaksPerSec: 100, url: expect.stringMatching(/peaks\.f32$/) });
    expect(after.thumbnailUrls).toHaveLength(32);
    expect(after.thumbnailUrls[31]).toMatch(/\/31\.jpg$/);
    expect(derived.sort()).toEqual(['analysis', 'thumbnails', 'waveforms']);
  });

  it('makes a proxy for what a page cannot play', async () => {
    const host = aFakeHost();
    const session = await host.openProject(makeDocument('Empty'));
    const { summary } = aVideoAsset();
    host.engine.summaryOf = () => ({ ...summary, picture: summary.picture && { ...summary.picture, codec: 'prores' } });
    host.disk.write('/in/talk.mov', 'video');
    const [{ assetId }] = await host.workspace.imports.add(session, ['/in/talk.mov'], never);
    await settle();
    const located = await host.workspace.assetArtifacts.locate(session, session.project.document.assets[assetId ?? '']);
    expect(located).toMatchObject({ isPlayable: false, proxyUrl: expect.stringMatching(/proxy\.mp4$/) });
  });

  it('makes derived data once: a project that is opened again finds it', async () => {
    const host = aFakeHost();
    const session = await host.openProject();
    // Of the video, of the voice, and of the placed voices.
    expect(host.engine.callsOf('measurePeaks')).toHaveLength(3);
    await host.workspace.projects.leave(session.projectId);
    await settle();
    await host.workspace.projectFiles.open(session.project.path);
    await host.time.pass(1000);
    expect(host.engine.callsOf('measurePeaks')).toHaveLength(3);
  });

  it('makes derived data once also when several look for it at the same time', async () => {
    const host = aFakeHost();
    const document = { ...aProjectDocument(), lines: {} };
    for (const asset of Object.values(document.assets)) writeAssetFile(host.disk, asset);
    host.store.put('/p.facet', document);
    const session = await host.workspace.projectFiles.open('/p.facet');
    await Promise.all([1, 2].map(() => host.workspace.checkAssets(session)));
    await settle();
    expect(host.engine.callsOf('measurePeaks')).toHaveLength(2);
  });

  it('asks nothing of the engine for files that are gone', async () => {
    const host = aFakeHost();
    host.store.put('/p.facet', aProjectDocument());
    await host.workspace.projectFiles.open('/p.facet');
    await host.time.pass(1000);
    expect(host.engine.calls).toEqual([]);
  });
});

describe('what a page can play', () => {
  const video = (path: string, codec: string, soundCodec = 'aac') => {
    const { summary } = aVideoAsset();
    return isPlayable({
      stillSec: null,
      path,
      summary: {
        ...summary,
        picture: summary.picture && { ...summary.picture, codec },
        sound: summary.sound && { ...summary.sound, codec: soundCodec },
      },
    });
  };
  it('is H.264, VP8, VP9 and AV1 in the usual containers', () => {
    expect(['a.mp4', 'a.MOV', 'a.webm', 'a.mkv'].map((path) => video(path, 'h264'))).toEqual([true, true, true, true]);
    expect(['a.mov', 'a.mkv'].map((path) => video(path, 'h264', 'pcm_s16le'))).toEqual([true, true]);
    expect(['vp8', 'vp9', 'av1'].map((codec) => video('a.webm', codec, 'opus'))).toEqual([true, true, true]);
  });
  it('is neither HEVC, ProRes nor MPEG-2, nor a container that pages do not know, nor a sound that they cannot play', () => {
    expect(['hevc', 'prores', 'mpeg2video'].map((codec) => video('a.mov', codec))).toEqual([false, false, false]);
    expect(video('a.avi', 'h264')).toBe(false);
    expect(video('a', 'h264')).toBe(false);
    expect(video('a.mov', 'h264', 'ac3')).toBe(false);
    expect(video('a.mp4', 'h264', 'pcm_s16le')).toBe(false);
  });
  it('is plain sound in WAV and packed sound', () => {
    const voice = (path: string, codec: string) =>
      isPlayable({
        path,
        stillSec: null,
        summary: { ...aVoiceAsset().summary, sound: { sampleRateHz: 48_000, channels: 1, codec } },
      });
    expect([voice('a.wav', 'pcm_s24le'), voice('a.mp3', 'mp3'), voice('a.aiff', 'pcm_s16be')]).toEqual([
      true,
      true,
      false,
    ]);
  });
});

describe('resource addresses', () => {
  it('lead to files of artifacts and of assets of open projects, and nowhere else', async () => {
    const host = aFakeHost();
    const session = await host.openProject();
    const { urls } = host.workspace;
    await host.disk.cache.make('key', async (folder) => host.disk.write(`${folder}/peaks.f32`, 'x'));
    const artifact = (key: string, file: string) => urls.resolve({ kind: 'artifact', key, file });
    const asset = (projectId: string, assetId: string) => urls.resolve({ kind: 'asset', projectId, assetId });
    expect(await artifact('key', 'peaks.f32')).toBe('/cache/key/peaks.f32');
    expect(await asset(session.projectId, 'video-1')).toBe('/media/interview.mp4');
    expect(await artifact('key', 'other.f32')).toBeNull();
    expect(await artifact('other', 'peaks.f32')).toBeNull();
    expect(await artifact('key', '../../etc/passwd')).toBeNull();
    expect(await artifact('key', '..')).toBeNull();
    expect(await asset(session.projectId, 'nobody')).toBeNull();
    await host.workspace.projects.leave(session.projectId);
    expect(await asset(session.projectId, 'video-1')).toBeNull();
  });
});

describe('thumbnail times', () => {
  it('lie in the middles of equal parts', () => {
    expect(spreadTimesSec(8, 4)).toEqual([1, 3, 5, 7]);
  });
});

import { describe, expect, it } from 'vitest';
import type { FaceNetworks } from '../../../core/ports/face-networks.ts';
import type { MediaInfo } from '../../../core/media/media-info.ts';
import type { ModelPack } from '../../../core/ports/model-catalog.ts';
import { sceneSchema } from '../../../core/project/scene.ts';
import { StudioError } from '../../../core/errors.ts';
import { runCli } from '../../../main/cli/run-cli.ts';
import { makeFakeCliHost } from '../../support/fake-cli-host.ts';
import { makeFakeScenes, type FakeSceneWorld } from '../../support/fake-scene-sources.ts';
import { aFaceTrack, aMediaInfo, anAnalysis, anAudioStream, aVideoStream } from '../../support/fake-video.ts';

const pack: ModelPack = {
  id: 'pdfgc',
  version: '1.0.0',
  licence: 'CC-BY-4.0',
  folder: '/packs/pdfgc',
  summary: 'a test',
  kind: 'pdfgc',
  isBuiltIn: false,
  factors: [],
  precision: 'fp32',
  files: [],
};
const atlas: ModelPack = { ...pack, id: 'atlas', kind: 'atlas', isBuiltIn: true, precision: null };

const networks = {
  executionProvider: 'cpu',
  costs: () => [
    { network: 'motion', runs: 0, items: 0, totalMs: 0 },
    { network: 'generator', runs: 50, items: 50, totalMs: 20_000 },
  ],
} as unknown as FaceNetworks;

const still = (path: string): MediaInfo => ({
  ...aMediaInfo({ path }),
  durationSec: 0,
  audio: [],
  video: aVideoStream({ frameCount: 1, durationSec: 0 }),
});
const files: Record<string, MediaInfo> = {
  '/media/me.png': still('/media/me.png'),
  '/media/talk.mp4': aMediaInfo({ video: aVideoStream({ frameCount: 50 }) }),
  '/media/nods.mp4': aMediaInfo({ path: '/media/nods.mp4' }),
  '/media/smile.jpg': still('/media/smile.jpg'),
  '/media/voice.wav': aMediaInfo({
    path: '/media/voice.wav',
    video: null,
    durationSec: 1.99,
    audio: [anAudioStream({ durationSec: 1.99 })],
  }),
  '/media/mute.mp4': aMediaInfo({ path: '/media/mute.mp4', audio: [] }),
};

async function run(words: string, told: Partial<FakeSceneWorld> & { readonly packs?: readonly ModelPack[] } = {}) {
  const { packs = [atlas, pack], ...world } = told;
  const { log, ...scenes } = makeFakeScenes({ files, networks, ...world });
  const catalog = {
    list: async () => packs,
    verify: () => Promise.reject(new Error('unused')),
    remove: () => Promise.reject(new Error('unused')),
  };
  const { host, output } = makeFakeCliHost({ studio: { ...scenes, catalog } });
  const status = await runCli(words.split(' '), host);
  return { status, log, ...output };
}

describe('facet animate', () => {
  it('exports a scene whose video is the still for whole frames of the voice', async () => {
    const { status, log, out, err } = await run('animate me.png voice.wav -o out.mp4');
    expect([status, err]).toEqual([0, 'Animating face 1.\n']);
    const [request] = log.exported;
    expect(sceneSchema.parse(request.scene)).toEqual(request.scene);
    expect(request).toMatchObject({
      scene: {
        video: { path: '/media/me.png', contentKey: 'key of /media/me.png', stillSec: 2 },
        people: [{ faceNumber: 1, edits: [], voices: [{ startSec: 0, sourceStartSec: 0, durationSec: 1.99 }] }],
        factorSources: {},
        packId: 'pdfgc',
        expressionWindowFrames: 1,
      },
      soundtrack: { voices: [{ startSec: 0 }], originalSoundDb: null },
      outputPath: '/media/out.mp4',
      canReplaceOutput: false,
      preset: 'standard',
      isMarked: true,
    });
    expect(out).toMatch(
      /^done {2}\/media\/out\.mp4\n {6}50 frames: 50 animated; standard quality with fake264, 1\.0 MB\n/,
    );
    expect(out).toContain('pdfgc 1.0.0 fp32 on cpu\n      generator 50 x 400 ms\n');
  });

  it('takes each factor from its own driver, of which the same file is one source', async () => {
    const { log } = await run(
      'animate me.png voice.wav --pose nods.mp4 --eyes nods.mp4 --expression smile.jpg --expression-window 13',
    );
    const [{ scene }] = log.exported;
    expect(scene.factorSources).toEqual({
      'driver-1': { path: '/media/nods.mp4', contentKey: 'key of /media/nods.mp4' },
      'driver-2': { path: '/media/smile.jpg', contentKey: 'key of /media/smile.jpg', stillSec: 1 },
    });
    const edits = scene.people[0].edits.map((edit) => [edit.kind, edit.factor, 'assetId' in edit && edit.assetId]);
    expect(edits).toEqual([
      ['replace', 'headPose', 'driver-1'],
      ['replace', 'eye', 'driver-1'],
      ['replace', 'expression', 'driver-2'],
    ]);
    expect(scene.expressionWindowFrames).toBe(13);
  });

  it('says that a huge picture is made smaller', async () => {
    const huge = {
      ...still('/media/me.png'),
      video: aVideoStream({ frameCount: 1, durationSec: 0, widthPx: 8000, heightPx: 6000 }),
    };
    const { err } = await run('animate me.png voice.wav', { files: { ...files, '/media/me.png': huge } });
    expect(err).toContain('The picture is made smaller, from 8000 x 6000 to 4096 x 3072.\n');
  });

  it('names the output after the portrait, and leaves nothing open', async () => {
    const { log } = await run('animate me.png voice.wav');
    expect(log.exported[0].outputPath).toBe('/media/me-animated.mp4');
    expect(log).toMatchObject({ openAnalyses: 0, isClosed: true, trims: [10_737_418_240] });
  });

  it.each([
    [{ cacheLimitBytes: 1e12 }, 1e12],
    [{ cacheLimitBytes: 'much' }, 10_737_418_240],
  ])('cuts derived data back to what the user set: %j', async (settings, limitBytes) => {
    const { log } = await run('animate me.png voice.wav', { settings });
    expect(log.trims).toEqual([limitBytes]);
  });

  it('writes a report with what the networks cost', async () => {
    const { out, err, files: written } = await run('animate me.png voice.wav --json --quiet --report r.json');
    const report = JSON.parse(out) as unknown;
    expect(report).toMatchObject({
      format: 'facet.scene-report',
      command: 'animate',
      frames: { total: 50, changed: 50, untouched: 0 },
      pack: { id: 'pdfgc', executionProvider: 'cpu' },
      networks: [
        { network: 'motion', items: 0, msPerItem: null },
        { network: 'generator', items: 50, msPerItem: 400 },
      ],
      picture: { isStill: true },
    });
    expect(JSON.parse(written.get('/media/r.json') ?? '')).toEqual(report);
    expect(err).toBe('');
  });

  it('says who is meant where there are several faces', async () => {
    const analysis = anAnalysis({
      faceTracks: [aFaceTrack({}), aFaceTrack({ faceTrackId: 1, personIndex: 1 })],
    });
    const { err, log } = await run('animate me.png voice.wav --face 2', { analyses: { '/media/me.png': analysis } });
    expect(err).toBe('Animating face 2 of 2; --face chooses others.\n');
    expect(log.exported[0].scene.people.map(({ faceNumber }) => faceNumber)).toEqual([2]);
  });

  const turnedAway = (medianIodPx: number) =>
    anAnalysis({ faceTracks: [aFaceTrack({ medianIodPx, isDrivable: new Uint8Array(25) })] });
  const damaged = () => Promise.reject(new StudioError('models.damaged', 'The pack is damaged.'));
  const noFace = anAnalysis({ faceTracks: [] });
  const refusals: [
    string,
    string,
    Partial<FakeSceneWorld> & { readonly packs?: readonly ModelPack[] },
    number,
    RegExp,
  ][] = [
    [
      'no generative pack',
      'animate me.png voice.wav',
      { packs: [atlas] },
      6,
      /none is installed\. Import .*import-pdfgc <folder>"\. \[models\.not-found\]/,
    ],
    [
      'several packs',
      'animate me.png voice.wav',
      { packs: [pack, { ...pack, id: 'mine' }] },
      2,
      /choose one with --pack pdfgc or mine/,
    ],
    ['an unknown pack', 'animate me.png voice.wav --pack x', {}, 6, /no model pack "x"\. Installed: atlas, pdfgc\./],
    ['the atlas', 'animate me.png voice.wav --pack atlas', {}, 6, /needs a generative pack.* \[models\.unsupported\]/],
    ['a video', 'animate talk.mp4 voice.wav', {}, 2, /talk\.mp4 is a video, not a still picture: "facet dub"/],
    ['a sound as portrait', 'animate voice.wav voice.wav', {}, 3, /no picture/],
    ['a missing portrait', 'animate none.png voice.wav', {}, 3, /media\.not-found/],
    [
      'a portrait without a face',
      'animate me.png voice.wav',
      { analyses: { '/media/me.png': noFace } },
      4,
      /No face was found in \/media\/me\.png\. \[analysis\.no-face\]/,
    ],
    [
      'a portrait with a face that is too small',
      'animate me.png voice.wav',
      { analyses: { '/media/me.png': turnedAway(17) } },
      4,
      /Face 1 of \/media\/me\.png is too small: its eyes are 17 px apart, and at least 24 px are needed\. Use a larger picture\. \[analysis\.face-too-small\]/,
    ],
    [
      'a portrait in profile',
      'animate me.png voice.wav',
      { analyses: { '/media/me.png': turnedAway(80) } },
      4,
      /turned too far aside, or covered\. Use a picture in which it looks at the camera\. \[analysis\.profile-only\]/,
    ],
    [
      'a voice of five hours',
      'animate me.png long.wav',
      {
        files: {
          ...files,
          '/media/long.wav': aMediaInfo({
            path: '/media/long.wav',
            video: null,
            audio: [anAudioStream({ durationSec: 18_000 })],
          }),
        },
      },
      5,
      /long\.wav is 5\.0 hours long; a still picture is shown for 4 hours at most/,
    ],
    ['a sound as driver', 'animate me.png voice.wav --pose voice.wav', {}, 3, /no picture.*\n.*voice\.wav/],
    ['a damaged pack', 'animate me.png voice.wav', { openFaceNetworks: damaged }, 6, /\[models\.damaged\]/],
    [
      'a driver without a face',
      'animate me.png voice.wav --pose nods.mp4',
      { analyses: { '/media/nods.mp4': noFace } },
      4,
      /No face was found in any of the .*nods\.mp4/,
    ],
    [
      'a driver without that face',
      'animate me.png voice.wav --pose nods.mp4 --driver-face 2',
      {},
      4,
      /nods\.mp4 has no face 2: it has 1/,
    ],
    ['a missing driver', 'animate me.png voice.wav --eyes none.mp4', {}, 3, /none\.mp4|media\.not-found/],
    [
      'a silent voice',
      'animate me.png voice.wav',
      { silentPaths: ['/media/voice.wav'] },
      5,
      /voice\.wav is silent: nothing in it reaches -55 dBFS/,
    ],
    ['a voice without sound', 'animate me.png mute.mp4', {}, 5, /no sound, so it cannot be the voice/],
    [
      'an output that exists',
      'animate me.png voice.wav -o out.mp4',
      { existingOutputs: ['/media/out.mp4'] },
      2,
      /exists already.*\n.*--force/,
    ],
    ['an even window', 'animate me.png voice.wav --expression-window 4', {}, 2, /takes an odd number/],
    ['a window of nothing', 'animate me.png voice.wav --expression-window 0', {}, 2, /from 1 to 251/],
    [
      'a driver face without a driver',
      'animate me.png voice.wav --driver-face 2',
      {},
      2,
      /give --pose, --eyes or --expression/,
    ],
    ['a wrong name', 'animate me.png voice.wav -o out.gif', {}, 2, /\.mp4, \.m4v or \.mov/],
  ];
  it.each(refusals)('refuses %s with a sentence and a status', async (_what, words, told, expected, sentence) => {
    const { status, err, out, log } = await run(words, told);
    expect(err).toMatch(sentence);
    expect([status, out]).toEqual([expected, '']);
    expect(log.exported).toEqual([]);
    expect(log.openAnalyses).toBe(0);
  });

  it('closes what is open when the export fails', async () => {
    const onExport = () => {
      throw new StudioError('models.damaged', 'The pack is damaged.');
    };
    const { status, log } = await run('animate me.png voice.wav', { onExport });
    expect([status, log.isClosed]).toEqual([6, true]);
  });

  it('shows the phases of making faces', async () => {
    const onExport: FakeSceneWorld['onExport'] = (_request, voice) => {
      voice.progress({
        phase: 'atlas',
        doneFrames: 5,
        totalFrames: 50,
        ratio: 0.5,
        elapsedSec: 1,
        leftSec: 9,
        framesPerSec: 5,
      });
      voice.notice('Something to know.');
    };
    const { err } = await run('animate me.png voice.wav', { onExport });
    expect(err).toMatch(/Making faces +━*─* +55 % +5\.0 frames\/s .*9 s left\nSomething to know\.\n/);
  });
});

describe('facet dub --pack', () => {
  it('maps the words of a dub onto a scene', async () => {
    const { status, log, err } = await run(
      'dub talk.mp4 voice.wav --pack pdfgc -o out.mp4 --offset-ms 200 --range 0.4-1.2 --strength 0.5 --mix nods.mp4 --eyes nods.mp4 --preset high --no-mark -y',
    );
    expect(status).toBe(0);
    const [request] = log.exported;
    expect(sceneSchema.parse(request.scene)).toEqual(request.scene);
    expect(request.scene.video).toEqual({ path: '/media/talk.mp4', contentKey: 'key of /media/talk.mp4' });
    expect(request.scene.people[0].voices).toMatchObject([
      { startSec: 0.2, sourceStartSec: 0, file: { path: '/media/voice.wav' } },
    ]);
    expect(request.soundtrack.voices).toMatchObject([{ startSec: 0.2, file: { path: '/media/nods.mp4' } }]);
    expect(request.scene.people[0].edits.map(({ kind, factor }) => `${kind} ${factor}`)).toEqual([
      'replace eye',
      'blend lip',
      'blend lip',
      'blend lip',
    ]);
    expect(request).toMatchObject({ preset: 'high', isMarked: false, canReplaceOutput: true });
    expect(err).toContain('ends 0.19 s after the picture');
  });

  it('dubs with the atlas when that is named, without a scene', async () => {
    const { log } = await run('dub talk.mp4 voice.wav --pack atlas -o out.mp4');
    expect(log.exported).toEqual([]);
  });

  it('says that a still is not a video, and what to do', async () => {
    const { status, err } = await run('dub me.png voice.wav --pack pdfgc');
    expect(status).toBe(3);
    expect(err).toMatch(
      /me\.png is a still picture, not a video\. \[media\.still-picture\]\n +"facet animate <picture> <voice>"/,
    );
  });

  it.each(['--pose nods.mp4', '--expression-window 13'])('refuses %s without a generative pack', async (option) => {
    const { status, err } = await run(`dub talk.mp4 voice.wav ${option}`);
    expect(status).toBe(2);
    expect(err).toMatch(/need a generative pack: choose one with --pack/);
  });

  it('says that there is nothing to adapt', async () => {
    const { err } = await run('dub talk.mp4 voice.wav --pack pdfgc --no-adapt');
    expect(err).toContain('--no-adapt changes nothing here');
  });
});

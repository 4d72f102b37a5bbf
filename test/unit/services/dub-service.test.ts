import { describe, expect, it } from 'vitest';
import { StudioError } from '../../../core/errors.ts';
import { progressPhases } from '../../../core/ports/progress.ts';
import type { JobProgress, ProgressPhase } from '../../../core/ports/progress.ts';
import { createDubService } from '../../../main/services/dub/dub-service.ts';
import type { DubRequest } from '../../../main/services/dub/dub-request.ts';
import { aDubRequest, makeFakeDubPorts } from '../../support/fake-dub-ports.ts';
import type { FakeLog, FakeWorld } from '../../support/fake-dub-ports.ts';
import { aFaceTrack, aMediaInfo, anAnalysis, anAudioStream, aVideoStream } from '../../support/fake-video.ts';

async function dub(world: Partial<FakeWorld> = {}, request: Partial<DubRequest> = {}) {
  const { ports, log } = makeFakeDubPorts(world);
  const notices: string[] = [];
  const progress: JobProgress[] = [];
  const report = await createDubService(ports).dub(aDubRequest(request), {
    onNotice: ({ sentence }) => notices.push(sentence),
    onProgress: (one) => progress.push(one),
  });
  return { report, log, notices, progress };
}

/** Runs a dub that must fail and answers with the failure and what it left. */
async function failingDub(world: Partial<FakeWorld>, request: Partial<DubRequest> = {}, signal?: AbortSignal) {
  const { ports, log } = makeFakeDubPorts(world);
  const failure = await createDubService(ports)
    .dub(aDubRequest(request), { signal })
    .then(
      () => null,
      (thrown: unknown) => thrown,
    );
  return { failure, log };
}

function expectNothingLeft(log: FakeLog): void {
  expect(log.isFinished).toBe(false);
  expect(log.openReaders).toBe(0);
  expect(log.openFolders).toBe(0);
  if (log.writeOptions) expect(log.isAborted).toBe(true);
}

const withPicture = (frameCount: number): FakeWorld['files'] => ({
  '/media/talk.mp4': aMediaInfo({ video: aVideoStream({ frameCount }), durationSec: frameCount / 25 }),
});

describe('a dub', () => {
  it('writes every frame once and in order', async () => {
    const frameCount = 300;
    const { log, report } = await dub({ files: withPicture(frameCount), analysis: anAnalysis({ frameCount }) });
    expect(log.written.map(({ frameIndex }) => frameIndex)).toEqual(
      Array.from({ length: frameCount }, (_, frame) => frame),
    );
    expect(report.frames).toEqual({ total: frameCount, driven: frameCount, untouched: 0 });
    expect(log.isFinished).toBe(true);
    expect(log.isAborted).toBe(false);
  });

  it('leaves frames untouched in which the mouth cannot be driven', async () => {
    const isDrivable = Uint8Array.from({ length: 25 }, (_, frame) => (frame >= 10 && frame < 15 ? 0 : 1));
    const { log, report } = await dub({ analysis: anAnalysis({ faceTracks: [aFaceTrack({ isDrivable })] }) });
    expect(log.written.filter(({ isDrawn }) => !isDrawn).map(({ frameIndex }) => frameIndex)).toEqual([
      10, 11, 12, 13, 14,
    ]);
    expect(report.frames).toEqual({ total: 25, driven: 20, untouched: 5 });
  });

  it('shows the frames to collect, and no others, before anything is rendered', async () => {
    const { log } = await dub({ framesToCollect: [3, 4, 9] });
    expect(log.collected).toEqual([3, 4, 9]);
    expect(log.events).toContain('planned');
  });

  it('hears the voice at the length of the picture, whatever its own length', async () => {
    const files = {
      ...withPicture(100),
      '/media/voice.wav': aMediaInfo({
        path: '/media/voice.wav',
        video: null,
        audio: [anAudioStream({ durationSec: 2.5 })],
      }),
    };
    const { log, notices } = await dub({ files, analysis: anAnalysis({ frameCount: 100 }) });
    expect(log.people[0].voice.durationSec).toBeCloseTo(4, 6);
    expect(notices[0]).toMatch(/silence fills the rest/);
  });

  it('hears the offset voice and gives the same offset and fit to the soundtrack', async () => {
    const { log } = await dub({}, { offsetSec: -0.4, fit: 'loop', mixPath: '/media/voice.wav' });
    expect(log.people[0].voice.durationSec).toBeCloseTo(1, 6);
    expect(log.writeOptions?.soundtrack).toEqual({ path: '/media/voice.wav', offsetSec: -0.4, fit: 'loop' });
  });

  it('muxes the mix while the voice drives', async () => {
    const files = { '/media/mix.wav': aMediaInfo({ path: '/media/mix.wav', video: null }) };
    const { log, report } = await dub({ files }, { mixPath: '/media/mix.wav' });
    expect(log.writeOptions?.soundtrack.path).toBe('/media/mix.wav');
    expect(new Set(log.heard.map(({ path }) => path))).toEqual(new Set(['/media/voice.wav', '/media/talk.mp4']));
    expect(report.inputs.mix?.path).toBe('/media/mix.wav');
  });

  it("learns from the video's own speech only when it may and when there is some", async () => {
    const adapted = await dub();
    const refused = await dub({}, { canAdapt: false });
    const silent = await dub({ isSilent: (path) => path === '/media/talk.mp4' });
    const mute = await dub({ files: { '/media/talk.mp4': aMediaInfo({ audio: [] }) } });
    const hasOwn = [adapted, refused, silent, mute].map(({ log }) => log.people[0].ownVoice !== null);
    expect(hasOwn).toEqual([true, false, false, false]);
  });

  it('passes the wanted strength on, ramped at the ends of a range', async () => {
    const { log } = await dub({}, { strength: 0.5, ranges: [{ startSec: 0.2, endSec: 0.6 }] });
    const { strength } = log.people[0];
    expect(
      [strength[4], strength[5], strength[9], strength[14], strength[15]].map((value) => Number(value.toFixed(3))),
    ).toEqual([0, 0.1, 0.5, 0.1, 0]);
    expect(log.written.filter(({ isDrawn }) => isDrawn)).toHaveLength(10);
  });

  it('follows one person across cuts and leaves the other alone', async () => {
    const faceTracks = [
      aFaceTrack({ faceTrackId: 0, personIndex: 1, endFrame: 10 }),
      aFaceTrack({ faceTrackId: 1, personIndex: 0, endFrame: 10 }),
      aFaceTrack({ faceTrackId: 2, personIndex: 1, shotIndex: 1, startFrame: 10, endFrame: 25 }),
    ];
    const { log, report } = await dub({ analysis: anAnalysis({ faceTracks }) });
    expect(log.people).toHaveLength(1);
    expect(log.people[0].tracks.map(({ faceTrackId }) => faceTrackId)).toEqual([0, 2]);
    expect(report.faces.map(({ isDubbed }) => isDubbed)).toEqual([true, false]);
  });

  it('draws everybody when all faces are chosen', async () => {
    const faceTracks = [aFaceTrack(), aFaceTrack({ faceTrackId: 1, personIndex: 1 })];
    const { log, report } = await dub({ analysis: anAnalysis({ faceTracks }) }, { face: { kind: 'all' } });
    expect(log.people).toHaveLength(2);
    expect(report.frames.driven).toBe(25);
  });

  it('tells its progress forward only, through all phases, and reaches 1 exactly once, at the end', async () => {
    const { progress } = await dub();
    const ratios = progress.map(({ ratio }) => ratio);
    expect(ratios).toEqual([...ratios].sort((a, b) => a - b));
    expect(ratios.filter((ratio) => ratio === 1)).toHaveLength(1);
    expect(ratios.at(-1)).toBe(1);
    expect([...new Set(progress.map(({ phase }) => phase))]).toEqual([...progressPhases]);
    expect(progress.every(({ doneFrames, totalFrames }) => doneFrames >= 0 && doneFrames <= totalFrames)).toBe(true);
  });

  it('marks the file as synthetic unless it is told not to', async () => {
    const marked = await dub();
    const unmarked = await dub({}, { isMarked: false });
    expect(marked.log.writeOptions?.tags).toMatchObject({ synthetic_lips: 'Facet 0.0.0-test' });
    expect(unmarked.log.writeOptions?.tags).toEqual({});
  });

  it('gives back what it opened', async () => {
    const { log } = await dub();
    expect(log.openReaders).toBe(0);
    expect(log.openFolders).toBe(0);
    expect(log.events).toEqual(expect.arrayContaining(['analyser closed', 'predictor closed']));
  });

  it('reports what made the result', async () => {
    const { report } = await dub();
    expect(report.versions).toEqual({
      facet: '0.0.0-test',
      mediaRunner: 'fake ffmpeg 1',
      modelPack: 'fake-pack 1',
      executionProvider: 'cpu',
    });
    expect(report.output).toEqual({ path: '/media/out.mp4', preset: 'standard', encoder: 'fake264' });
    expect(report.adaptation).toEqual([expect.objectContaining({ faceNumber: 1, isUsed: true })]);
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  });
});

describe('a dub that cannot be done', () => {
  const shortVoice = {
    '/media/voice.wav': aMediaInfo({
      path: '/media/voice.wav',
      video: null,
      audio: [anAudioStream({ durationSec: 0.5 })],
    }),
  };
  const refusals: [string, Partial<FakeWorld>, Partial<DubRequest>, string][] = [
    ['a missing video', {}, { videoPath: '/media/none.mp4' }, 'media.not-found'],
    ['a video without a picture', {}, { videoPath: '/media/voice.wav' }, 'media.no-video'],
    ['a voice without sound', { files: { '/media/voice.wav': aMediaInfo({ audio: [] }) } }, {}, 'media.no-audio'],
    [
      'a mix without sound',
      { files: { '/media/mix.mp4': aMediaInfo({ audio: [] }) } },
      { mixPath: '/media/mix.mp4' },
      'media.no-audio',
    ],
    [
      'an HDR video',
      { files: { '/media/talk.mp4': aMediaInfo({ video: aVideoStream({ isHdr: true }) }) } },
      {},
      'media.hdr-not-supported',
    ],
    ['a silent voice', { isSilent: (path) => path === '/media/voice.wav' }, {}, 'media.silent-voice'],
    [
      'lengths that must be equal and are not',
      { files: shortVoice },
      { fit: 'error' },
      'synthesis.voice-length-mismatch',
    ],
    ['an offset behind the end', {}, { offsetSec: 2 }, 'synthesis.voice-length-mismatch'],
    ['a range outside of the video', {}, { ranges: [{ startSec: 5, endSec: 6 }] }, 'edit.invalid-range'],
    ['a video without faces', { analysis: anAnalysis({ faceTracks: [] }) }, {}, 'analysis.no-face'],
    [
      'a face number that is not there',
      {},
      { face: { kind: 'numbers', faceNumbers: [3] } },
      'analysis.face-not-chosen',
    ],
    ['a point without a face', {}, { face: { kind: 'point', x: 0, y: 0 } }, 'analysis.face-not-chosen'],
  ];

  it.each(refusals)('refuses %s before anything is written', async (_what, world, request, code) => {
    const { failure, log } = await failingDub(world, request);
    expect(failure).toMatchObject({ name: 'StudioError', code });
    expect(log.writeOptions).toBeNull();
    expectNothingLeft(log);
  });

  it('says why no frame of the chosen face can be driven', async () => {
    const analysis = anAnalysis({
      faceTracks: [aFaceTrack({ isDrivable: new Uint8Array(25) })],
      findings: [
        {
          severity: 'blocker',
          code: 'analysis.face-too-small',
          sentence: 'The face is 12 px wide.',
          frames: [],
          faceTrackId: 0,
        },
      ],
    });
    const { failure, log } = await failingDub({ analysis });
    expect(failure).toMatchObject({
      code: 'analysis.face-too-small',
      message: expect.stringContaining('The face is 12 px wide.'),
    });
    expectNothingLeft(log);
  });

  it('refuses a video that gives fewer frames than it promised, and removes the output', async () => {
    const { failure, log } = await failingDub({ decodableFrames: 20, framesToCollect: [] });
    expect(failure).toMatchObject({ code: 'media.frame-count-changed', details: { expected: 25, frameCount: 20 } });
    expectNothingLeft(log);
  });

  it('removes the output when the writer fails in the middle', async () => {
    const at: FakeWorld['at'] = (phase, frameIndex) => {
      if (phase === 'export' && frameIndex === 7) throw new StudioError('export.disk-full', 'The disk is full.');
    };
    const { failure, log } = await failingDub({ at });
    expect(failure).toMatchObject({ code: 'export.disk-full' });
    expectNothingLeft(log);
  });

  it('lets a bug through as it is, with nothing left behind', async () => {
    const at: FakeWorld['at'] = (phase, frameIndex) => {
      if (phase === 'render' && frameIndex === 3) throw new TypeError('not a number');
    };
    const { failure, log } = await failingDub({ at });
    expect(failure).toBeInstanceOf(TypeError);
    expectNothingLeft(log);
  });

  it.each<ProgressPhase>(['analysis', 'voice', 'atlas', 'render', 'export'])(
    'stops when it is cancelled in the %s phase',
    async (phase) => {
      const controller = new AbortController();
      const at: FakeWorld['at'] = (now, frameIndex) => {
        if (now === phase && frameIndex >= 5) controller.abort();
      };
      const { failure, log } = await failingDub({ at }, {}, controller.signal);
      expect(failure).toMatchObject({ code: 'job.cancelled' });
      expectNothingLeft(log);
      expect(log.written.length).toBeLessThan(25);
    },
  );

  it('does nothing at all when it is cancelled before it starts', async () => {
    const { failure, log } = await failingDub({}, {}, AbortSignal.abort());
    expect(failure).toMatchObject({ code: 'job.cancelled' });
    expect(log.people).toEqual([]);
    expectNothingLeft(log);
  });
});

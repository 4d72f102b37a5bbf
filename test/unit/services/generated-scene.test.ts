import { describe, expect, it } from 'vitest';
import { melWindowRow, readMelWindow } from '../../../core/analysis/voice/pdfgc-front-end.ts';
import { streamMelRows } from '../../../core/analysis/voice/pdfgc-mel.ts';
import { isStudioError } from '../../../core/errors.ts';
import type { PlacedVoice, Scene } from '../../../core/project/scene.ts';
import { createSceneService, type SceneVoice } from '../../../main/services/scene/scene-service.ts';
import { passageSamples } from '../../../main/services/scene/scene-voices.ts';
import { aFakePack, fakeLipCode, makeFakeFaceNetworks } from '../../support/fake-face-networks.ts';
import {
  aCodeEdit,
  aFakeScene,
  aFakeVoice,
  evenTimes,
  fakeSound,
  makeFakeSceneWorld,
  type FakeSceneVideo,
} from '../../support/fake-face-networks-scene.ts';

const quiet: SceneVoice = { progress: () => undefined, notice: () => undefined };

/** Columns of the fake pack's motion row. */
const lip = (row: Float32Array) => [...row.subarray(0, 3)];
const expression = (row: Float32Array) => [...row.subarray(3, 5)];
const eye = (row: Float32Array) => [...row.subarray(5, 9)];
const headPose = (row: Float32Array) => [...row.subarray(9, 11)];

/** An edit that makes all frames anew and changes no code. */
const remade = aCodeEdit({ kind: 'freeze', factor: 'eye', atSec: 0 });

function aWorld(
  videos: Readonly<Record<string, FakeSceneVideo>> = {},
  pack: Parameters<typeof makeFakeFaceNetworks>[0] = {},
) {
  const networks = makeFakeFaceNetworks(pack);
  const world = makeFakeSceneWorld({ '/talk': { frameTimesSec: evenTimes(60) }, ...videos }, networks);
  return { ...world, log: networks.log, networks, scenes: createSceneService(world.ports) };
}

async function previewed(
  scenes: ReturnType<typeof createSceneService>,
  scene: Scene,
  startFrame: number,
  endFrame: number,
) {
  const patches: string[] = [];
  for await (const chunk of scenes.preview({ scene, startFrame, endFrame }))
    patches.push(...chunk.patches.map((patch) => `${chunk.artifactKey} ${JSON.stringify(patch)}`));
  return patches;
}

function exportOf(scene: Scene) {
  return {
    scene,
    soundtrack: { voices: [], originalSoundDb: null },
    outputPath: '/out.mp4',
    canReplaceOutput: true,
    preset: 'high',
    isMarked: false,
  } as const;
}

/** The fake lip codes of a sound, straight from its rows. */
async function codesAt(timesSec: readonly number[], samples: () => AsyncIterable<Float32Array>): Promise<number[][]> {
  const { audio } = aFakePack();
  const rows: number[] = [];
  await streamMelRows(samples, audio, (row) => rows.push(...row));
  return timesSec.map((timeSec) => {
    const window = new Float32Array(audio.melBins * audio.windowRows);
    readMelWindow(Float32Array.from(rows), melWindowRow(timeSec, audio), audio, window);
    return [...fakeLipCode(window)];
  });
}

/** The codes of a video's own sound. */
function ownCodesAt(timesSec: readonly number[], durationSec: number): Promise<number[][]> {
  return codesAt(timesSec, async function* () {
    yield fakeSound(durationSec);
  });
}

/** The codes of a voice, at times from its start. */
async function voiceCodesAt({ ports }: ReturnType<typeof aWorld>, voice: PlacedVoice, timesSec: readonly number[]) {
  const passage = { startSec: voice.startSec, endSec: voice.startSec + voice.durationSec, voices: [voice] };
  return codesAt(timesSec, passageSamples(passage, await ports.openReader(), 16_000, undefined));
}

describe('drawing a scene with a generative pack', () => {
  it("gives every frame the codes of the frame's own picture", async () => {
    const { scenes, log } = aWorld();
    await scenes.export(
      exportOf(aFakeScene({ edits: [aCodeEdit({ kind: 'gain', factor: 'expression', gain: 2 })] })),
      quiet,
    );
    expect(log.generated.map((row) => headPose(row)[0])).toEqual(Array.from({ length: 60 }, (_, frame) => frame));
    expect(log.generated.map(eye)).toEqual(Array.from({ length: 60 }, (_, frame) => [frame, 2, 0, 0]));
    expect(log.generated.map(expression)).toEqual(Array.from({ length: 60 }, (_, frame) => [2 * frame, 6]));
  });

  it("hears each frame's lips at the frame's own time, wherever the voice begins", async () => {
    const world = aWorld();
    const voice = aFakeVoice(0.513, 1);
    await world.scenes.export(exportOf(aFakeScene({ voices: [voice] })), quiet);
    const frames = world.log.generated.map((row) => headPose(row)[0]);
    expect(frames.length).toBeGreaterThan(20);
    const times = frames.map((frame) => frame / 25 - 0.513);
    expect(world.log.generated.map(lip)).toEqual(await voiceCodesAt(world, voice, times));
  });

  it('keeps codes and lips at their times when frames are unevenly spaced', async () => {
    const frameTimesSec = Float64Array.from({ length: 50 }, (_, frame) => frame * 0.033 + (frame % 3) * 0.009);
    const world = aWorld({ '/talk': { frameTimesSec } });
    const voice = aFakeVoice(0.2, 1);
    await world.scenes.export(exportOf(aFakeScene({ voices: [voice] })), quiet);
    const frames = world.log.generated.map((row) => headPose(row)[0]);
    const times = frames.map((frame) => frameTimesSec[frame] - 0.2);
    expect(world.log.generated.map(lip)).toEqual(await voiceCodesAt(world, voice, times));
  });

  it('takes a replaced factor from the source at its own times, and leaves the bytes of the other three codes', async () => {
    const videos = { '/driver': { frameTimesSec: evenTimes(120, 50), firstNumber: 70 } };
    const plain = aWorld(videos);
    await plain.scenes.export(exportOf(aFakeScene({ edits: [remade] })), quiet);
    const replaced = aWorld(videos);
    const edit = aCodeEdit({
      kind: 'replace',
      factor: 'expression',
      assetId: 'driver',
      sourceFaceNumber: 1,
      sourceStartSec: 0.2,
    });
    const factorSources = { driver: { path: '/driver', contentKey: 'driver' } };
    await replaced.scenes.export(exportOf(aFakeScene({ edits: [remade, edit] }, { factorSources })), quiet);
    for (const part of [lip, eye, headPose])
      expect(replaced.log.generated.map(part)).toEqual(plain.log.generated.map(part));
    // 50 frames a second: frame f of the picture is frame 10 + 2 f of the driver, mirrored behind its last (119).
    const shown = (frame: number) => (10 + 2 * frame <= 119 ? 10 + 2 * frame : 238 - 10 - 2 * frame);
    expect(replaced.log.generated.map((row) => expression(row)[0])).toEqual(
      Array.from({ length: 60 }, (_, frame) => 70 + shown(frame)),
    );
  });

  it('takes replaced lips from the sound of the other video', async () => {
    const { scenes, log } = aWorld({ '/driver': { frameTimesSec: evenTimes(100) } });
    const edit = aCodeEdit({
      kind: 'replace',
      factor: 'lip',
      assetId: 'driver',
      sourceFaceNumber: 1,
      sourceStartSec: 0.4,
    });
    const factorSources = { driver: { path: '/driver', contentKey: 'driver' } };
    await scenes.export(exportOf(aFakeScene({ edits: [edit] }, { factorSources })), quiet);
    expect(log.generated.map(lip)).toEqual(
      await ownCodesAt(
        Array.from({ length: 60 }, (_, frame) => (frame + 10) / 25),
        4,
      ),
    );
  });

  it("follows the video's own sound where the face is made again without a voice, and silence where it has none", async () => {
    const heard = aWorld();
    await heard.scenes.export(exportOf(aFakeScene({ edits: [remade] })), quiet);
    expect(heard.log.generated.map(lip)).toEqual(
      await ownCodesAt(
        Array.from({ length: 60 }, (_, frame) => frame / 25),
        2.4,
      ),
    );
    const silent = aWorld({ '/talk': { frameTimesSec: evenTimes(60), hasSound: false } });
    await silent.scenes.export(exportOf(aFakeScene({ edits: [remade] })), quiet);
    expect(silent.log.generated.map(lip)).toEqual(Array.from({ length: 60 }, () => [0, 0, 0]));
  });

  it('averages the expression over the window that the scene asks for', async () => {
    const { scenes, log } = aWorld();
    await scenes.export(exportOf(aFakeScene({ edits: [remade] }, { expressionWindowFrames: 13 })), quiet);
    expect(expression(log.generated[0])[0]).toBeCloseTo(3, 5);
    expect(expression(log.generated[30])[0]).toBeCloseTo(30, 5);
    expect(headPose(log.generated[0])[0]).toBe(0);
  });

  it('encodes every frame once and generates every frame once, and an edit encodes nothing again', async () => {
    const { scenes, log } = aWorld();
    const gain = (amount: number) => aFakeScene({ edits: [aCodeEdit({ kind: 'gain', factor: 'eye', gain: amount })] });
    await scenes.export(exportOf(gain(2)), quiet);
    expect([...log.motion].sort((a, b) => a - b)).toEqual(Array.from({ length: 60 }, (_, frame) => frame));
    expect(log.generated).toHaveLength(60);
    await scenes.export(exportOf(gain(3)), quiet);
    expect(log.motion).toHaveLength(60);
    expect(log.generated).toHaveLength(120);
    expect(log.portraits).toHaveLength(1);
    expect(log.busiest).toBe(1);
  });

  it('finds codes and finished segments of an earlier process without running a network', async () => {
    const first = aWorld();
    const scene = aFakeScene({
      voices: [aFakeVoice(0)],
      edits: [aCodeEdit({ kind: 'smooth', factor: 'headPose', sigmaSec: 0.1 })],
    });
    await first.scenes.export(exportOf(scene), quiet);
    const networks = makeFakeFaceNetworks();
    const later = makeFakeSceneWorld({ '/talk': { frameTimesSec: evenTimes(60) } }, networks, first.artifacts);
    const scenes = createSceneService(later.ports);
    await scenes.export(exportOf(scene), quiet);
    expect(networks.log.generated).toHaveLength(0);
    await scenes.export(exportOf(aFakeScene({ edits: [remade] })), quiet);
    expect(networks.log.generated).toHaveLength(60);
    // The last chunk of ten frames is there as well: all frames of the first run were needed.
    expect(networks.log.motion).toHaveLength(0);
    expect(networks.log.portraits).toHaveLength(0);
  });

  it('draws the same whatever was asked for first', async () => {
    const taps = { lip: [0.25, 0.5, 0.25], headPose: [1 / 3, 1 / 3, 1 / 3], eye: null, expression: null } as const;
    const recipe = { ...aFakePack().recipe, taps };
    const scene = aFakeScene(
      {
        voices: [aFakeVoice(0.4, 1)],
        edits: [
          aCodeEdit({ kind: 'smooth', factor: 'eye', sigmaSec: 0.08, startSec: 0.3, endSec: 1.5 }),
          aCodeEdit({ kind: 'gain', factor: 'lip', gain: 1.5, startSec: 1, endSec: 1.9, rampInSec: 0.3 }),
        ],
      },
      { expressionWindowFrames: 13 },
    );
    const inOne = aWorld({}, { recipe });
    const forwards = await previewed(inOne.scenes, scene, 0, 60);
    const inParts = aWorld({}, { recipe });
    const parts = [
      ...(await previewed(inParts.scenes, scene, 40, 60)),
      ...(await previewed(inParts.scenes, scene, 0, 24)),
      ...(await previewed(inParts.scenes, scene, 24, 40)),
    ];
    expect(forwards.length).toBeGreaterThan(30);
    expect(parts.sort()).toEqual(forwards.sort());
    const byFrame = (rows: readonly Float32Array[]) => rows.map((row) => [...row].join()).sort();
    expect(byFrame(inParts.log.generated)).toEqual(byFrame(inOne.log.generated));
  });

  it('answers a preview frame by frame on the processor, and in batches where pictures come fast', async () => {
    for (const [executionProvider, lengths] of [
      ['cpu', [1, 1, 1, 1, 1, 1]],
      ['cuda', [4, 2]],
    ] as const) {
      const networks = { ...makeFakeFaceNetworks(), executionProvider };
      const world = makeFakeSceneWorld({ '/talk': { frameTimesSec: evenTimes(60) } }, networks);
      const scenes = createSceneService(world.ports);
      const answered: number[] = [];
      for await (const { startFrame, endFrame } of scenes.preview({
        scene: aFakeScene({ edits: [remade] }),
        startFrame: 12,
        endFrame: 18,
      }))
        answered.push(endFrame - startFrame);
      expect(answered).toEqual(lengths);
    }
  });

  it('encodes for the first chunk of a preview only what the chunk needs', async () => {
    const { scenes, log } = aWorld();
    await previewed(scenes, aFakeScene({ edits: [remade] }), 24, 32);
    // The eye is frozen at frame 0; one frame on both sides is for smoothing.
    expect([...log.motion].sort((a, b) => a - b)).toEqual([0, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32]);
  });

  it('finds a preview that was drawn before without a network', async () => {
    const { scenes, log } = aWorld();
    const scene = aFakeScene({ edits: [remade] });
    const first = await previewed(scenes, scene, 8, 16);
    const calls = [log.motion.length, log.generated.length];
    expect(await previewed(scenes, scene, 8, 16)).toEqual(first);
    expect([log.motion.length, log.generated.length]).toEqual(calls);
  });

  it('keeps the chunks that an edit elsewhere does not reach', async () => {
    const { scenes } = aWorld({ '/talk': { frameTimesSec: evenTimes(150) } });
    const near = aCodeEdit({ kind: 'gain', factor: 'eye', gain: 2, startSec: 0.2, endSec: 1.2 });
    const far = aCodeEdit({ kind: 'gain', factor: 'expression', gain: 2, startSec: 4, endSec: 5 });
    const before = await previewed(scenes, aFakeScene({ edits: [near] }), 0, 40);
    const after = await previewed(scenes, aFakeScene({ edits: [near, far] }), 0, 40);
    expect(before.length).toBeGreaterThan(10);
    expect(after).toEqual(before);
  });

  it('draws anew when the content of a source changes', async () => {
    const { scenes } = aWorld({ '/driver': { frameTimesSec: evenTimes(100), firstNumber: 70 } });
    const edit = aCodeEdit({
      kind: 'replace',
      factor: 'headPose',
      assetId: 'driver',
      sourceFaceNumber: 1,
      sourceStartSec: 0,
    });
    const sceneOf = (contentKey: string) =>
      aFakeScene({ edits: [edit] }, { factorSources: { driver: { path: '/driver', contentKey } } });
    const one = await previewed(scenes, sceneOf('driver'), 0, 8);
    const other = await previewed(scenes, sceneOf('driver 2'), 0, 8);
    expect(one).not.toEqual(other);
    await scenes.close();
  });

  it('keeps what was encoded when it is cancelled, and goes on behind it', async () => {
    const controller = new AbortController();
    const { ports, artifacts } = makeFakeSceneWorld({ '/talk': { frameTimesSec: evenTimes(120) } }, null);
    let calls = 0;
    const networks = makeFakeFaceNetworks({}, (network) => {
      if (network === 'motion' && ++calls === 9) controller.abort();
    });
    const scenes = createSceneService({ ...ports, openFaceNetworks: async () => networks });
    const scene = aFakeScene({ edits: [remade] });
    await expect(scenes.export(exportOf(scene), quiet, controller.signal)).rejects.toSatisfy((failure) =>
      isStudioError(failure, 'job.cancelled'),
    );
    expect([...artifacts.keys()].some((key) => key.startsWith('segment'))).toBe(false);
    await scenes.export(exportOf(scene), quiet);
    expect([...networks.log.motion].sort((a, b) => a - b)).toEqual(Array.from({ length: 120 }, (_, frame) => frame));
  });

  it('leaves a frame alone whose face cannot be driven, and comes back with a ramp', async () => {
    const isFaceSeen = (frame: number) => frame < 20 || frame >= 30;
    const { scenes, log } = aWorld({ '/talk': { frameTimesSec: evenTimes(60), isFaceSeen } });
    const result = await scenes.export(exportOf(aFakeScene({ edits: [remade] })), quiet);
    expect(log.generated.map((row) => headPose(row)[0])).toEqual(
      Array.from({ length: 60 }, (_, frame) => frame).filter(isFaceSeen),
    );
    expect(result.changedFrames).toBeLessThanOrEqual(50);
  });

  it('brings back the original where the blend of the lips is 0', async () => {
    const { scenes, log } = aWorld();
    const off = aCodeEdit({ kind: 'blend', factor: 'lip', share: 0 });
    const result = await scenes.export(exportOf(aFakeScene({ voices: [aFakeVoice(0)], edits: [off] })), quiet);
    expect(result.changedFrames).toBe(0);
    expect(log.generated).toHaveLength(0);
  });

  it('gives a face that is made again its own lips where the blend of the voice is 0', async () => {
    const { scenes, log } = aWorld();
    const off = aCodeEdit({ kind: 'blend', factor: 'lip', share: 0 });
    await scenes.export(exportOf(aFakeScene({ voices: [aFakeVoice(0)], edits: [remade, off] })), quiet);
    expect(log.generated.map(lip)).toEqual(
      await ownCodesAt(
        Array.from({ length: 60 }, (_, frame) => frame / 25),
        2.4,
      ),
    );
  });

  it('holds the lips of the moment that a freeze names, though nothing else is made again there', async () => {
    const { scenes, log } = aWorld({ '/talk': { frameTimesSec: evenTimes(60) } });
    const held = aCodeEdit({ kind: 'freeze', factor: 'lip', atSec: 0.4, startSec: 1, endSec: 1.4 });
    await scenes.export(exportOf(aFakeScene({ edits: [held] })), quiet);
    const [code] = await ownCodesAt([0.4], 2.4);
    expect(log.generated.map(lip)).toEqual(Array.from({ length: 10 }, () => code));
  });

  it('makes all of a still picture again as soon as anything drives it, and encodes it once', async () => {
    const { scenes, log } = aWorld();
    const video = { path: '/talk', contentKey: 'photo', stillSec: 2.4 };
    const edits = [
      aCodeEdit({ kind: 'replace', factor: 'headPose', assetId: 'driver', sourceFaceNumber: 1, sourceStartSec: 0 }),
    ];
    const driven = aWorld({ '/driver': { frameTimesSec: evenTimes(30), firstNumber: 100 } });
    const factorSources = { driver: { path: '/driver', contentKey: 'driver' } };
    await driven.scenes.export(exportOf(aFakeScene({ edits }, { video, factorSources })), quiet);
    const bounced = Array.from(
      { length: 60 },
      (_, frame) => 100 + (frame <= 29 ? frame : frame <= 58 ? 58 - frame : frame - 58),
    );
    expect(driven.log.generated.map((row) => headPose(row)[0])).toEqual(bounced);
    expect(driven.log.motion.filter((frame) => frame < 100)).toHaveLength(1);
    await scenes.export(exportOf(aFakeScene({ voices: [aFakeVoice(0.4, 0.8)] }, { video })), quiet);
    expect(log.generated).toHaveLength(60);
    expect(lip(log.generated[59])).toEqual([0, 0, 0]);
  });

  it('names edits that codes cannot take, and what the networks cost', async () => {
    const { scenes } = aWorld();
    const notices: { readonly sentence: string; readonly code: string | undefined }[] = [];
    const voice: SceneVoice = {
      ...quiet,
      notice: (sentence, saying) => notices.push({ sentence, code: saying?.code }),
    };
    const offset = aCodeEdit({ kind: 'offset', factor: 'eye', handle: 'blinkLeft', amount: 1 });
    await scenes.export(exportOf(aFakeScene({ edits: [remade, offset] })), voice);
    expect(notices.map(({ code }) => code)).toEqual(['job.edits-left-out', 'job.network-costs']);
    expect(notices[0].sentence).toContain('1 of the edits of face 1 is left out');
    expect(notices[1].sentence).toBe(
      'Networks on fake: motion 60 pictures, 2 ms each; sound 60 windows, 2 ms each; generator 60 pictures, 2 ms each.',
    );
  });

  it('says that a person cannot be made again who is never shown well', async () => {
    const { scenes } = aWorld({ '/talk': { frameTimesSec: evenTimes(20), isFaceSeen: () => false } });
    await expect(scenes.export(exportOf(aFakeScene({ edits: [remade] })), quiet)).rejects.toSatisfy((failure) =>
      isStudioError(failure, 'synthesis.no-portrait'),
    );
  });

  it('says that a pack is not there', async () => {
    const { scenes } = aWorld();
    await expect(scenes.export(exportOf(aFakeScene({ edits: [remade] }, { packId: 'gone' })), quiet)).rejects.toSatisfy(
      (failure) => isStudioError(failure, 'models.not-found'),
    );
  });

  it('drives two people of a scene apart', async () => {
    const { scenes, log } = aWorld({ '/talk': { frameTimesSec: evenTimes(20), faceCount: 2 } });
    const first = { faceNumber: 1, voices: [], edits: [aCodeEdit({ kind: 'gain', factor: 'eye', gain: 3 })] };
    const second = { faceNumber: 2, voices: [], edits: [aCodeEdit({ kind: 'gain', factor: 'expression', gain: 0 })] };
    await scenes.export(exportOf(aFakeScene({}, { people: [first, second] })), quiet);
    const rowsOf = (isFirst: boolean) => log.generated.filter((row) => (eye(row)[1] === 6) === isFirst);
    expect(rowsOf(true).map(expression)).toEqual(Array.from({ length: 20 }, (_, frame) => [frame, 3]));
    expect(rowsOf(false).map(eye)).toEqual(Array.from({ length: 20 }, (_, frame) => [frame, 2, 0, 0]));
    expect(rowsOf(false).map(expression)).toEqual(Array.from({ length: 20 }, () => [0, 0]));
    expect(log.portraits).toHaveLength(2);
  });

  it('draws nothing of a person whom nothing drives', async () => {
    const { scenes, log, decoded } = aWorld();
    expect(await previewed(scenes, aFakeScene(), 0, 16)).toEqual([]);
    expect(log.motion).toEqual([]);
    expect(decoded.get('/talk')).toBeUndefined();
  });
});

import { cp, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PatchChunk } from '../../../api/engine-contract.ts';
import { motionCodeOrder } from '../../../core/analysis/face-code.ts';
import type { FactorName } from '../../../core/analysis/factor.ts';
import type { FactorEdit } from '../../../core/edit/factor-edit.ts';
import type { VideoStream } from '../../../core/media/media-info.ts';
import type { FaceNetworks, NetworkCost } from '../../../core/ports/face-networks.ts';
import type { Scene } from '../../../core/project/scene.ts';
import { readConversionOf } from '../../../main/services/scene/picture-colour.ts';
import { createSceneService, type SceneService, type SceneVoice } from '../../../main/services/scene/scene-service.ts';
import type { ScenePorts } from '../../../main/services/scene/scene-ports.ts';
import { aCodeEdit } from '../../support/fake-face-networks-scene.ts';
import { openScenePorts } from '../../support/open-scene-ports.ts';
import { importTinyPack } from '../../support/pdfgc-tiny.ts';
import { ffmpeg } from '../../support/run-facet.ts';
import { clipPath, noClips } from '../../support/shared-clips.ts';
import { ffmpegNote, noFfmpeg } from '../../support/system-ffmpeg.ts';

const quiet: SceneVoice = { progress: () => undefined, notice: () => undefined };

/** The widths of the small networks, in the order of a row of motion. */
const widths = { lip: 20, expression: 30, eye: 6, headPose: 6 } as const;

/** The bytes of one factor in rows of motion. */
function codesOf(rows: readonly Float32Array[], factor: FactorName): Buffer[] {
  const before = motionCodeOrder.slice(0, motionCodeOrder.indexOf(factor));
  const from = before.reduce((sum, one) => sum + widths[one], 0);
  return rows.map((row) => Buffer.from(row.slice(from, from + widths[factor]).buffer));
}

// Real faces, ffmpeg, analysis and onnxruntime; only the networks are small.
describe.skipIf(noClips !== false || noFfmpeg)(
  `scenes of real clips with small networks of the paper's kind (needs ../shared)${ffmpegNote}`,
  { timeout: 300_000 },
  () => {
    let folder: string;
    let ports: ScenePorts;
    let scenes: SceneService;
    /** Rows of motion that the generator was given. */
    const rows: Float32Array[] = [];
    let costs: () => readonly NetworkCost[] = () => [];

    /** The networks, listened to. */
    function listened(networks: FaceNetworks): FaceNetworks {
      costs = networks.costs;
      const width = motionCodeOrder.reduce((sum, factor) => sum + widths[factor], 0);
      return {
        ...networks,
        generate(appearance, motion, signal) {
          for (let o = 0; o < motion.length; o += width) rows.push(motion.slice(o, o + width));
          return networks.generate(appearance, motion, signal);
        },
      };
    }

    beforeAll(async () => {
      folder = await realpath(await mkdtemp(join(tmpdir(), 'facet-generated-')));
      const cut = ['-t', '2', '-vf', 'scale=-2:480', '-r', '25'];
      await ffmpeg(folder, ['-i', clipPath('test/LatentSync__assets_demo1_video.mp4'), ...cut, 'talk.mp4']);
      await ffmpeg(folder, ['-i', clipPath('test/EDTalk__test_data_uncrop_Obama.mp4'), ...cut, 'driver.mp4']);
      await ffmpeg(folder, ['-i', 'talk.mp4', '-frames:v', '1', 'still.png']);
      const voice = [
        '-f',
        'lavfi',
        '-i',
        'sine=frequency=220:duration=1:sample_rate=22050',
        '-af',
        'tremolo=f=5:d=0.9',
      ];
      await ffmpeg(folder, [...voice, 'voice.wav']);
      await importTinyPack(join(folder, 'home', 'packs', 'tiny'));
      const real = openScenePorts(join(folder, 'cache'), join(folder, 'home'));
      ports = {
        ...real,
        openFaceNetworks: async (packId) => {
          const networks = await real.openFaceNetworks(packId);
          return networks && listened(networks);
        },
      };
      scenes = createSceneService(ports);
    });

    afterAll(async () => {
      await scenes.close();
      await rm(folder, { recursive: true, force: true });
    });

    function sceneOf(edits: readonly FactorEdit[], changes: Partial<Scene> = {}): Scene {
      const file = { path: join(folder, 'voice.wav'), contentKey: 'voice' };
      return {
        video: { path: join(folder, 'talk.mp4'), contentKey: 'talk' },
        people: [
          {
            faceNumber: 1,
            voices: [{ file, startSec: 0.4, sourceStartSec: 0, durationSec: 1, gainDb: 0 }],
            edits,
          },
        ],
        factorSources: { driver: { path: join(folder, 'driver.mp4'), contentKey: 'driver' } },
        canAdapt: false,
        packId: 'tiny',
        expressionWindowFrames: 1,
        ...changes,
      };
    }

    /** The rows and patches of a preview, drawn by a service that remembers no picture. */
    async function drawn(scene: Scene, startFrame: number, endFrame: number) {
      rows.length = 0;
      const chunks: PatchChunk[] = [];
      for await (const chunk of scenes.preview({ scene, startFrame, endFrame })) chunks.push(chunk);
      return { rows: [...rows], chunks };
    }

    async function exported(scene: Scene, outputName: string) {
      const notices: string[] = [];
      const request = {
        scene,
        soundtrack: { voices: scene.people[0].voices, originalSoundDb: null },
        outputPath: join(folder, outputName),
        canReplaceOutput: true,
        preset: 'draft',
        isMarked: true,
      } as const;
      const result = await scenes.export(request, { ...quiet, notice: (sentence) => notices.push(sentence) });
      return { result, notices };
    }

    it('changes the code of a factor whose source is another, and no byte of the other three', async () => {
      const remade = aCodeEdit({ kind: 'gain', factor: 'eye', gain: 0.5 });
      const { rows: before } = await drawn(sceneOf([remade]), 16, 24);
      expect(before).toHaveLength(8);
      for (const factor of motionCodeOrder) {
        const other = { assetId: 'driver', sourceFaceNumber: 1, sourceStartSec: 0.3, position: 0 };
        const { rows: after } = await drawn(
          sceneOf([aCodeEdit({ kind: 'replace', factor, ...other }), remade]),
          16,
          24,
        );
        expect(after).toHaveLength(8);
        for (const one of motionCodeOrder) {
          const isSame = codesOf(after, one).every((code, n) => code.equals(codesOf(before, one)[n]));
          expect(isSame, `${one} when ${factor} is replaced`).toBe(one !== factor);
        }
      }
    });

    it('touches nothing but the lower face when only a voice drives, and nothing away from it', async () => {
      const { chunks } = await drawn(sceneOf([]), 0, 50);
      const opened = await ports.analyses.open({ path: join(folder, 'talk.mp4'), contentKey: 'talk' });
      const landmarks = new Float32Array(478 * 3);
      const patches = chunks.flatMap((chunk) => chunk.patches);
      expect(patches.length).toBeGreaterThan(25);
      for (const { frameIndex, x, y, widthPx, heightPx } of patches) {
        expect(opened.analysis.faceTracks[0].landmarks.read(frameIndex, landmarks)).toBe(true);
        const [eyesY, chinY] = [landmarks[168 * 3 + 1], landmarks[152 * 3 + 1]];
        const noseX = landmarks[4 * 3];
        expect(y).toBeGreaterThan(eyesY);
        expect(y + heightPx).toBeLessThan(chinY + 0.4 * (chinY - eyesY));
        expect(x).toBeLessThan(noseX);
        expect(x + widthPx).toBeGreaterThan(noseX);
      }
      await opened.close();
      // The voice lasts from .4 s to 1.4 s, and .25 s more on both sides.
      expect(Math.min(...patches.map(({ frameIndex }) => frameIndex))).toBeGreaterThanOrEqual(3);
      expect(Math.max(...patches.map(({ frameIndex }) => frameIndex))).toBeLessThanOrEqual(42);
    });

    it('exports as many frames as came in, encodes each once, and finds them all when nothing changed', async () => {
      const scene = sceneOf([aCodeEdit({ kind: 'smooth', factor: 'headPose', sigmaSec: 0.1 })]);
      const count = (network: string) => costs().find((cost) => cost.network === network)?.items ?? 0;
      const { result, notices } = await exported(scene, 'out.mp4');
      expect(result.frameCount).toBe(50);
      expect(result.changedFrames).toBe(50);
      expect(notices.join()).toMatch(/Networks on cpu: .*generator 50 pictures/);
      const motion = count('motion');
      const again = await exported(scene, 'again.mp4');
      expect(again.notices).toEqual([]);
      await exported(sceneOf([aCodeEdit({ kind: 'gain', factor: 'headPose', gain: 0 })]), 'other.mp4');
      expect(count('motion')).toBe(motion);
      expect(count('appearance')).toBe(1);
    });

    it('draws the same pixels in another order of asking', async () => {
      const edits = [
        aCodeEdit({ kind: 'smooth', factor: 'expression', sigmaSec: 0.1, startSec: 0.2, endSec: 1.4 }),
        aCodeEdit({ kind: 'gain', factor: 'lip', gain: 1.4, startSec: 0.5, endSec: 1.5, rampInSec: 0.3 }),
      ];
      const scene = sceneOf(edits, { expressionWindowFrames: 13 });
      const { chunks } = await drawn(scene, 8, 32);
      // The analysis is the same; codes and pictures are made anew.
      const filter = (path: string): boolean => !/\/(patches|codes|appearance|mel)-/.test(path);
      await cp(join(folder, 'cache'), join(folder, 'cache-2'), { recursive: true, filter });
      const other = createSceneService({ ...ports, ...openScenePorts(join(folder, 'cache-2'), join(folder, 'home')) });
      const found: PatchChunk[] = [];
      for (const [startFrame, endFrame] of [
        [24, 32],
        [8, 16],
        [16, 24],
      ])
        for await (const chunk of other.preview({ scene, startFrame, endFrame })) found.push(chunk);
      const cached = openScenePorts(join(folder, 'cache-2')).artifacts;
      for (const chunk of chunks) {
        const same = found.find(({ startFrame }) => startFrame === chunk.startFrame);
        expect(same?.artifactKey).toBe(chunk.artifactKey);
        const [one, two] = [
          await ports.artifacts.read(chunk.artifactKey ?? '', chunk.file),
          await cached.read(chunk.artifactKey ?? '', chunk.file),
        ];
        expect(one?.length).toBeGreaterThan(0);
        expect(Buffer.from(one ?? []).equals(Buffer.from(two ?? []))).toBe(true);
      }
      await other.close();
    });

    it('leaves the picture as it was when the generator gives back what was encoded at the same time', async () => {
      const pictures: Float32Array[] = [];
      const returning: ScenePorts['openFaceNetworks'] = async (packId) => {
        const networks = await ports.openFaceNetworks(packId);
        if (networks === null) return null;
        const { recipe, pictureSizePx, key } = networks.pack;
        const length = 3 * pictureSizePx ** 2;
        const width = motionCodeOrder.reduce((sum, one) => sum + widths[one], 0);
        const taps = { lip: null, eye: null, headPose: null, expression: null };
        return {
          ...networks,
          pack: { ...networks.pack, key: `${key} returning`, recipe: { ...recipe, taps } },
          encodeMotion: async (batch) => {
            const count = batch.length / length;
            const codes = { headPose: new Float32Array(count * 6), eye: new Float32Array(count * 6) };
            for (let n = 0; n < count; n++) {
              codes.headPose[n * 6] = pictures.push(batch.slice(n * length, (n + 1) * length)) - 1;
            }
            return { ...codes, expression: new Float32Array(count * 30) };
          },
          generate: async (_appearance, motion) => {
            const made = new Float32Array((motion.length / width) * length);
            for (let n = 0; n * width < motion.length; n++)
              made.set(pictures[motion[n * width + width - 6]], n * length);
            return made;
          },
        };
      };
      const service = createSceneService({ ...ports, openFaceNetworks: returning });
      const scene = sceneOf([aCodeEdit({ kind: 'gain', factor: 'expression', gain: 2 })]);
      const opened = await ports.analyses.open(scene.video);
      const reader = await ports.openReader();
      const conversion = readConversionOf(opened.info.video as VideoStream);
      let [sum, count] = [0, 0];
      for await (const chunk of service.preview({ scene, startFrame: 8, endFrame: 24 })) {
        const drawnBytes = (await ports.artifacts.read(chunk.artifactKey ?? '', chunk.file)) ?? new Uint8Array(0);
        for await (const { frameIndex, image } of reader.frames(opened.info, chunk)) {
          const patch = chunk.patches.find((one) => one.frameIndex === frameIndex);
          if (!patch) continue;
          for (let i = 0; i < patch.widthPx * patch.heightPx; i++) {
            if (drawnBytes[patch.byteOffset + 4 * i + 3] === 0) continue;
            const x = patch.x + (i % patch.widthPx);
            const y = patch.y + Math.floor(i / patch.widthPx);
            const chroma = (y >> 1) * ((image.widthPx + 1) >> 1) + (x >> 1);
            const luma = conversion.lumaGain * image.y[y * image.widthPx + x];
            const red = 255 * (luma + conversion.redFromV * image.v[chroma] + conversion.redOffset);
            sum += Math.abs(drawnBytes[patch.byteOffset + 4 * i] - Math.min(255, Math.max(0, red)));
            count++;
          }
        }
      }
      await service.close();
      await opened.close();
      expect(count).toBeGreaterThan(16 * 1500);
      // 2.8 of 255 levels, because pictures of 56 px are soft; one frame early gives 5.0.
      expect(sum / count).toBeLessThan(3.8);
    });

    it('tells the lips that voices drive for such a pack too', async () => {
      const { faces } = await scenes.readDubTracks({ scene: sceneOf([]) }, quiet);
      expect(faces.map(({ faceNumber }) => faceNumber)).toEqual([1]);
    });

    it('moves a still picture with the head of another video, all of its frames', async () => {
      const video = { path: join(folder, 'still.png'), contentKey: 'still', stillSec: 1.6 };
      const edit = aCodeEdit({
        kind: 'replace',
        factor: 'headPose',
        assetId: 'driver',
        sourceFaceNumber: 1,
        sourceStartSec: 0,
      });
      rows.length = 0;
      const { result } = await exported(sceneOf([edit], { video }), 'still.mp4');
      expect(result.frameCount).toBe(40);
      expect(result.changedFrames).toBe(40);
      const poses = new Set(codesOf(rows, 'headPose').map((code) => code.toString('hex')));
      const expressions = new Set(codesOf(rows, 'expression').map((code) => code.toString('hex')));
      expect(poses.size).toBe(40);
      expect(expressions.size).toBe(1);
    });
  },
);

import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readdir, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ExportRequest } from '../../../api/engine-contract.ts';
import { isStudioError } from '../../../core/errors.ts';
import type { FactorEdit } from '../../../core/edit/factor-edit.ts';
import type { Scene } from '../../../core/project/scene.ts';
import { createSceneService, type SceneService, type SceneVoice } from '../../../main/services/scene/scene-service.ts';
import { openScenePorts } from '../../support/open-scene-ports.ts';
import { ffmpeg } from '../../support/run-facet.ts';
import { clipPath, noClips } from '../../support/shared-clips.ts';
import { ffmpegNote, noFfmpeg } from '../../support/system-ffmpeg.ts';

const run = promisify(execFile);

// A real face, long enough for three segments of 20 s at 4 frames a second: little work, all borders.
describe.skipIf(noClips !== false || noFfmpeg)(
  `exporting and previewing scenes of a real clip (needs ../shared)${ffmpegNote}`,
  { timeout: 600_000 },
  () => {
    let folder: string;
    let scenes: SceneService;
    let scene: Scene;
    const quiet: SceneVoice = { progress: () => undefined, notice: () => undefined };

    const lipEdit: FactorEdit = {
      editId: 'wider',
      faceNumber: 1,
      factor: 'lip',
      handle: 'open',
      kind: 'offset',
      amount: 0.06,
      startSec: 18,
      endSec: 23,
      rampInSec: 0.5,
      rampOutSec: 0.5,
      isEnabled: true,
      position: 1,
    };

    function requestOf(outputName: string, changes: Partial<ExportRequest> = {}): ExportRequest {
      return {
        scene,
        soundtrack: { voices: scene.people[0].voices, originalSoundDb: null },
        outputPath: join(folder, outputName),
        canReplaceOutput: true,
        preset: 'draft',
        isMarked: true,
        ...changes,
      };
    }

    beforeAll(async () => {
      folder = await realpath(await mkdtemp(join(tmpdir(), 'facet-scene-')));
      // Every second frame of ten seconds, played at a tenth of the speed.
      await ffmpeg(folder, [
        '-t',
        '10',
        '-i',
        clipPath('test/LatentSync__assets_demo1_video.mp4'),
        '-vf',
        'scale=270:-2,setpts=(N*0.25)/TB,setsar=1',
        '-r',
        '4',
        '-frames:v',
        '180',
        '-an',
        '-metadata',
        'title=A talk',
        '-video_track_timescale',
        '12000',
        'talk.mp4',
      ]);
      await ffmpeg(folder, [
        '-f',
        'lavfi',
        '-i',
        'sine=frequency=220:duration=6:sample_rate=22050',
        '-af',
        'tremolo=f=4:d=0.9',
        'voice.wav',
      ]);
      scenes = createSceneService(openScenePorts(join(folder, 'cache')));
      const voice = {
        file: { path: join(folder, 'voice.wav'), contentKey: 'voice' },
        sourceStartSec: 0,
        durationSec: 6,
        gainDb: 0,
      };
      scene = {
        video: { path: join(folder, 'talk.mp4'), contentKey: 'talk' },
        people: [{ faceNumber: 1, voices: [{ ...voice, startSec: 30 }], edits: [lipEdit] }],
        factorSources: {},
        packId: 'atlas',
        expressionWindowFrames: 1,
        canAdapt: false,
      };
    });

    afterAll(async () => {
      await scenes.close();
      await rm(folder, { recursive: true, force: true });
    });

    async function framesOf(name: string): Promise<Uint8Array[]> {
      const options = { encoding: 'buffer', maxBuffer: 1 << 28 } as const;
      const { stdout } = await run(
        'ffmpeg',
        ['-v', 'error', '-i', join(folder, name), '-map', '0:v', '-f', 'framemd5', '-'],
        options,
      );
      return stdout
        .toString()
        .split('\n')
        .filter((line) => line !== '' && !line.startsWith('#'))
        .map((line) => new TextEncoder().encode(line.split(',').at(-1) ?? ''));
    }

    async function timesOf(name: string): Promise<string> {
      const words = [
        '-v',
        'error',
        '-select_streams',
        'v',
        '-show_entries',
        'packet=pts_time',
        '-of',
        'csv=p=0',
        join(folder, name),
      ];
      const { stdout } = await run('ffprobe', words);
      return stdout
        .split('\n')
        .map(Number)
        .sort((a, b) => a - b)
        .map((value) => value.toFixed(6))
        .join();
    }

    const segments = async (): Promise<string[]> =>
      (await readdir(join(folder, 'cache'))).filter((name) => name.startsWith('segment-')).sort();

    it('stops when it is cancelled, keeps finished segments, and then makes the same file as in one go', async () => {
      const controller = new AbortController();
      const stopped = scenes.export(
        requestOf('resumed.mp4'),
        {
          ...quiet,
          progress: ({ phase, doneFrames }) => {
            if (phase === 'render' && doneFrames > 90) controller.abort();
          },
        },
        controller.signal,
      );
      await expect(stopped).rejects.toSatisfy((failure) => isStudioError(failure, 'job.cancelled'));
      const kept = await segments();
      expect(kept.length).toBeGreaterThanOrEqual(1);
      expect(kept.length).toBeLessThan(3);
      expect(await readdir(folder)).not.toContain('resumed.mp4');

      let rendered = 0;
      const resumed = await scenes.export(requestOf('resumed.mp4'), {
        ...quiet,
        progress: ({ phase, totalFrames }) => {
          if (phase === 'render') rendered = totalFrames;
        },
      });
      expect(rendered).toBe(180 - 80 * kept.length);
      expect(resumed.frameCount).toBe(180);
      expect(await segments()).toEqual(expect.arrayContaining(kept));

      const fresh = createSceneService(openScenePorts(join(folder, 'cache-2')));
      await fresh.export(requestOf('whole.mp4'), quiet);
      await fresh.close();
      expect(await framesOf('resumed.mp4')).toEqual(await framesOf('whole.mp4'));
    });

    it('goes on behind the last finished segment after the process was killed', async () => {
      const cacheFolder = join(folder, 'cache-killed');
      const finished = async (): Promise<string[]> =>
        (await readdir(cacheFolder).catch(() => [])).filter((name) => name.startsWith('segment-')).sort();
      // The analysis is not what is killed here.
      await cp(join(folder, 'cache'), cacheFolder, { recursive: true, filter: (path) => !path.includes('segment-') });
      await writeFile(join(folder, 'request.json'), JSON.stringify(requestOf('killed.mp4', { preset: 'high' })));
      const program = join(process.cwd(), 'test/support/export-scene.ts');
      const words = ['--disable-warning=ExperimentalWarning', program, cacheFolder, join(folder, 'request.json')];
      const child = spawn(process.execPath, words, { stdio: 'ignore' });
      const ended = once(child, 'exit');
      while ((await finished()).length === 0 && child.exitCode === null) await setTimeout(20);
      child.kill('SIGKILL');
      await ended;
      const kept = await finished();
      expect(kept.length).toBeGreaterThanOrEqual(1);
      expect(kept.length).toBeLessThan(3);

      const scenesAgain = createSceneService(openScenePorts(cacheFolder));
      let rendered = 0;
      const progress: SceneVoice['progress'] = ({ phase, totalFrames }) => {
        if (phase === 'render') rendered = totalFrames;
      };
      await scenesAgain.export(requestOf('killed.mp4', { preset: 'high' }), { ...quiet, progress });
      await scenesAgain.close();
      expect(rendered).toBe(180 - 80 * kept.length);
      expect(await timesOf('killed.mp4')).toBe(await timesOf('talk.mp4'));
    });

    it('keeps the frames, their times and the tags of the source, and changes only where something drives the face', async () => {
      const result = await scenes.export(requestOf('out.mp4'), quiet);
      expect(await timesOf('out.mp4')).toBe(await timesOf('talk.mp4'));
      const { stdout } = await run('ffprobe', [
        '-v',
        'error',
        '-show_entries',
        'format=duration:format_tags',
        join(folder, 'out.mp4'),
      ]);
      expect(stdout).toContain('title=A talk');
      expect(stdout).toContain('synthetic_lips=Facet');
      expect(stdout).toContain('duration=45.0');
      expect(result.changedFrames).toBeGreaterThan(20);
      // 5 s of edit and 6.5 s of voice at 4 frames a second.
      expect(result.changedFrames).toBeLessThanOrEqual(48);
      expect(result.commands.length).toBe(5);
    });

    it('opens the mouth by what an edit asks for, as the analysis sees it', async () => {
      await scenes.export(requestOf('wider.mp4', { preset: 'high' }), quiet);
      const { analyses } = openScenePorts(join(folder, 'cache'));
      const opennessOf = async (name: string): Promise<number[]> => {
        const opened = await analyses.open({ path: join(folder, name), contentKey: name.replace('.mp4', '') });
        const [track] = opened.analysis.faceTracks;
        await opened.close();
        return Array.from({ length: 180 }, (_, frame) => track.factors.lip.values[(frame - track.startFrame) * 4]);
      };
      const [before, after] = [await opennessOf('talk.mp4'), await opennessOf('wider.mp4')];
      const inside = Array.from({ length: 12 }, (_, t) => after[76 + t] - before[76 + t]);
      const mean = inside.reduce((sum, value) => sum + value, 0) / inside.length;
      // The edit adds .06 iod from 18 s to 23 s.
      expect(mean).toBeGreaterThan(0.04);
      expect(mean).toBeLessThan(0.08);
    });

    it('previews exactly what it exports', async () => {
      // The export is encoded, so both are compared before the encoder: the patches of two orders of asking must be equal.
      const patchesOf = async (service: SceneService, startFrame: number, endFrame: number) => {
        const found: string[] = [];
        for await (const chunk of service.preview({ scene, startFrame, endFrame }))
          found.push(...chunk.patches.map((patch) => `${chunk.artifactKey ?? ''} ${JSON.stringify(patch)}`));
        return found;
      };
      const forwards = await patchesOf(scenes, 70, 100);
      expect(forwards.length).toBeGreaterThan(10);
      const other = createSceneService(openScenePorts(join(folder, 'cache-3')));
      const late = await patchesOf(other, 84, 100);
      const early = await patchesOf(other, 70, 84);
      await other.close();
      expect([...early, ...late].sort()).toEqual(forwards.sort());
    });

    it('leaves frames away from voices and edits alone, without drawing them', async () => {
      for await (const chunk of scenes.preview({ scene, startFrame: 0, endFrame: 60 })) {
        expect(chunk.artifactKey).toBeNull();
        expect(chunk.patches).toEqual([]);
      }
    });

    it('ends an older preview when a newer one is asked for', async () => {
      const older = scenes.preview({ scene, startFrame: 70, endFrame: 170 })[Symbol.asyncIterator]();
      await older.next();
      const newer = scenes.preview({ scene, startFrame: 80, endFrame: 84 })[Symbol.asyncIterator]();
      expect((await newer.next()).done).toBe(false);
      const rest = async (): Promise<void> => {
        while ((await older.next()).done !== true);
      };
      await expect(rest()).rejects.toSatisfy((failure) => isStudioError(failure, 'job.cancelled'));
      await newer.return?.(undefined);
    });

    it('tells which lips the voices drive, and where', async () => {
      const tracks = await scenes.readDubTracks({ scene }, quiet);
      expect(tracks.faces.map(({ faceNumber }) => faceNumber)).toEqual([1]);
      const bytes = await openScenePorts(join(folder, 'cache')).artifacts.read(
        tracks.artifactKey,
        tracks.faces[0].lipFile,
      );
      const lip = new Float32Array(new Uint8Array(bytes ?? []).buffer);
      expect(lip).toHaveLength(180 * 4);
      expect(lip[20 * 4]).toBeNaN();
      expect(lip[130 * 4]).not.toBeNaN();
    });

    it('refuses a face that is not there, in words', async () => {
      const wrong = { ...scene, people: [{ ...scene.people[0], faceNumber: 9 }] };
      await expect(scenes.readDubTracks({ scene: wrong }, quiet)).rejects.toSatisfy((failure) =>
        isStudioError(failure, 'analysis.face-not-chosen'),
      );
    });
  },
);

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CanonicalFace } from '../../../core/geometry/canonical-face.ts';
import { makeFaceEditMotion } from '../../../core/synthesis/index.ts';
import {
  constantEdit,
  editedHandles,
  handles,
  measureEdit,
  openClip,
  type Clip,
  type Response,
} from '../../../bench/crosstalk/measure-crosstalk.ts';
import { typicalOf } from '../../../bench/crosstalk/write-crosstalk.ts';
import { readCanonicalFace } from '../../../main/engine/models/canonical-face-reader.ts';
import { readFacePackage } from '../../../main/engine/models/face-package.ts';
import { openAnalysisBench, type AnalysisBench } from '../../support/open-analyser.ts';
import { clipPath, noClips } from '../../support/shared-clips.ts';

const frameCount = 14;

describe.skipIf(noClips)(`measuring edits of a real person again${noClips === false ? '' : ` (${noClips})`}`, () => {
  let face: CanonicalFace;
  let bench: AnalysisBench;
  let clip: Clip;

  beforeAll(async () => {
    face = readCanonicalFace((await readFacePackage()).geometryMetadata);
    bench = await openAnalysisBench();
    clip = await openClip(bench, face, clipPath('test/EDTalk__test_data_uncrop_Obama.mp4'), 0, frameCount, 'clip');
  }, 60_000);
  afterAll(() => bench.close());

  const edit = (name: string): Promise<Response> => {
    const handle = editedHandles.find((one) => one.name === name);
    if (handle === undefined) throw new Error(name);
    return measureEdit(bench, face, clip, constantEdit(clip.track, handle, typicalOf(handle, clip.track.medianIodPx)));
  };
  const changeOf = (response: Response, name: string): number => {
    const h = handles.findIndex((handle) => handle.name === name);
    return response.change[h] / typicalOf(handles[h], clip.track.medianIodPx);
  };

  it('finds no change at all where none is asked for', async () => {
    const motion = makeFaceEditMotion(clip.track.startFrame, frameCount);
    const { change } = await measureEdit(bench, face, clip, motion);
    expect([...change].every((value) => value === 0)).toBe(true);
  }, 60_000);

  it.each(['blinkLeft', 'gazeYaw', 'yaw', 'pitch', 'roll', 'x', 'scale', 'browRaise', 'smileFrown'])(
    'finds a typical edit of %s, nearly as asked',
    async (name) => {
      const response = await edit(name);
      expect(changeOf(response, name)).toBeGreaterThan(0.7);
      expect(changeOf(response, name)).toBeLessThan(1.4);
    },
    60_000,
  );

  it('finds the lips as they were when eyes are edited', async () => {
    for (const name of ['blinkRight', 'gazeYaw']) {
      const response = await edit(name);
      for (const lip of ['open', 'wideRound', 'press', 'jaw'])
        expect(Math.abs(changeOf(response, lip))).toBeLessThan(0.15);
      for (const pose of ['yaw', 'pitch', 'x', 'y', 'scale'])
        expect(Math.abs(changeOf(response, pose))).toBeLessThan(0.15);
    }
  }, 60_000);
});

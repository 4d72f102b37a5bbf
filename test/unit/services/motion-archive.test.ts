import { describe, expect, it } from 'vitest';
import { isStudioError } from '../../../core/errors.ts';
import type { FrameRange } from '../../../core/time/frame-range.ts';
import { openGeneratedFace } from '../../../main/services/generated/generated-face.ts';
import { makeMotionArchive, type FramesOf } from '../../../main/services/generated/motion-archive.ts';
import { makeNetworkQueue } from '../../../main/services/generated/network-queue.ts';
import { makeLiveVideos } from '../../../main/services/scene/scene-video.ts';
import { makeFakeFaceNetworks } from '../../support/fake-face-networks.ts';
import { evenTimes, makeFakeSceneWorld, type FakeSceneWorld } from '../../support/fake-face-networks-scene.ts';
import { aGate } from '../../support/gate.ts';

async function anArchive(
  networks = makeFakeFaceNetworks(),
  { artifacts, isFaceSeen }: { artifacts?: FakeSceneWorld['artifacts']; isFaceSeen?: (frame: number) => boolean } = {},
) {
  const video = { frameTimesSec: evenTimes(120), ...(isFaceSeen && { isFaceSeen }) };
  const world = makeFakeSceneWorld({ '/talk': video }, networks, artifacts);
  const { video: live } = await makeLiveVideos(world.ports).lease({ path: '/talk', contentKey: 'talk' }, {});
  const face = openGeneratedFace(live, live.people[0].tracks[0], networks.pack);
  const archive = makeMotionArchive({
    face,
    networks: makeNetworkQueue().share(networks),
    artifacts: world.ports.artifacts,
  });
  const reader = await world.ports.openReader();
  const framesOf: FramesOf = (range, signal) => reader.frames(live.info, { ...range, ...(signal && { signal }) });
  const firstsOf = async (range: FrameRange, signal?: AbortSignal): Promise<number[]> => {
    const rows = await archive.read(range, framesOf, { signal });
    return Array.from({ length: rows.length / archive.width }, (_, n) => rows[n * archive.width]);
  };
  return { ...world, archive, firstsOf, log: networks.log };
}

const upTo = (end: number, start = 0): number[] => Array.from({ length: end - start }, (_, n) => start + n);

describe('the archive of motion codes', () => {
  it('answers the rows of a range, with NaN where the face is not seen and outside of the track', async () => {
    const { firstsOf } = await anArchive(undefined, { isFaceSeen: (frame) => frame !== 5 });
    expect(await firstsOf({ startFrame: 3, endFrame: 8 })).toEqual([3, 4, NaN, 6, 7]);
    expect(await firstsOf({ startFrame: 118, endFrame: 122 })).toEqual([118, 119, NaN, NaN]);
    expect(await firstsOf({ startFrame: -2, endFrame: 1 })).toEqual([NaN, NaN, 0]);
  });

  it('encodes only what is missing', async () => {
    const { firstsOf, log } = await anArchive();
    await firstsOf({ startFrame: 10, endFrame: 20 });
    await firstsOf({ startFrame: 15, endFrame: 30 });
    expect(log.motion).toEqual(upTo(30, 10));
  });

  it('keeps whole chunks for the next process, and no part of one', async () => {
    const first = await anArchive();
    await first.firstsOf({ startFrame: 0, endFrame: 60 });
    expect([...first.artifacts.keys()].filter((key) => key.startsWith('codes-'))).toHaveLength(1);
    const later = await anArchive(makeFakeFaceNetworks(), { artifacts: first.artifacts });
    expect(await later.firstsOf({ startFrame: 0, endFrame: 60 })).toEqual(upTo(60));
    expect(later.log.motion).toEqual(upTo(60, 50));
  });

  it('does not take the codes of another pack', async () => {
    const first = await anArchive();
    await first.firstsOf({ startFrame: 0, endFrame: 50 });
    const later = await anArchive(makeFakeFaceNetworks({ key: 'paper 2' }), { artifacts: first.artifacts });
    await later.firstsOf({ startFrame: 0, endFrame: 50 });
    expect(later.log.motion).toHaveLength(50);
  });

  it('shares the work of calls that overlap in time', async () => {
    const { firstsOf, log } = await anArchive();
    const [one, two, three] = await Promise.all([
      firstsOf({ startFrame: 0, endFrame: 40 }),
      firstsOf({ startFrame: 20, endFrame: 70 }),
      firstsOf({ startFrame: 0, endFrame: 70 }),
    ]);
    expect(one).toEqual(upTo(40));
    expect(two).toEqual(upTo(70, 20));
    expect(three).toEqual(upTo(70));
    expect([...log.motion].sort((a, b) => a - b)).toEqual(upTo(70));
    expect(log.busiest).toBe(1);
  });

  it('goes on for those who wait when the one who encodes is cancelled', async () => {
    const controller = new AbortController();
    const gate = aGate();
    let calls = 0;
    const networks = makeFakeFaceNetworks({}, async () => {
      if (++calls === 2) await gate.opened;
    });
    const { firstsOf, log } = await anArchive(networks);
    const cancelled = firstsOf({ startFrame: 0, endFrame: 40 }, controller.signal);
    const waiting = firstsOf({ startFrame: 0, endFrame: 40 });
    await expect.poll(() => calls).toBe(2);
    controller.abort();
    gate.open();
    await expect(cancelled).rejects.toSatisfy((failure) => isStudioError(failure, 'job.cancelled'));
    expect(await waiting).toEqual(upTo(40));
    expect([...log.motion].sort((a, b) => a - b)).toEqual(upTo(40));
  });

  it('lets go of one who waits for the work of another as soon as they cancel', async () => {
    const controller = new AbortController();
    const gate = aGate();
    const networks = makeFakeFaceNetworks({}, () => gate.opened);
    const { firstsOf } = await anArchive(networks);
    const working = firstsOf({ startFrame: 0, endFrame: 8 });
    const waiting = firstsOf({ startFrame: 0, endFrame: 8 }, controller.signal);
    controller.abort();
    await expect(waiting).rejects.toSatisfy((failure) => isStudioError(failure, 'job.cancelled'));
    gate.open();
    expect(await working).toEqual(upTo(8));
  });
});

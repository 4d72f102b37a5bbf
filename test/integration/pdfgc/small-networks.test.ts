import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { motionCodeWidth } from '../../../core/analysis/face-code.ts';
import { streamMelRows } from '../../../core/analysis/voice/pdfgc-mel.ts';
import { openFaceNetworks, type FaceNetworksOptions } from '../../../main/engine/models/face-networks.ts';
import { probeExecutionProviders, probeProvider } from '../../../main/engine/onnx/execution-provider.ts';
import { maxDifference } from '../../support/pdfgc-golden.ts';
import {
  everyPixel,
  importTinyPack,
  readTinyExpectations,
  tinyMelWindows,
  tinyMotion,
  tinyPerson,
  tinyPictures,
  tinySound,
} from '../../support/pdfgc-tiny.ts';

const expected = readTinyExpectations();
const { outputs, samples } = expected;
const [gpu] = (await probeExecutionProviders()).filter(
  ({ provider, isAvailable }) => isAvailable && provider !== 'cpu',
);
let folder = '';
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'facet-tiny-'));
  for (const precision of ['fp32', 'fp16'] as const) await importTinyPack(join(folder, precision), precision);
});
afterAll(() => rmSync(folder, { recursive: true }));

type Way = Partial<FaceNetworksOptions> & { readonly precision?: 'fp32' | 'fp16' };

/** Greatest distance to torch's numbers, by output. */
async function differencesOf({ precision = 'fp32', ...options }: Way): Promise<Readonly<Record<string, number>>> {
  const networks = await openFaceNetworks({ packFolder: join(folder, precision), provider: 'cpu', ...options });
  const { pack } = networks;
  const pictures = tinyPictures(samples, pack.pictureSizePx);
  const size = pictures.length / samples;
  const motion = await networks.encodeMotion(pictures);
  const lips = await networks.encodeLips(tinyMelWindows(samples, pack.audio));
  const first = await networks.encodeAppearance(pictures.subarray(0, size));
  const person = tinyPerson(pack.widths.id, outputs.appearance.id_map.shape[1]);
  const made = await networks.generate(person, tinyMotion(samples, motionCodeWidth(pack.widths)));
  await networks.close();
  return {
    idVector: maxDifference(first.idVector, outputs.appearance.id_vector.values.slice(0, first.idVector.length)),
    idMap: maxDifference(first.idMap, outputs.appearance.id_map.values.slice(0, first.idMap.length)),
    headPose: maxDifference(motion.headPose, outputs.motion.head_pose.values),
    eye: maxDifference(motion.eye, outputs.motion.eye.values),
    expression: maxDifference(motion.expression, outputs.motion.expression.values),
    lips: maxDifference(lips, outputs.audio.embedding.values),
    image: maxDifference(everyPixel(made, pack.pictureSizePx, expected.pictureStep), outputs.generator.image.values),
  };
}

const worstOf = (differences: Readonly<Record<string, number>>) => Math.max(...Object.values(differences));

describe('small networks brought in from checkpoint files', () => {
  it.each([
    ['one by one', { batchSize: 1 }],
    ['two at once and a rest', { batchSize: 2 }],
    ['eight at once', { batchSize: 8, threads: 2 }],
  ] satisfies readonly (readonly [string, Way])[])('give the numbers of torch, %s', async (_, way) => {
    expect(worstOf(await differencesOf(way))).toBeLessThanOrEqual(expected.tolerance.fp32);
  });

  it('give nearly the same numbers with half of the precision', async () => {
    const difference = worstOf(await differencesOf({ precision: 'fp16' }));
    expect(difference).toBeLessThanOrEqual(expected.tolerance.fp16);
    expect(difference).toBeGreaterThan(expected.tolerance.fp32);
  });

  it('hear a sound as training does', async () => {
    const networks = await openFaceNetworks({ packFolder: join(folder, 'fp32'), provider: 'cpu' });
    const rows: number[] = [];
    const sound = async function* () {
      yield tinySound(expected.signalSamples);
    };
    await streamMelRows(sound, networks.pack.audio, (row) => rows.push(...row));
    // Six digits are written down.
    expect(maxDifference(rows, outputs.sound.mel_rows.values)).toBeLessThanOrEqual(2e-5);
  });

  it('change the person from call to call, also back, whatever is in the inputs from before', async () => {
    const networks = await openFaceNetworks({ packFolder: join(folder, 'fp32'), provider: 'cpu', batchSize: 2 });
    const { widths } = networks.pack;
    const motion = tinyMotion(3, motionCodeWidth(widths));
    const ann = tinyPerson(widths.id, outputs.appearance.id_map.shape[1]);
    const bob = { idVector: ann.idVector.map((value) => 1 - value), idMap: ann.idMap.map((value) => -value) };
    const alone = await networks.generate(ann, motion);
    const [, other, again] = await Promise.all([ann, bob, ann].map((person) => networks.generate(person, motion)));
    expect(again).toEqual(alone);
    expect(maxDifference(other, alone)).toBeGreaterThan(0.01);
    await networks.close();
  });

  it('are each loaded only when needed, and count what they did', async () => {
    const networks = await openFaceNetworks({ packFolder: join(folder, 'fp32'), provider: 'cpu' });
    await networks.encodeMotion(tinyPictures(3, networks.pack.pictureSizePx));
    const runs = Object.fromEntries(networks.costs().map(({ network, items }) => [network, items]));
    expect(runs).toEqual({ appearance: 0, motion: 3, audio: 0, generator: 0 });
    await networks.close();
  });

  it('stop between pictures when the work is cancelled', async () => {
    const networks = await openFaceNetworks({ packFolder: join(folder, 'fp32'), provider: 'cpu' });
    const control = new AbortController();
    const pictures = tinyPictures(40, networks.pack.pictureSizePx);
    const work = networks.encodeMotion(pictures, control.signal).catch((error: unknown) => error);
    setImmediate(() => control.abort());
    expect(await work).toMatchObject({ code: 'job.cancelled' });
    const [, motion] = networks.costs();
    expect(motion.items).toBeLessThan(40);
    await networks.close();
  });

  it('are tried in a process of their own, and the processor agrees with itself', async () => {
    const graphs = ['motion.onnx', 'generator.onnx'].map((file) => join(folder, 'fp32', file));
    const probe = await probeProvider('cpu', graphs);
    expect(probe.graphs.map(({ graph }) => graph)).toEqual(graphs);
    for (const { isCovered, difference } of probe.graphs) expect([isCovered, difference < 1e-5]).toEqual([true, true]);
  });
});

describe.skipIf(gpu === undefined)('small networks on a GPU (skipped: no GPU provider works here)', () => {
  it('give the numbers of torch, as far as the GPU rounds', async () => {
    expect(worstOf(await differencesOf({ provider: gpu.provider, batchSize: 2 }))).toBeLessThanOrEqual(0.02);
  });

  it('prove themselves before they are used', async () => {
    const graphs = ['appearance', 'motion', 'audio', 'generator'].map((name) => join(folder, 'fp32', `${name}.onnx`));
    const probe = await probeProvider(gpu.provider, graphs);
    expect(probe.reason).toBe('');
    expect(probe.graphs).toHaveLength(4);
    for (const { graph, difference } of probe.graphs) expect(difference, graph).toBeLessThan(0.02);
  });
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { motionCodeWidth } from '../../../core/analysis/face-code.ts';
import { readMelWindow } from '../../../core/analysis/voice/pdfgc-front-end.ts';
import { streamMelRows } from '../../../core/analysis/voice/pdfgc-mel.ts';
import type { FaceNetworks } from '../../../core/ports/face-networks.ts';
import {
  officialAudioFrames,
  officialConditioning,
  officialImageIndex,
} from '../../../core/synthesis/conditioning-official.ts';
import { openFaceNetworks } from '../../../main/engine/models/face-networks.ts';
import type { NpyArray } from '../../support/npz.ts';
import {
  goldenImage,
  goldenMelWindow,
  goldenSignal,
  maxDifference,
  networkPicture,
  noteParity,
  picturesOf,
  readGolden,
  readGoldenManifest,
  samplesOf,
  type GoldenStream,
} from '../../support/pdfgc-golden.ts';
import {
  importCheckpoints,
  noOfficialWeights,
  officialGeneratorInputs,
  writeOfficialCheckpoints,
} from '../../support/pdfgc-official.ts';

const name = 'networks of the official size, with golden weights brought in from checkpoint files';

describe.skipIf(noOfficialWeights)(`${name}${noOfficialWeights ? ` (${noOfficialWeights})` : ''}`, () => {
  const golden = noOfficialWeights ? null : readGoldenManifest();
  const seed = golden?.seed ?? 0;
  let folder = '';
  let networks: FaceNetworks;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'facet-official-'));
    const checkpoints = join(folder, 'checkpoints');
    await writeOfficialCheckpoints(checkpoints);
    await importCheckpoints(checkpoints, join(folder, 'pack'));
    rmSync(checkpoints, { recursive: true });
    networks = await openFaceNetworks({ packFolder: join(folder, 'pack'), provider: 'cpu' });
    // Where the training's Python is made first, that takes minutes.
  }, 900_000);

  afterAll(async () => {
    await networks?.close();
    if (folder !== '') rmSync(folder, { recursive: true });
  });

  /** Within the golden numbers' own tolerance; FACET_PARITY names a file that gets the differences, for docs/pdfgc-parity.md. */
  function expectGolden(array: string, found: ArrayLike<number>, expected: ArrayLike<number>): void {
    const tolerance = golden?.arrays[array]?.tolerance ?? NaN;
    const difference = maxDifference(found, expected);
    noteParity(array, difference, tolerance);
    expect(difference, array).toBeLessThanOrEqual(tolerance);
  }

  const pictureOf = (stream: GoldenStream, frame: number) => networkPicture(goldenImage(seed, stream, frame));
  const rowsOf = ({ data, shape }: NpyArray, first: number, count = 1) => {
    const width = data.length / shape[0];
    return data.subarray(first * width, (first + count) * width);
  };

  const withoutRole = (eye: Float32Array, dimensions: readonly number[]) =>
    eye.map((value, i) => (dimensions.includes(i % 6) ? 0 : value));

  it('see the appearance of both portraits', async () => {
    const { id_vec, id_map } = await readGolden('appearance');
    for (const i of [0, 1]) {
      const { idVector, idMap } = await networks.encodeAppearance(pictureOf('portrait', i));
      expectGolden('appearance/id_vec', idVector, rowsOf(id_vec, i));
      expectGolden('appearance/id_map', idMap, rowsOf(id_map, i));
    }
  });

  it('average the appearance over pictures of a person', async () => {
    const { id_vec, id_map } = await readGolden('appearance');
    const both = picturesOf([pictureOf('portrait', 0), pictureOf('portrait', 1)]);
    const { idVector, idMap } = await networks.encodeAppearance(both);
    const meanOf = (array: NpyArray) =>
      Float32Array.from(rowsOf(array, 0), (value, i) => (value + rowsOf(array, 1)[i]) / 2);
    expectGolden('appearance/id_vec', idVector, meanOf(id_vec));
    expectGolden('appearance/id_map', idMap, meanOf(id_map));
  });

  it('see pose, eyes and expression, each by its own name', async () => {
    const { pose, eye, exp } = await readGolden('motion');
    const pictures = picturesOf([
      pictureOf('portrait', 0),
      pictureOf('pose', 2),
      pictureOf('expression', 3),
      pictureOf('eye', 4),
    ]);
    const codes = await networks.encodeMotion(pictures);
    expectGolden('motion/pose', codes.headPose, pose.data);
    expectGolden('motion/eye', codes.eye, eye.data);
    expectGolden('motion/exp', codes.expression, exp.data);
  });

  it('hear lips in mel windows', async () => {
    const { embed } = await readGolden('audio');
    const windows = picturesOf([0, 1, 2].map((i) => goldenMelWindow(seed, i)));
    expectGolden('audio/embed', await networks.encodeLips(windows), embed.data);
  });

  it('make pictures of vectors, maps and motion', async () => {
    const { image } = await readGolden('generator');
    const inputs = await officialGeneratorInputs(folder);
    for (const i of [0, 1]) {
      const style = Float32Array.from(rowsOf(inputs.style, i));
      const idMap = Float32Array.from(rowsOf(inputs.id_map, i));
      const picture = await networks.generate({ idVector: style.subarray(0, 2048), idMap }, style.subarray(2048));
      expectGolden('generator/image', picture, rowsOf(image, i));
    }
  });

  it('repeat the official program on a sequence, from sound and pictures to frames', async () => {
    const expected = await readGolden('sequence');
    const { pack } = networks;
    const rows: number[] = [];
    const sound = async function* () {
      yield samplesOf(goldenSignal(seed, 'sequence'));
    };
    await streamMelRows(sound, pack.audio, (row) => rows.push(...row));
    const { melBins, windowRows, rowsPerFrame } = pack.audio;
    const frames = officialAudioFrames(rows.length / melBins, rowsPerFrame);
    expect(frames).toEqual([2, 3, 4, 5, 6, 7]);
    const windows = new Float32Array(frames.length * melBins * windowRows);
    frames.forEach((n, j) =>
      readMelWindow(Float32Array.from(rows), rowsPerFrame * (n - 2), pack.audio, windows, j * melBins * windowRows),
    );
    const seen = (stream: GoldenStream) =>
      networks.encodeMotion(picturesOf(frames.map((_, j) => pictureOf(stream, officialImageIndex(j, 10)))));
    const codes = {
      lip: await networks.encodeLips(windows),
      headPose: (await seen('pose')).headPose,
      eye: (await seen('eye')).eye,
      expression: (await seen('expression')).expression,
    };
    expectGolden('sequence/mouth_raw', codes.lip, expected.mouth_raw.data);
    expectGolden('sequence/pose_raw', codes.headPose, expected.pose_raw.data);
    expectGolden('sequence/eye_raw', codes.eye, expected.eye_raw.data);
    expectGolden('sequence/exp_raw', codes.expression, expected.exp_raw.data);

    const appearance = await networks.encodeAppearance(pictureOf('portrait', 0));
    const motion = officialConditioning(codes, pack.widths, pack.recipe);
    const motionWidth = motionCodeWidth(pack.widths);
    frames.forEach((_, j) => {
      const style = rowsOf(expected.style, j);
      expectGolden('sequence/style', appearance.idVector, style.subarray(0, pack.widths.id));
      const own = motion.values.subarray(j * motionWidth, (j + 1) * motionWidth);
      expectGolden('sequence/style', own, style.subarray(pack.widths.id));
    });

    const offSwitches = {
      mouth: { ...codes, lip: codes.lip.map(() => 0) },
      headpose: { ...codes, headPose: codes.headPose.map(() => 0) },
      emo: { ...codes, expression: codes.expression.map(() => 0) },
      blink: { ...codes, eye: withoutRole(codes.eye, pack.eyeRoles?.blink ?? []) },
      gaze: { ...codes, eye: withoutRole(codes.eye, pack.eyeRoles?.gaze ?? []) },
    };
    for (const [name, changed] of Object.entries(offSwitches)) {
      const off = officialConditioning(changed, pack.widths, pack.recipe);
      expectGolden(`sequence/motion_off_${name}`, off.values, expected[`motion_off_${name}`].data);
    }

    const pictures = await networks.generate(appearance, motion.values);
    const size = 3 * pack.pictureSizePx ** 2;
    expectGolden('sequence/frame_first', pictures.subarray(0, size), expected.frame_first.data);
    expectGolden('sequence/frame_last', pictures.subarray(5 * size), expected.frame_last.data);
    const everyFourth = Float32Array.from(expected.frames_sub4.data, (_, index) => {
      const plane = Math.floor(index / 56 ** 2);
      const pixel = index % 56 ** 2;
      return pictures[plane * 224 ** 2 + Math.floor(pixel / 56) * 4 * 224 + (pixel % 56) * 4];
    });
    expectGolden('sequence/frames_sub4', everyFourth, expected.frames_sub4.data);
    // The second of the five panels, every second pixel, blue first.
    const panel = Float32Array.from({ length: 112 * 112 * 3 }, (_, index) => {
      const pixel = Math.floor(index / 3);
      const row = Math.floor(pixel / 112);
      const column = pixel % 112;
      return expected.panel_u8_bgr_sub2_frame0.data[(row * 560 + 112 + column) * 3 + (index % 3)];
    });
    const levels = Float32Array.from(panel, (_, index) => {
      const pixel = Math.floor(index / 3);
      const at = Math.floor(pixel / 112) * 2 * 224 + (pixel % 112) * 2;
      return Math.floor(((pictures[(2 - (index % 3)) * 224 ** 2 + at] + 1) / 2) * 255);
    });
    expect(maxDifference(levels, panel)).toBeLessThanOrEqual(1);
  });
});

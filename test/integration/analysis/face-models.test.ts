import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isStudioError } from '../../../core/errors.ts';
import {
  landmarkCount,
  landmarkDistance,
  landmarkValues,
  outerEyeCorners,
  stablePoints,
} from '../../../core/geometry/landmarks.ts';
import { readCanonicalFace } from '../../../main/engine/models/canonical-face-reader.ts';
import { readFacePackage } from '../../../main/engine/models/face-package.ts';
import { convertTflite } from '../../../main/engine/models/tflite/convert-tflite.ts';
import { readTfliteModel } from '../../../main/engine/models/tflite/tflite-model.ts';
import { openModelSession } from '../../../main/engine/onnx/session.ts';
import { hasTrainingEnvironment, trainingEnvironmentFolder } from '../../../scripts/suites/machine.ts';
import { openAnalysisBench } from '../../support/open-analyser.ts';
import { clipPath, noClips } from '../../support/shared-clips.ts';

const packageFolder = dirname(createRequire(import.meta.url).resolve('@mediapipe/face_mesh/package.json'));
const dataFile = 'face_mesh_solution_packed_assets.data';
const loaderFile = 'face_mesh_solution_packed_assets_loader.js';

describe('the pinned face package', () => {
  test('is refused when a single byte differs', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'facet-models-'));
    const data = readFileSync(join(packageFolder, dataFile));
    data[1_000_000] ^= 1;
    writeFileSync(join(folder, dataFile), data);
    copyFileSync(join(packageFolder, loaderFile), join(folder, loaderFile));
    await expect(readFacePackage(folder)).rejects.toSatisfy((error) => isStudioError(error, 'models.damaged'));
    rmSync(folder, { recursive: true });
  });

  test('that is missing is named, with what to do', async () => {
    await expect(readFacePackage('/nowhere')).rejects.toSatisfy((error) => isStudioError(error, 'models.not-found'));
  });

  test('holds a canonical face that is upright, faces the camera and is 1 wide between the outer eye corners', async () => {
    const { vertices, triangles, uv, procrustes } = readCanonicalFace((await readFacePackage()).geometryMetadata);
    expect([vertices.length, triangles.length, uv.length, procrustes.length]).toEqual([468 * 3, 898 * 3, 468 * 2, 33]);
    expect(landmarkDistance(vertices, ...outerEyeCorners)).toBeCloseTo(1, 6);
    const [noseTip, chin, forehead] = [1, 152, 10].map((index) => vertices.subarray(index * 3, index * 3 + 3));
    expect(chin[1]).toBeGreaterThan(noseTip[1]);
    expect(noseTip[1]).toBeGreaterThan(forehead[1]);
    expect(noseTip[2]).toBeLessThan(Math.min(chin[2], forehead[2]));
    expect(vertices[33 * 3]).toBeLessThan(vertices[263 * 3]);
    expect(Math.max(...triangles)).toBe(467);
    expect(stablePoints.every((index) => index < 468)).toBe(true);
  });
});

describe('the converted networks', () => {
  test("keep the names and order of the originals' outputs and see no face in a plain picture", async () => {
    const { landmarkModel } = await readFacePackage();
    const converted = convertTflite(readTfliteModel(landmarkModel));
    expect(converted.outputNames).toEqual([
      'output_mesh_identity',
      'output_lips',
      'output_left_eye',
      'output_right_eye',
      'output_left_iris',
      'output_right_iris',
      'conv_faceflag',
    ]);
    const session = await openModelSession(converted.onnx);
    const input = { data: new Float32Array(3 * 192 * 192).fill(0.5), shape: [1, 3, 192, 192] };
    const outputs = await session.run({ [converted.inputNames[0]]: input });
    expect(outputs['conv_faceflag'].data[0]).toBeLessThan(0);
    expect(outputs['output_mesh_identity'].data.every(Number.isFinite)).toBe(true);
    await session.close();
  });

  test('a file of another kind is refused', () => {
    expect(() => readTfliteModel(new Uint8Array(64))).toThrow(
      expect.objectContaining({ code: 'models.unsupported' }) as Error,
    );
  });
});

const lockFile = 'training/requirements.lock';
const python = join(trainingEnvironmentFolder(lockFile), 'bin', 'python');
const noReference =
  noClips !== false
    ? noClips
    : hasTrainingEnvironment(lockFile)
      ? false
      : 'the Python environment of training/venv.sh was never made';

describe.skipIf(noReference)(
  `against MediaPipe itself${noReference === false ? '' : ` (skipped: ${noReference})`}`,
  () => {
    test('the whole chain finds the same landmarks to less than a hundredth of the eye distance', async () => {
      const bench = await openAnalysisBench();
      try {
        const frames = 40;
        const clip = bench.make('reference.mp4', [
          '-i',
          clipPath('test/video-retalking__examples_face_1.mp4'),
          '-frames:v',
          String(frames),
        ]);
        const script = join(import.meta.dirname, '../../support/mediapipe_reference.py');
        const answer = execFileSync(python, [script, clip, '700', '700', String(frames)], {
          encoding: 'utf8',
          maxBuffer: 1 << 28,
          stdio: ['ignore', 'pipe', 'ignore'],
        });
        const reference = JSON.parse(answer) as ([number, number][] | null)[];
        const { faceTracks } = await bench.analyse(clip);
        const landmarks = new Float32Array(landmarkValues);
        const errors = reference.map((points, frame) => {
          if (points === null || !faceTracks[0].landmarks.read(frame, landmarks))
            throw new Error(`no face in frame ${frame}`);
          return (
            points.reduce((sum, [x, y], i) => sum + Math.hypot(landmarks[i * 3] - x, landmarks[i * 3 + 1] - y), 0) /
            landmarkCount
          );
        });
        // Ours are smoothed in time and cut out with averaging; the reference is neither.
        const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length;
        expect(mean).toBeLessThan(0.01 * faceTracks[0].medianIodPx);
      } finally {
        await bench.close();
      }
    });
  },
);

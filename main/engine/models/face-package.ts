import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { StudioError } from '../../../core/errors.ts';

/** The three parts of MediaPipe's face package that the analysis uses; views on one buffer. */
export interface FacePackage {
  /** Attention mesh, 478 points (TensorFlow Lite). */
  readonly landmarkModel: Uint8Array;
  /** Short-range face detector (TensorFlow Lite). */
  readonly detectorModel: Uint8Array;
  /** Canonical mesh and pose basis (protocol buffer). */
  readonly geometryMetadata: Uint8Array;
}

const packageName = '@mediapipe/face_mesh';
const dataFile = 'face_mesh_solution_packed_assets.data';
const loaderFile = 'face_mesh_solution_packed_assets_loader.js';

/** Pin of the data file in @mediapipe/face_mesh 0.4.1657299874: everything measured holds for these bytes. */
const dataSha256 = 'dbe5905c582c0462cdaea17e7e6ecea92edaa8cccc515c5e2e7291f2cbb5fb99';

const partFiles = {
  landmarkModel: 'face_landmark_with_attention.tflite',
  detectorModel: 'face_detection_short_range.tflite',
  geometryMetadata: 'geometry_pipeline_metadata_landmarks.binarypb',
} as const;

/**
 * Reads the pinned face package from its npm folder; offsets come from the package's own loader script.
 *
 * @param folder where the package's files lie; by default found through Node's resolution
 * @throws StudioError 'models.not-found' when the package is missing, 'models.damaged' when its bytes are not the pinned ones
 */
export async function readFacePackage(folder: string = findPackageFolder()): Promise<FacePackage> {
  const [data, loader] = await Promise.all([readPackageFile(folder, dataFile), readPackageFile(folder, loaderFile)]);
  const actual = createHash('sha256').update(data).digest('hex');
  if (actual !== dataSha256) {
    throw new StudioError(
      'models.damaged',
      `The face model file ${dataFile} is not the expected one. Install the program again.`,
      {
        file: dataFile,
        expectedSha256: dataSha256,
        actualSha256: actual,
      },
    );
  }
  const part = (name: string) => {
    const place = new RegExp(`"filename": "[^"]*/${name.replace('.', '\\.')}", "start": (\\d+), "end": (\\d+)`).exec(
      loader.toString('utf8'),
    );
    if (place === null)
      throw new StudioError(
        'models.damaged',
        `The face package does not say where ${name} lies. Install the program again.`,
        { file: loaderFile },
      );
    return new Uint8Array(data.subarray(Number(place[1]), Number(place[2])));
  };
  return {
    landmarkModel: part(partFiles.landmarkModel),
    detectorModel: part(partFiles.detectorModel),
    geometryMetadata: part(partFiles.geometryMetadata),
  };
}

function findPackageFolder(): string {
  try {
    return dirname(createRequire(import.meta.url).resolve(`${packageName}/package.json`));
  } catch (cause) {
    throw new StudioError(
      'models.not-found',
      `The face models (npm package ${packageName}) are not installed. Run npm ci, or install the program again.`,
      {},
      cause,
    );
  }
}

async function readPackageFile(folder: string, name: string): Promise<Buffer> {
  try {
    return await readFile(join(folder, name));
  } catch (cause) {
    throw new StudioError(
      'models.not-found',
      `The face model file ${name} cannot be read. Run npm ci, or install the program again.`,
      { file: name },
      cause,
    );
  }
}

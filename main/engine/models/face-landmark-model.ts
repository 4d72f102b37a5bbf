import { coverPlaces, coverValues } from '../../../core/analysis/face-cover.ts';
import { invariant } from '../../../core/errors.ts';
import { landmarkCount } from '../../../core/geometry/landmarks.ts';
import { RegionCropper } from '../../../core/geometry/region-crop.ts';
import { regionMap, type SquareRegion } from '../../../core/geometry/square-region.ts';
import type { YuvToRgb } from '../../../core/geometry/yuv-to-rgb.ts';
import type { YuvImage } from '../../../core/tensor/yuv-image.ts';
import { openModelSession, type ModelSession } from '../onnx/session.ts';
import { convertTflite } from './tflite/convert-tflite.ts';
import { readTfliteModel } from './tflite/tflite-model.ts';
import { readAttentionRegion } from './tflite/translate-attention.ts';

const inputPx = 192;

/** Eye outline points whose mean depth is the iris's: the first 16 of the eye's refined points. */
const eyeOutlineCount = 16;
const firstIrisPoint = 468;
const irisPointCount = 5;

/** What the landmark net says of one region. */
export interface LandmarkResult {
  /** Probability in [0, 1] that the region shows a face; a mouth-only picture may pass, so check the shape as well. */
  readonly presence: number;
  /** Raw score behind `presence`, which saturates at 1. */
  readonly presenceLogit: number;
  /** Mean brightness of the region's middle, [0, 1]. */
  readonly brightness: number;
  /** Mean absolute step between neighbouring pixels of the region's middle, [0, 1]: falls with blur. */
  readonly detail: number;
  /** Colours of the lower face against the upper (see `core/analysis/face-cover.ts`). [coverValues] */
  readonly coverSignature: Float32Array;
  /** Skin colour of the upper face: log of red over green, and of blue over green. */
  readonly skinTone: readonly [number, number];
}

/**
 * MediaPipe's attention mesh: 478 landmarks with refined lips, eyes and irises from a region of a frame.
 * Landmarks follow MediaPipe: x, y in pixels with pixel centres at whole numbers, z in the same scale, 0 at the head's middle.
 *
 * @source MediaPipe FaceLandmarkCpu and TensorsToFaceLandmarksWithAttention graphs
 */
export class FaceLandmarkModel {
  private readonly session: ModelSession;
  private readonly outputNames: readonly string[];
  private readonly refinedPoints: readonly (readonly number[])[];
  private readonly cropper = new RegionCropper();
  private readonly input = new Float32Array(3 * inputPx * inputPx);

  private constructor(
    session: ModelSession,
    outputNames: readonly string[],
    refinedPoints: readonly (readonly number[])[],
  ) {
    this.session = session;
    this.outputNames = outputNames;
    this.refinedPoints = refinedPoints;
  }

  /** Converts and loads the model. @param tflite face_landmark_with_attention.tflite */
  static async open(tflite: Uint8Array): Promise<FaceLandmarkModel> {
    const model = readTfliteModel(tflite);
    const refinedPoints = model.operators
      .filter(({ name }) => name === 'Landmarks2TransformMatrix')
      .map((operator) => readAttentionRegion(operator).pointIndices);
    invariant(refinedPoints.length === 3, 'the mesh refines lips and two eyes');
    const converted = convertTflite(model);
    return new FaceLandmarkModel(await openModelSession(converted.onnx), converted.outputNames, refinedPoints);
  }

  /**
   * Finds the landmarks in a region.
   *
   * @param out [N=478, 3] px; filled, whatever the presence
   */
  async find(image: YuvImage, region: SquareRegion, colour: YuvToRgb, out: Float32Array): Promise<LandmarkResult> {
    this.cropper.crop(image, region, { outputPx: inputPx, low: 0, high: 1, outside: 'nearest', colour }, this.input);
    const outputs = await this.session.run({
      [this.session.inputNames[0]]: { data: this.input, shape: [1, 3, inputPx, inputPx] },
    });
    const [mesh, lips, rightEye, leftEye, rightIris, leftIris, flag] = this.outputNames.map(
      (name) => outputs[name].data,
    );
    this.merge(mesh, [lips, rightEye, leftEye], [rightIris, leftIris], out);
    const skin = skinOf(this.input, out);
    placeInFrame(out, region);
    const presenceLogit = flag[0];
    return { presence: 1 / (1 + Math.exp(-presenceLogit)), presenceLogit, ...skin, ...lookOf(this.input) };
  }

  /** Frees the model. */
  async close(): Promise<void> {
    await this.session.close();
  }

  private merge(
    mesh: Float32Array,
    refined: readonly Float32Array[],
    irises: readonly Float32Array[],
    out: Float32Array,
  ): void {
    out.set(mesh);
    this.refinedPoints.forEach((points, r) =>
      points.forEach((point, i) => {
        out[point * 3] = refined[r][i * 2];
        out[point * 3 + 1] = refined[r][i * 2 + 1];
      }),
    );
    irises.forEach((iris, eye) => {
      const outline = this.refinedPoints[eye + 1].slice(0, eyeOutlineCount);
      const depth = outline.reduce((sum, point) => sum + mesh[point * 3 + 2], 0) / eyeOutlineCount;
      for (let i = 0; i < irisPointCount; i++) {
        const o = (firstIrisPoint + eye * irisPointCount + i) * 3;
        out[o] = iris[i * 2];
        out[o + 1] = iris[i * 2 + 1];
        out[o + 2] = depth;
      }
    });
  }
}

/** Carries points from the net's pixels into the frame; depth is scaled by the region's size. */
function placeInFrame(points: Float32Array, region: SquareRegion): void {
  const map = regionMap(region);
  const depthScale = region.sizePx / inputPx;
  for (let o = 0; o < landmarkCount * 3; o += 3) {
    const u = points[o] / inputPx;
    const v = points[o + 1] / inputPx;
    points[o] = map.a * u + map.b * v + map.c;
    points[o + 1] = map.d * u + map.e * v + map.f;
    points[o + 2] *= depthScale;
  }
}

/** Brightness and detail of the middle of the crop, from its green plane. */
function lookOf(input: Float32Array): { brightness: number; detail: number } {
  const first = inputPx / 4;
  const last = inputPx - first;
  let light = 0;
  let steps = 0;
  for (let y = first; y < last; y++) {
    let at = inputPx * inputPx + y * inputPx + first;
    for (let x = first; x < last; x++, at++) {
      light += input[at];
      steps += Math.abs(input[at + 1] - input[at]) + Math.abs(input[at + inputPx] - input[at]);
    }
  }
  const count = (last - first) * (last - first);
  return { brightness: light / count, detail: steps / (2 * count) };
}

/** Half side of the patches whose colour is compared, net px. */
const patchReach = 2;

/** Below this, colour is noise. */
const darkestColour = 0.02;

/** Log colour of the patch around a mesh point; points and crop in net pixels. */
function logColourAt(input: Float32Array, points: Float32Array, index: number, channel: number): number {
  const last = inputPx - 1 - patchReach;
  const x = Math.min(last, Math.max(patchReach, Math.round(points[index * 3])));
  const y = Math.min(last, Math.max(patchReach, Math.round(points[index * 3 + 1])));
  let sum = 0;
  for (let dy = -patchReach; dy <= patchReach; dy++) {
    const row = (channel * inputPx + y + dy) * inputPx + x;
    for (let dx = -patchReach; dx <= patchReach; dx++) sum += input[row + dx];
  }
  return Math.log(Math.max(darkestColour, sum / (2 * patchReach + 1) ** 2));
}

function skinOf(input: Float32Array, points: Float32Array): Pick<LandmarkResult, 'coverSignature' | 'skinTone'> {
  const coverSignature = new Float32Array(coverValues);
  const upper = [0, 1, 2].map((channel) => {
    const logs = coverPlaces.upper.map((index) => logColourAt(input, points, index, channel));
    return logs.reduce((sum, value) => sum + value, 0) / logs.length;
  });
  coverPlaces.lower.forEach((index, place) => {
    for (let channel = 0; channel < 3; channel++) {
      coverSignature[place * 3 + channel] = logColourAt(input, points, index, channel) - upper[channel];
    }
  });
  return { coverSignature, skinTone: [upper[0] - upper[1], upper[2] - upper[1]] };
}

import { mergeDetections, type FaceDetection } from '../../../core/analysis/face-detection.ts';
import type { Rect } from '../../../core/geometry/rect.ts';
import { RegionCropper } from '../../../core/geometry/region-crop.ts';
import type { YuvToRgb } from '../../../core/geometry/yuv-to-rgb.ts';
import type { YuvImage } from '../../../core/tensor/yuv-image.ts';
import { openModelSession, type ModelSession } from '../onnx/session.ts';
import { convertTflite } from './tflite/convert-tflite.ts';
import { readTfliteModel } from './tflite/tflite-model.ts';

const inputPx = 128;

/** Anchor grids of the short-range net: cells per side and anchors per cell; every anchor is a cell's centre. */
const anchorGrids = [
  { cells: 16, perCell: 2 },
  { cells: 8, perCell: 6 },
] as const;
const numbersPerBox = 16;
const keypointCount = 6;

function makeAnchors(): Float32Array {
  const centres: number[] = [];
  for (const { cells, perCell } of anchorGrids) {
    for (let cell = 0; cell < cells * cells; cell++) {
      for (let i = 0; i < perCell; i++)
        centres.push(((cell % cells) + 0.5) / cells, (Math.floor(cell / cells) + 0.5) / cells);
    }
  }
  return Float32Array.from(centres);
}

/**
 * MediaPipe's short-range face detector. It sees faces from about a ninth of the searched area's longer side upward, so wide shots are
 * searched in tiles.
 *
 * @source MediaPipe FaceDetectionShortRange graph (anchors, decoding)
 */
export class FaceDetectorModel {
  private readonly session: ModelSession;
  private readonly outputNames: readonly string[];
  private readonly anchors = makeAnchors();
  private readonly cropper = new RegionCropper();
  private readonly input = new Float32Array(3 * inputPx * inputPx);

  private constructor(session: ModelSession, outputNames: readonly string[]) {
    this.session = session;
    this.outputNames = outputNames;
  }

  /** Converts and loads the model. @param tflite face_detection_short_range.tflite */
  static async open(tflite: Uint8Array): Promise<FaceDetectorModel> {
    const converted = convertTflite(readTfliteModel(tflite));
    return new FaceDetectorModel(await openModelSession(converted.onnx), converted.outputNames);
  }

  /**
   * Finds faces in a part of a frame (letterboxed to a square), best first.
   *
   * @param minScore faces below this probability are left out
   */
  async find(image: YuvImage, area: Rect, colour: YuvToRgb, minScore: number): Promise<FaceDetection[]> {
    const sizePx = Math.max(area.widthPx, area.heightPx);
    const region = { centreX: area.x + area.widthPx / 2, centreY: area.y + area.heightPx / 2, sizePx, angleRad: 0 };
    this.cropper.crop(image, region, { outputPx: inputPx, low: -1, high: 1, outside: 'black', colour }, this.input);
    const outputs = await this.session.run({
      [this.session.inputNames[0]]: { data: this.input, shape: [1, 3, inputPx, inputPx] },
    });
    const [boxes, scores] = this.outputNames.map((name) => outputs[name].data);
    const minLogit = Math.log(minScore / (1 - minScore));
    const x0 = region.centreX - sizePx / 2;
    const y0 = region.centreY - sizePx / 2;
    const found: FaceDetection[] = [];
    for (let i = 0; i < scores.length; i++) {
      if (scores[i] >= minLogit) found.push(this.decode(boxes, i, 1 / (1 + Math.exp(-scores[i])), x0, y0, sizePx));
    }
    return mergeDetections(found);
  }

  /** Frees the model. */
  async close(): Promise<void> {
    await this.session.close();
  }

  private decode(
    boxes: Float32Array,
    index: number,
    score: number,
    x0: number,
    y0: number,
    sizePx: number,
  ): FaceDetection {
    const o = index * numbersPerBox;
    const place = (offset: number, axis: number) => boxes[o + offset] / inputPx + this.anchors[index * 2 + axis];
    const widthPx = (boxes[o + 2] / inputPx) * sizePx;
    const heightPx = (boxes[o + 3] / inputPx) * sizePx;
    const keypoints: number[] = [];
    for (let k = 0; k < keypointCount; k++)
      keypoints.push(x0 + place(4 + 2 * k, 0) * sizePx, y0 + place(5 + 2 * k, 1) * sizePx);
    return {
      box: {
        x: x0 + place(0, 0) * sizePx - widthPx / 2,
        y: y0 + place(1, 1) * sizePx - heightPx / 2,
        widthPx,
        heightPx,
      },
      score,
      keypoints,
    };
  }
}

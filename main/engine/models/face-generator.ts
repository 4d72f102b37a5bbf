import { motionCodeWidth } from '../../../core/analysis/face-code.ts';
import { invariant, type AbortSignalLike } from '../../../core/errors.ts';
import type { Appearance } from '../../../core/ports/face-networks.ts';
import type { BatchedModel } from '../onnx/batched-model.ts';
import type { PdfgcManifest } from '../onnx/pdfgc-manifest.ts';
import type { ModelInput } from '../onnx/session.ts';

/** The fixed noise maps of training are left out, as in the official program's own samples without noise: pictures do not depend on a seed. */
const noNoise: ModelInput = { data: new Float32Array(1), shape: [1] };

/**
 * Makes pictures of a person in motion. A person's vector and map are put into the input once for a batch and stay there from batch to
 * batch and call to call, until another person comes; a frame costs the copy of its motion code.
 *
 * @source spec A.1, A.5; pinned by shared/golden/pdfgc, generator.npz and sequence.npz
 */
export class FaceGenerator {
  readonly #model: BatchedModel;
  readonly #idWidth: number;
  readonly #motionWidth: number;
  readonly #mapShape: readonly number[];
  readonly #sizePx: number;
  #person: Appearance | null = null;
  #styles = new Float32Array(0);
  #maps = new Float32Array(0);

  constructor(model: BatchedModel, { widths, idMap, crop }: Pick<PdfgcManifest, 'widths' | 'idMap' | 'crop'>) {
    this.#model = model;
    this.#idWidth = widths.id;
    this.#motionWidth = motionCodeWidth(widths);
    this.#mapShape = idMap;
    this.#sizePx = crop.pictureSizePx;
  }

  /**
   * @param motion [N, motionCodeWidth] in the order of `motionCodeOrder`, gains and smoothing applied
   * @returns      [N, 3, S, S] in [-1, 1], RGB; the array belongs to the caller
   * @throws StudioError 'job.cancelled', and what {@link BatchedModel.run} throws
   */
  async generate(appearance: Appearance, motion: Float32Array, signal?: AbortSignalLike): Promise<Float32Array> {
    const count = motion.length / this.#motionWidth;
    const mapSize = this.#mapShape.reduce((product, length) => product * length, 1);
    invariant(Number.isInteger(count), `${motion.length} numbers are no whole motion codes of ${this.#motionWidth}`);
    invariant(appearance.idVector.length === this.#idWidth, `a vector of ${appearance.idVector.length} is none`);
    invariant(appearance.idMap.length === mapSize, `a map of ${appearance.idMap.length} is none`);
    const itemShape = [3, this.#sizePx, this.#sizePx];
    const pictures = new Float32Array(count * 3 * this.#sizePx * this.#sizePx);
    await this.#model.run(
      {
        itemCount: count,
        inputsOf: (start, length) => this.#inputsOf(appearance, motion, start, length),
        outputs: { image: { data: pictures, itemShape } },
      },
      signal,
    );
    return pictures;
  }

  #inputsOf(appearance: Appearance, motion: Float32Array, start: number, count: number): Record<string, ModelInput> {
    const styleWidth = this.#idWidth + this.#motionWidth;
    this.#settle(appearance, count, styleWidth);
    for (let i = 0; i < count; i++) {
      const from = (start + i) * this.#motionWidth;
      this.#styles.set(motion.subarray(from, from + this.#motionWidth), i * styleWidth + this.#idWidth);
    }
    const mapSize = appearance.idMap.length;
    return {
      style: { data: this.#styles.subarray(0, count * styleWidth), shape: [count, styleWidth] },
      id_map: { data: this.#maps.subarray(0, count * mapSize), shape: [count, ...this.#mapShape] },
      noise_gain: noNoise,
    };
  }

  /** Has the person's vector and map in the inputs of at least `count` items. */
  #settle(appearance: Appearance, count: number, styleWidth: number): void {
    const mapSize = appearance.idMap.length;
    if (this.#person === appearance && this.#maps.length >= count * mapSize) return;
    this.#person = appearance;
    if (this.#maps.length < count * mapSize) {
      this.#maps = new Float32Array(count * mapSize);
      this.#styles = new Float32Array(count * styleWidth);
    }
    for (let at = 0; at < this.#maps.length; at += mapSize) this.#maps.set(appearance.idMap, at);
    for (let at = 0; at < this.#styles.length; at += styleWidth) this.#styles.set(appearance.idVector, at);
  }
}

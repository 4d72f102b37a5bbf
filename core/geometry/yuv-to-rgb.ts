/**
 * How stored luma and chroma become RGB: `r = gain * y + redFromV * v + redOffset` and so on, for 8-bit y, u, v and
 * RGB in [0, 1]; green takes both chromas. Values outside [0, 1] are to be clipped.
 */
export interface YuvToRgb {
  readonly lumaGain: number;
  readonly redFromV: number;
  readonly greenFromU: number;
  readonly greenFromV: number;
  readonly blueFromU: number;
  /** Added to red, green, blue after the products. */
  readonly redOffset: number;
  readonly greenOffset: number;
  readonly blueOffset: number;
}

/** Luma weights of red and blue, by the names that ffprobe gives to `color_space`. */
const lumaWeights: Readonly<Record<string, readonly [number, number]>> = {
  bt709: [0.2126, 0.0722],
  bt470bg: [0.299, 0.114],
  smpte170m: [0.299, 0.114],
  fcc: [0.3, 0.11],
  smpte240m: [0.212, 0.087],
  bt2020nc: [0.2627, 0.0593],
  bt2020c: [0.2627, 0.0593],
};

/** Pictures at least this high are taken for BT.709 where the file does not say: the rule of most players. */
const highDefinitionPx = 720;

/**
 * The conversion for a stream's colour tags.
 *
 * @param tags     `space` and `range` as ffprobe names them; an unknown space falls back by height, an unknown range is limited
 * @param heightPx height of the displayed picture
 * @source ITU-R BT.601, BT.709, BT.2020 (non-constant luminance)
 */
export function yuvToRgbFor(tags: { readonly space: string; readonly range: string }, heightPx: number): YuvToRgb {
  const [kr, kb] =
    lumaWeights[tags.space] ?? (heightPx >= highDefinitionPx ? lumaWeights['bt709'] : lumaWeights['smpte170m']);
  const isFull = tags.range === 'pc' || tags.range === 'jpeg' || tags.range === 'full';
  const lumaGain = 1 / (isFull ? 255 : 219);
  const chromaGain = 1 / (isFull ? 255 : 224);
  const black = isFull ? 0 : 16;
  const kg = 1 - kr - kb;
  const redFromV = 2 * (1 - kr) * chromaGain;
  const blueFromU = 2 * (1 - kb) * chromaGain;
  const greenFromU = (-2 * kb * (1 - kb) * chromaGain) / kg;
  const greenFromV = (-2 * kr * (1 - kr) * chromaGain) / kg;
  const lumaOffset = -black * lumaGain;
  return {
    lumaGain,
    redFromV,
    greenFromU,
    greenFromV,
    blueFromU,
    redOffset: lumaOffset - 128 * redFromV,
    greenOffset: lumaOffset - 128 * (greenFromU + greenFromV),
    blueOffset: lumaOffset - 128 * blueFromU,
  };
}

import type { YuvToRgb } from './yuv-to-rgb.ts';

/** How RGB becomes stored luma and chroma: `y = yRed * r + yGreen * g + yBlue * b + yOffset` and so on, RGB in [0, 1], 8-bit y, u, v. */
export interface RgbToYuv {
  readonly yRed: number;
  readonly yGreen: number;
  readonly yBlue: number;
  readonly yOffset: number;
  readonly uRed: number;
  readonly uGreen: number;
  readonly uBlue: number;
  readonly uOffset: number;
  readonly vRed: number;
  readonly vGreen: number;
  readonly vBlue: number;
  readonly vOffset: number;
}

/** The conversion that a stream's own conversion undoes: the same matrix and range. */
export function rgbToYuvFor(conversion: YuvToRgb): RgbToYuv {
  const { lumaGain, redFromV, greenFromU, greenFromV, blueFromU, redOffset, greenOffset, blueOffset } = conversion;
  // u and v follow from blue and red once y is known; green then says what y is.
  const fromU = greenFromU / blueFromU;
  const fromV = greenFromV / redFromV;
  const scale = 1 / (lumaGain * (1 - fromU - fromV));
  const [yRed, yGreen, yBlue] = [-fromV * scale, scale, -fromU * scale];
  const yOffset = -(yRed * redOffset + yGreen * greenOffset + yBlue * blueOffset);
  const [uScale, vScale] = [1 / blueFromU, 1 / redFromV];
  return {
    yRed,
    yGreen,
    yBlue,
    yOffset,
    uRed: -lumaGain * yRed * uScale,
    uGreen: -lumaGain * yGreen * uScale,
    uBlue: (1 - lumaGain * yBlue) * uScale,
    uOffset: (-blueOffset - lumaGain * yOffset) * uScale,
    vRed: (1 - lumaGain * yRed) * vScale,
    vGreen: -lumaGain * yGreen * vScale,
    vBlue: -lumaGain * yBlue * vScale,
    vOffset: (-redOffset - lumaGain * yOffset) * vScale,
  };
}

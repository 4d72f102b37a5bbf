import type { Asset } from '../../core/project/records.ts';
import { framesPerSecond } from '../../core/time/frame-rate.ts';
import type { Format } from '../state/strings/format.ts';

/** What the engine calls the colours of a file without a tag: pictures, and videos of careless programs. */
const noColourTag = 'unknown';

/** What is known of a picture, in the order in which it is shown; what the file does not say is left out. */
export function pictureFacts(
  { frameRate, isVariableFrameRate, colourSpace, widthPx, heightPx }: NonNullable<Asset['summary']['picture']>,
  format: Format,
  variable: string,
): readonly string[] {
  const rate = framesPerSecond(frameRate);
  const facts = [
    `${format.number(rate, Number.isInteger(rate) ? 0 : 2)} fps${isVariableFrameRate ? ` ${variable}` : ''}`,
    colourSpace === noColourTag ? '' : colourSpace,
    `${String(widthPx)}×${String(heightPx)}`,
  ];
  return facts.filter((fact) => fact !== '');
}

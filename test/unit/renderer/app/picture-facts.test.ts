import { describe, expect, it } from 'vitest';
import { pictureFacts } from '../../../../renderer/app/picture-facts.ts';
import { formatOf } from '../../../../renderer/state/strings/format.ts';

const picture = {
  widthPx: 1280,
  heightPx: 720,
  frameCount: 75,
  frameRate: { num: 25, den: 1 },
  isVariableFrameRate: false,
  codec: 'png',
  colourSpace: 'bt709',
};

describe('what the status bar says of the picture', () => {
  it('is its rate, colours and size', () => {
    expect(pictureFacts(picture, formatOf('en'), 'variable')).toEqual(['25 fps', 'bt709', '1280×720']);
    const uneven = { ...picture, frameRate: { num: 30000, den: 1001 }, isVariableFrameRate: true };
    expect(pictureFacts(uneven, formatOf('en'), 'variable')[0]).toBe('29.97 fps variable');
  });

  it('says nothing of colours that the file does not name', () => {
    expect(pictureFacts({ ...picture, colourSpace: 'unknown' }, formatOf('en'), 'variable')).toEqual([
      '25 fps',
      '1280×720',
    ]);
  });
});

import { expect, it } from 'vitest';
import { frameShownAt, splitJpegs } from '../../../../main/engine/media/thumbnails.ts';

it('finds the frame that is shown at a time, also between frames, before the first and after the last', () => {
  const times = Float64Array.from([0.033, 0.1, 0.133, 0.5]);
  expect([0, 0.033, 0.0999, 0.12, 0.133, 0.3, 0.5, 99].map((time) => frameShownAt(times, time))).toEqual([
    0, 0, 1, 1, 2, 2, 3, 3,
  ]);
});

it('cuts pictures apart where one ends and the next begins, and nowhere else', () => {
  const picture = (body: number[]) => [0xff, 0xd8, ...body, 0xff, 0xd9];
  const first = picture([1, 0xff, 0x00, 0xd9, 0xff, 0xd0, 2]);
  const second = picture([3]);
  const cut = splitJpegs(Uint8Array.from([...first, ...second, ...first]));
  expect(cut.map((jpeg) => [...jpeg])).toEqual([first, second, first]);
  expect(splitJpegs(new Uint8Array(0))).toEqual([]);
});

import { describe, expect, it } from 'vitest';
import { makePictureSampler, pictureAffineAt } from '../../../../core/analysis/aligned-picture.ts';
import { makeCropPath } from '../../../../core/analysis/crop-path.ts';
import { convexHull } from '../../../../core/compositing/face-matte-hull.ts';
import { drawFaceMatte, type FaceMatte, type MatteShares } from '../../../../core/compositing/face-matte.ts';
import { pasteBack, type PasteBackRequest } from '../../../../core/compositing/paste-back.ts';
import { makeRenderWorkspace } from '../../../../core/compositing/render-workspace.ts';
import type { PlaneAffine } from '../../../../core/geometry/plane-affine.ts';
import { rgbToYuvFor } from '../../../../core/geometry/rgb-to-yuv.ts';
import { yuvToRgbFor } from '../../../../core/geometry/yuv-to-rgb.ts';
import { chromaSize, makeYuvImage, yuvImageFrom, type YuvImage } from '../../../../core/tensor/yuv-image.ts';
import { anOvalFace, type OvalFace } from '../../../support/an-oval-face.ts';

const sizePx = 224;
const cut = { xPx: 16, yPx: 0, sizePx: 192 };
const conversion = yuvToRgbFor({ space: 'bt709', range: 'tv' }, 720);
const workspace = makeRenderWorkspace();
const lower: MatteShares = { lowerFace: 1, face: 0, picture: 0 };
const face: MatteShares = { lowerFace: 0, face: 1, picture: 0 };
const whole: MatteShares = { lowerFace: 0, face: 0, picture: 1 };

function affineOf(landmarks: Float32Array): PlaneAffine {
  const source = {
    startFrame: 0,
    endFrame: 1,
    read: (_frame: number, out: Float32Array) => {
      out.set(landmarks);
      return true;
    },
  };
  const affine = pictureAffineAt(makeCropPath(source), 0, cut, sizePx);
  if (affine === null) throw new Error('a face without a crop');
  return affine;
}

/** A picture whose light and colours change smoothly over a few hundred pixels. */
function aSmoothFrame(widthPx: number, heightPx: number): YuvImage {
  const image = makeYuvImage(widthPx, heightPx);
  const stride = chromaSize(widthPx);
  for (let o = 0; o < image.y.length; o++) {
    const [x, y] = [o % widthPx, Math.floor(o / widthPx)];
    image.y[o] = 120 + 40 * Math.sin(x / 90) + 30 * Math.cos(y / 70);
  }
  for (let o = 0; o < image.u.length; o++) {
    const [x, y] = [2 * (o % stride), 2 * Math.floor(o / stride) + 0.5];
    image.u[o] = 118 + 12 * Math.sin(x / 80 + 1);
    image.v[o] = 140 + 12 * Math.cos(y / 60);
  }
  return image;
}

interface Scene {
  readonly image: YuvImage;
  readonly before: YuvImage;
  readonly landmarks: Float32Array;
  readonly affine: PlaneAffine;
  readonly own: Float32Array;
}

function aScene(widthPx: number, heightPx: number, where: OvalFace): Scene {
  const image = aSmoothFrame(widthPx, heightPx);
  const landmarks = anOvalFace(where);
  const affine = affineOf(landmarks);
  const own = new Float32Array(3 * sizePx * sizePx);
  makePictureSampler(sizePx).sample(image, affine, conversion, own);
  return { image, before: yuvImageFrom(image.data.slice(), widthPx, heightPx), landmarks, affine, own };
}

function matteOf({ image, landmarks, affine }: Scene, shares: MatteShares): FaceMatte {
  const { widthPx, heightPx } = image;
  const matte = drawFaceMatte({ landmarks, affine, sizePx, shares, widthPx, heightPx }, workspace);
  if (matte === null) throw new Error('no matte');
  return matte;
}

function paste(scene: Scene, shares: MatteShares, changes: Partial<PasteBackRequest> = {}) {
  const { image, affine, own } = scene;
  const matte = matteOf(scene, shares);
  const request = { picture: own, sizePx, affine, matte, strength: 1, image, conversion, matchColour: true };
  return { rect: pasteBack({ ...request, ...changes }, workspace), matte };
}

/** Alpha of the cell that holds a pixel; 0 outside of the matte's part. */
function alphaAt({ rect, width, alpha }: FaceMatte, x: number, y: number): number {
  const [i, j] = [Math.floor(x) - rect.x, Math.floor(y) - rect.y];
  if (i < 0 || j < 0 || i >= rect.widthPx || j >= rect.heightPx) return 0;
  return alpha[(j >> 1) * width + (i >> 1)];
}

/** Greatest difference of luma inside and outside of a matte. */
function changeOf({ image, before }: Scene, matte: FaceMatte): { inside: number; outside: number } {
  const change = { inside: 0, outside: 0 };
  for (let o = 0; o < image.y.length; o++) {
    const isInside = alphaAt(matte, o % image.widthPx, o / image.widthPx) > 0;
    const side = isInside ? 'inside' : 'outside';
    change[side] = Math.max(change[side], Math.abs(image.y[o] - before.y[o]));
  }
  const stride = chromaSize(image.widthPx);
  for (let o = 0; o < image.u.length; o++) {
    const isInside = alphaAt(matte, 2 * (o % stride), 2 * Math.floor(o / stride)) > 0;
    const difference = Math.max(Math.abs(image.u[o] - before.u[o]), Math.abs(image.v[o] - before.v[o]));
    const side = isInside ? 'inside' : 'outside';
    change[side] = Math.max(change[side], difference);
  }
  return change;
}

/** How many bytes of two frames differ. */
function differing(a: YuvImage, b: YuvImage): number {
  return a.data.reduce((count, value, o) => count + (value === b.data[o] ? 0 : 1), 0);
}

const middle: OvalFace = { x: 320, y: 240, iodPx: 90 };

const places: readonly (readonly [string, number, number, OvalFace])[] = [
  ['in the middle', 640, 480, middle],
  ['in a frame of odd size', 501, 375, { x: 250, y: 190, iodPx: 80 }],
  ['cut by the left and upper border', 640, 480, { x: 20, y: 40, iodPx: 90 }],
  ['cut by the right and lower border of an odd frame', 641, 479, { x: 630, y: 430, iodPx: 90 }],
  ['that is tiny', 640, 480, { x: 300, y: 200, iodPx: 9 }],
  ['larger than the frame', 640, 480, { x: 320, y: 240, iodPx: 420 }],
  ['lying on its side', 640, 480, { x: 320, y: 240, iodPx: 80, rollRad: 1.6 }],
  ['upside down', 640, 480, { x: 320, y: 240, iodPx: 80, rollRad: 3 }],
];

describe('the matte of a generated face', () => {
  it.each(places)('lies between 0 and 1 and within the frame, of a face %s', (_, widthPx, heightPx, where) => {
    for (const shares of [lower, face, whole, { lowerFace: 1, face: 0.4, picture: 0.2 }]) {
      const matte = matteOf(aScene(widthPx, heightPx, where), shares);
      const { rect, width, height } = matte;
      for (const plane of [matte.alpha, matte.compared])
        expect(plane.subarray(0, width * height).every((value) => value >= 0 && value <= 1)).toBe(true);
      expect((rect.x % 2) + (rect.y % 2)).toBe(0);
      expect(rect.x >= 0 && rect.y >= 0 && rect.x + rect.widthPx <= widthPx && rect.y + rect.heightPx <= heightPx).toBe(
        true,
      );
    }
  });

  it('covers the mouth and chin and leaves eyes and nose bridge when only the lips are driven', () => {
    const matte = matteOf(aScene(640, 480, middle), lower);
    expect(alphaAt(matte, 320, 240 + 45)).toBe(1);
    // The upper edge of the upper lip, where an original lip would be seen twice.
    expect(alphaAt(matte, 320, 240 + 36)).toBe(1);
    expect(alphaAt(matte, 320, 240 + 75)).toBe(1);
    expect(alphaAt(matte, 320 - 28, 240 - 27)).toBe(0);
    expect(alphaAt(matte, 320, 240)).toBe(0);
    expect(alphaAt(matte, 320, 240 + 90 + 30)).toBe(0);
  });

  it('covers eyes, forehead and mouth when more is driven, and nothing beside the head', () => {
    const matte = matteOf(aScene(640, 480, middle), face);
    for (const [x, y] of [
      [0, 45],
      [-28, -27],
      [28, -27],
      [0, -70],
      [0, 0],
    ])
      expect(alphaAt(matte, 320 + x, 240 + y)).toBe(1);
    expect(alphaAt(matte, 320 + 90, 240)).toBe(0);
    expect(alphaAt(matte, 320, 240 - 125)).toBe(0);
  });

  it('compares colours on the face above the mouth, where a moving jaw shows nothing else', () => {
    for (const shares of [lower, face]) {
      const { rect, width, height, compared } = matteOf(aScene(640, 480, middle), shares);
      const rows = Array.from({ length: height }, (_, j) => compared.subarray(j * width, (j + 1) * width));
      const mouthRow = (240 + 45 - rect.y) / 2;
      expect(rows.some((row, j) => j < mouthRow - 1 && row.some((value) => value > 0.9))).toBe(true);
      expect(rows.some((row, j) => j > mouthRow + 1 && row.some((value) => value > 0))).toBe(false);
    }
  });

  it("shows the whole picture when the head moves, and nothing on or outside of the picture's edge", () => {
    const scene = aScene(640, 480, { ...middle, iodPx: 60, rollRad: 0.3 });
    const matte = matteOf(scene, whole);
    const { a, b, c, d, e, f } = scene.affine;
    let isFull = 0;
    for (let y = 0; y < 480; y++) {
      for (let x = 0; x < 640; x++) {
        const [px, py] = [a * x + b * y + c, d * x + e * y + f];
        const depth = Math.min(px + 0.5, py + 0.5, sizePx - 0.5 - px, sizePx - 0.5 - py);
        if (depth < -2 && alphaAt(matte, x, y) !== 0) throw new Error(`something outside at ${x}, ${y}`);
        if (depth > 0.1 * sizePx && alphaAt(matte, x, y) === 1) isFull++;
        else if (depth > 0.1 * sizePx) throw new Error(`a hole at ${x}, ${y}`);
      }
    }
    expect(isFull).toBeGreaterThan(10_000);
  });

  it('cross-fades: the larger of the shares counts where parts overlap', () => {
    const scene = aScene(640, 480, middle);
    const matte = matteOf(scene, { lowerFace: 1, face: 0.3, picture: 0 });
    expect(alphaAt(matte, 320, 240 + 45)).toBe(1);
    expect(alphaAt(matte, 320, 240 - 40)).toBeCloseTo(0.3, 5);
    const other = matteOf(scene, { lowerFace: 0.3, face: 1, picture: 0 });
    expect(alphaAt(other, 320, 240 + 45)).toBe(1);
  });

  it('has no step that an eye could see', () => {
    for (const shares of [lower, face, whole]) {
      const { width, height, alpha } = matteOf(aScene(640, 480, middle), shares);
      let steepest = 0;
      for (let o = 1; o < width * height; o++)
        if (o % width > 0) steepest = Math.max(steepest, Math.abs(alpha[o] - alpha[o - 1]));
      expect(steepest).toBeLessThan(1 / 3);
      expect(steepest).toBeGreaterThan(0);
    }
  });

  it('is nothing without shares, and where the face lies outside of the frame', () => {
    const { landmarks, affine } = aScene(640, 480, middle);
    const request = { landmarks, affine, sizePx, widthPx: 640, heightPx: 480 };
    expect(drawFaceMatte({ ...request, shares: { lowerFace: 0, face: 0, picture: 0 } }, workspace)).toBeNull();
    const away = anOvalFace({ x: -900, y: 240, iodPx: 90 });
    const gone = { ...request, landmarks: away, affine: affineOf(away) };
    for (const shares of [lower, face, whole]) expect(drawFaceMatte({ ...gone, shares }, workspace)).toBeNull();
  });

  it('goes round the outermost points', () => {
    const hull = convexHull([0, 0, 4, 0, 2, 1, 4, 4, 0, 4, 2, 2, 2, 0]);
    const corners = Array.from({ length: hull.length / 2 }, (_, k) => `${hull[2 * k]},${hull[2 * k + 1]}`).sort();
    expect(corners).toEqual(['0,0', '0,4', '4,0', '4,4']);
  });
});

describe('pasting a generated picture back', () => {
  it.each(places)(
    "changes next to nothing when it is the frame's own crop, and nothing outside of the matte, of a face %s",
    (_, widthPx, heightPx, where) => {
      for (const shares of [lower, face, whole]) {
        const scene = aScene(widthPx, heightPx, where);
        const { matte } = paste(scene, shares, { matchColour: where.iodPx < 300 });
        const change = changeOf(scene, matte);
        expect(change.inside).toBeLessThanOrEqual(3);
        expect(change.outside).toBe(0);
      }
    },
  );

  it.each(places)(
    'answers with a rectangle on the chroma grid that holds every change, of a face %s',
    (_, widthPx, heightPx, where) => {
      const scene = aScene(widthPx, heightPx, where);
      const { rect } = paste(scene, face, {
        picture: new Float32Array(3 * sizePx * sizePx).fill(1),
        matchColour: false,
      });
      if (rect === null) throw new Error('white changed nothing');
      expect([rect.x % 2, rect.y % 2]).toEqual([0, 0]);
      expect(rect.widthPx % 2 === 0 || rect.x + rect.widthPx === widthPx).toBe(true);
      expect(rect.heightPx % 2 === 0 || rect.y + rect.heightPx === heightPx).toBe(true);
      let outside = 0;
      scene.image.y.forEach((value, o) => {
        const [x, y] = [o % widthPx, Math.floor(o / widthPx)];
        const isIn = x >= rect.x && y >= rect.y && x < rect.x + rect.widthPx && y < rect.y + rect.heightPx;
        if (!isIn && value !== scene.before.y[o]) outside++;
      });
      expect(outside).toBe(0);
    },
  );

  it('changes no byte at strength 0, and half as much at half', () => {
    const white = new Float32Array(3 * sizePx * sizePx).fill(1);
    const scene = aScene(640, 480, middle);
    expect(paste(scene, face, { picture: white, strength: 0 }).rect).toBeNull();
    expect(differing(scene.image, scene.before)).toBe(0);
    paste(scene, face, { picture: white, strength: 0.5, matchColour: false });
    const o = 240 * 640 + 320;
    expect(scene.image.y[o]).toBeCloseTo((scene.before.y[o] + 235) / 2, -0.5);
  });

  it.each([
    ['tv', 235, 16],
    ['pc', 255, 0],
  ])('writes white and black as a stream of range %s has them', (range, white, black) => {
    const stream = yuvToRgbFor({ space: 'smpte170m', range }, 480);
    for (const [value, luma] of [
      [1, white],
      [-1, black],
      [3, white],
    ]) {
      const scene = aScene(640, 480, middle);
      const picture = new Float32Array(3 * sizePx * sizePx).fill(value);
      paste(scene, face, { picture, conversion: stream, matchColour: false });
      expect(scene.image.y[250 * 640 + 320]).toBe(luma);
      expect(scene.image.u[125 * 320 + 160]).toBe(128);
      expect(scene.image.v[125 * 320 + 160]).toBe(128);
    }
  });

  it('keeps colours where they are: chroma samples lie on even columns, between rows', () => {
    const scene = aScene(640, 480, middle);
    const stride = chromaSize(640);
    const fill = (image: YuvImage) => {
      for (let o = 0; o < image.u.length; o++) {
        image.u[o] = 60 + 1.6 * ((o % stride) - 100);
        image.v[o] = 60 + 1.6 * (Math.floor(o / stride) - 60);
      }
    };
    [scene.image, scene.before].forEach(fill);
    makePictureSampler(sizePx).sample(scene.image, scene.affine, conversion, scene.own);
    const { matte } = paste(scene, whole, { matchColour: false });
    const sums = { u: 0, v: 0, count: 0 };
    for (let j = 0; j < matte.height; j++) {
      for (let i = 0; i < matte.width; i++) {
        if (matte.alpha[j * matte.width + i] < 1) continue;
        const o = (matte.rect.y / 2 + j) * stride + matte.rect.x / 2 + i;
        // What a picture cannot hold as RGB is clipped.
        if (Math.max(Math.abs(scene.before.u[o] - 128), Math.abs(scene.before.v[o] - 128)) > 30) continue;
        sums.u += scene.image.u[o] - scene.before.u[o];
        sums.v += scene.image.v[o] - scene.before.v[o];
        sums.count++;
      }
    }
    // Half a luma pixel would be .4 of a level.
    expect(sums.count).toBeGreaterThan(300);
    expect(Math.abs(sums.u / sums.count)).toBeLessThan(0.12);
    expect(Math.abs(sums.v / sums.count)).toBeLessThan(0.12);
  });

  it("gives a picture of another light the frame's own, and leaves it when it is not wanted", () => {
    for (const shares of [lower, face, whole]) {
      const tint = [0.25, 0, -0.16];
      const tinted = (own: Float32Array) =>
        own.map((value, o) => 0.9 * value + tint[Math.floor(o / sizePx ** 2)] + 0.1 * ((o % sizePx) / sizePx - 0.5));
      const matched = aScene(640, 480, middle);
      expect(changeOf(matched, paste(matched, shares, { picture: tinted(matched.own) }).matte).inside).toBeLessThan(10);
      const plain = aScene(640, 480, middle);
      const request = { picture: tinted(plain.own), matchColour: false };
      expect(changeOf(plain, paste(plain, shares, request).matte).inside).toBeGreaterThan(12);
    }
  });

  it("has the frame's light from the first faint sight of it on", () => {
    const scene = aScene(640, 480, middle);
    const faint = { lowerFace: 0, face: 0.1, picture: 0 };
    const bright = scene.own.map((value) => value + 0.25);
    const { matte } = paste(scene, faint, { picture: bright });
    expect(changeOf(scene, matte).inside).toBeLessThanOrEqual(1);
  });

  it('does not take another thing in the picture for another light', () => {
    const scene = aScene(640, 480, middle);
    // A bright hand over a fifth of the outline, in the picture only.
    const picture = scene.own.map((value, o) =>
      o % sizePx > 160 && Math.floor(o / sizePx) % sizePx > 130 ? 1 : value,
    );
    paste(scene, face, { picture });
    const o = 200 * 640 + 300;
    expect(Math.abs(scene.image.y[o] - scene.before.y[o])).toBeLessThanOrEqual(6);
  });

  it('keeps the contrast of a picture that shows something else than the frame', () => {
    const scene = aScene(640, 480, middle);
    // The same light, but strong stripes that the frame does not have.
    const picture = scene.own.map((value, o) => value + 0.25 * Math.sin((o % sizePx) / 2));
    paste(scene, face, { picture });
    const row = Array.from(
      { length: 60 },
      (_, i) => scene.image.y[240 * 640 + 290 + i] - scene.before.y[240 * 640 + 290 + i],
    );
    expect(Math.max(...row) - Math.min(...row)).toBeGreaterThan(0.9 * 0.25 * 219);
  });

  it('gives the same again after a larger face used the memory', () => {
    const first = aScene(640, 480, middle);
    paste(first, face);
    paste(aScene(1200, 900, { x: 600, y: 450, iodPx: 260 }), { lowerFace: 1, face: 0.5, picture: 0.2 });
    const again = aScene(640, 480, middle);
    paste(again, face);
    expect(differing(again.image, first.image)).toBe(0);
  });
});

describe('RGB to stored colours', () => {
  it.each([
    ['bt709', 'tv'],
    ['smpte170m', 'pc'],
    ['bt2020nc', 'tv'],
  ])('is undone by the conversion of %s %s', (space, range) => {
    const there = yuvToRgbFor({ space, range }, 720);
    const back = rgbToYuvFor(there);
    for (const [y, u, v] of [
      [16, 128, 128],
      [200, 90, 170],
      [81, 240, 30],
    ]) {
      const r = there.lumaGain * y + there.redFromV * v + there.redOffset;
      const g = there.lumaGain * y + there.greenFromU * u + there.greenFromV * v + there.greenOffset;
      const b = there.lumaGain * y + there.blueFromU * u + there.blueOffset;
      expect(back.yRed * r + back.yGreen * g + back.yBlue * b + back.yOffset).toBeCloseTo(y, 8);
      expect(back.uRed * r + back.uGreen * g + back.uBlue * b + back.uOffset).toBeCloseTo(u, 8);
      expect(back.vRed * r + back.vGreen * g + back.vBlue * b + back.vOffset).toBeCloseTo(v, 8);
    }
  });
});

import { describe, expect, it } from 'vitest';
import { lumaThumbnail } from '../../../../core/analysis/luma-thumbnail.ts';
import { landmarkValues } from '../../../../core/geometry/landmarks.ts';
import { yuvToRgbFor } from '../../../../core/geometry/yuv-to-rgb.ts';
import { makeYuvImage, type YuvImage } from '../../../../core/tensor/yuv-image.ts';
import type { FaceFinder, FoundFace } from '../../../../main/engine/analysis/face-finder.ts';
import { FaceTracker } from '../../../../main/engine/analysis/face-tracker.ts';
import { RepeatedFrames } from '../../../../main/engine/analysis/repeated-frames.ts';

function aPicture(luma: number, spot: number | null = null): YuvImage {
  const image = makeYuvImage(640, 360);
  image.y.fill(luma);
  // Between the samples of the thumbnail.
  if (spot !== null) image.y[0] = spot;
  return image;
}

describe('repeated frames', () => {
  it('are told from the second repetition on, to the bit', () => {
    const frames = [10, 10, 10, 10].map((luma) => aPicture(luma));
    const last = aPicture(10, 200);
    const repeated = new RepeatedFrames();
    const told = [...frames, last, aPicture(10, 200), aPicture(11)].map((image) =>
      repeated.push(image, lumaThumbnail(image)),
    );
    expect(told).toEqual([false, false, true, true, false, true, false]);
  });

  it('are compared with a copy: readers use their memory again', () => {
    const image = aPicture(10);
    const repeated = new RepeatedFrames();
    repeated.push(image, lumaThumbnail(image));
    repeated.push(image, lumaThumbnail(image));
    image.u[3] = 99;
    expect(repeated.push(image, lumaThumbnail(image))).toBe(false);
  });
});

/** A finder that sees one face, and counts how often it looks. */
function aFinder(): { finder: FaceFinder; looks: { follow: number; detect: string[] } } {
  const looks = { follow: 0, detect: [] as string[] };
  const landmarks = Float32Array.from({ length: landmarkValues }, (_, i) => (i % 3 === 2 ? 0 : 20 + ((i * 7) % 24)));
  const face = { landmarks, presence: 1 } as unknown as FoundFace;
  const finder = {
    follow: async () => (looks.follow++, face),
    meshOf: async () => face,
    detect: async (_image: YuvImage, depth: string) => {
      looks.detect.push(depth);
      return [{ box: { x: 20, y: 20, widthPx: 24, heightPx: 24 }, score: 1, keypoints: [] }];
    },
  };
  return { finder: finder as unknown as FaceFinder, looks };
}

describe('following faces in a picture that stands still', () => {
  const colour = yuvToRgbFor({ range: 'tv', space: 'bt709' }, 360);

  it('looks once for each search that is due, and never again', async () => {
    const { finder, looks } = aFinder();
    const tracker = new FaceTracker(finder, colour, 4);
    const image = aPicture(10);
    const faces: number[] = [];
    for (let frame = 0; frame < 1000; frame++) {
      const known = frame < 2 ? null : tracker.repeat(frame);
      faces.push((known ?? (await tracker.track(frame, image, false))).length);
    }
    expect(looks).toEqual({ follow: 5, detect: ['tiles', 'squares', 'squares', 'squares', 'tiles'] });
    expect(new Set(faces)).toEqual(new Set([1]));
  });

  it('keeps the path of a face when the picture moves again', async () => {
    const { finder } = aFinder();
    const tracker = new FaceTracker(finder, colour, 4);
    const [first] = await tracker.track(0, aPicture(10), false);
    for (let frame = 1; frame < 300; frame++) {
      if (tracker.repeat(frame) === null) await tracker.track(frame, aPicture(10), false);
    }
    const [again] = await tracker.track(300, aPicture(20), false);
    expect(again.pathId).toBe(first.pathId);
  });
});

import type { FaceTrack } from '../../core/analysis/face-track.ts';
import { makeLipBasis } from '../../core/analysis/lip-basis.ts';
import type { LipBasis, LipMotion, PersonShape } from '../../core/analysis/lip-motion.ts';
import { learnPersonShape } from '../../core/analysis/person-shape.ts';
import type { CanonicalFace } from '../../core/geometry/canonical-face.ts';
import { landmarkValues, stablePoints } from '../../core/geometry/landmarks.ts';
import { smoothstep } from '../../core/tensor/resample.ts';
import { makeYuvImage, type YuvImage } from '../../core/tensor/yuv-image.ts';
import { aPosedFace } from './a-posed-face.ts';
import { aFaceTrack } from './fake-video.ts';

/** Inner border of the lips: right corner, upper, left corner, lower. */
const innerLips = [78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308, 324, 318, 402, 317, 14, 87, 178, 88, 95];
const outerLips = [61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291, 375, 321, 405, 314, 17, 84, 181, 91, 146];
const lowerLips = new Set([95, 88, 178, 87, 14, 317, 402, 318, 324, 146, 91, 181, 84, 17, 314, 405, 321, 375]);

/** Two components on the real mesh: 1 iod of lower lip, chin and jaw going down; 1 iod of the corners going apart. */
export function aMeshBasis(face: CanonicalFace): LipBasis {
  const v = face.vertices;
  const noseBase = v[2 * 3 + 1];
  const excluded = new Set<number>(stablePoints);
  const points = Array.from({ length: 468 }, (_, p) => p).filter(
    (p) => !excluded.has(p) && v[p * 3 + 1] > noseBase - 0.08 && v[p * 3 + 2] < 0.05,
  );
  const lips = new Set([...innerLips, ...outerLips]);
  const mouthY = (v[13 * 3 + 1] + v[14 * 3 + 1]) / 2;
  const basis = new Float32Array(2 * points.length * 3);
  points.forEach((p, n) => {
    const aside = 1 - smoothstep(0.2, 0.7, Math.abs(v[p * 3]));
    const down = lowerLips.has(p) || v[p * 3 + 1] > mouthY + 0.1 ? 1 : 0;
    const atCorner = [78, 308, 61, 291, 95, 324, 191, 415].includes(p) ? 0.4 : 1;
    basis[n * 3 + 1] = down * aside * atCorner;
    basis[(points.length + n) * 3] = Math.sign(v[p * 3]) * smoothstep(0, 0.25, Math.abs(v[p * 3])) * 0.5 * aside;
  });
  const weights = Float32Array.from(points, (p) => (lips.has(p) ? 3 : 1));
  return makeLipBasis(points, basis, 2, weights);
}

/** One frame of a made talking head; lengths in iod, angles in rad, place in px. */
export interface TalkingFrame {
  readonly opening: number;
  readonly wide?: number;
  readonly yaw?: number;
  readonly x?: number;
  readonly y?: number;
}

/** A made talking head: its track and its pictures. */
export interface TalkingHead {
  readonly face: CanonicalFace;
  readonly basis: LipBasis;
  readonly track: FaceTrack;
  readonly person: PersonShape;
  /** A new picture of one frame. */
  pictureOf(frameIndex: number): YuvImage;
}

function isInside(points: Float32Array, outline: readonly number[], x: number, y: number): boolean {
  let inside = false;
  for (let k = 0, l = outline.length - 1; k < outline.length; l = k++) {
    const [a, b] = [outline[k] * 3, outline[l] * 3];
    if (points[a + 1] > y === points[b + 1] > y) continue;
    const crossing = points[a] + ((y - points[a + 1]) / (points[b + 1] - points[a + 1])) * (points[b] - points[a]);
    if (x < crossing) inside = !inside;
  }
  return inside;
}

/** Skin with a texture that moves with the head, red lips, a dark inside; background stripes stay where they are. */
function paint(image: YuvImage, landmarks: Float32Array, scale: number): void {
  const { widthPx, heightPx } = image;
  const [cx, cy] = [landmarks[168 * 3], landmarks[168 * 3 + 1]];
  for (let y = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++) {
      const [u, v] = [(x - cx) / scale, (y - cy) / scale];
      const isFace = (u / 0.95) ** 2 + ((v - 0.35) / 1.25) ** 2 < 1;
      let luma = isFace ? 140 + 25 * u + 6 * Math.sin(37 * u) * Math.sin(41 * v) : 60 + ((x >> 3) & 1) * 20;
      let red = isFace ? 148 : 128;
      if (isFace && isInside(landmarks, outerLips, x, y)) {
        const isOpen = isInside(landmarks, innerLips, x, y);
        luma = isOpen ? 30 : 100;
        red = isOpen ? 132 : 165;
      }
      image.y[y * widthPx + x] = luma;
      if ((x & 1) === 0 && (y & 1) === 0) {
        const c = (y >> 1) * (widthPx >> 1) + (x >> 1);
        image.v[c] = red;
        image.u[c] = isFace ? 115 : 128;
      }
    }
  }
}

/**
 * Makes a talking head on the real mesh. The landmarks are the pictures' own, without noise.
 *
 * @param scale px per iod
 */
export function aTalkingHead(
  face: CanonicalFace,
  frames: readonly TalkingFrame[],
  { widthPx = 320, heightPx = 320, scale = 100 } = {},
): TalkingHead {
  const basis = aMeshBasis(face);
  const size = basis.pointIndices.length * 3;
  // The canonical mouth is a little open; a rest shape has closed lips.
  const closed = face.vertices.slice();
  for (const [upper, lower] of [
    [13, 14],
    [82, 87],
    [81, 178],
    [80, 88],
    [191, 95],
    [312, 317],
    [311, 402],
    [310, 318],
    [415, 324],
  ]) {
    closed[lower * 3 + 1] = closed[upper * 3 + 1] + 0.01;
  }
  const placed = frames.map((frame) => {
    const vertices = closed.slice();
    basis.pointIndices.forEach((p, n) => {
      for (let d = 0; d < 3; d++) {
        vertices[p * 3 + d] +=
          frame.opening * basis.basis[n * 3 + d] + (frame.wide ?? 0) * basis.basis[size + n * 3 + d];
      }
    });
    const { yaw = 0, x = 0, y = 0 } = frame;
    return aPosedFace({ ...face, vertices }, { yaw, x: widthPx / 2 + x, y: heightPx * 0.4 + y, scale });
  });
  const pose = new Float32Array(frames.length * 6);
  frames.forEach(({ yaw = 0, x = 0, y = 0 }, t) =>
    pose.set([yaw, 0, 0, widthPx / 2 + x, heightPx * 0.4 + y, scale], t * 6),
  );
  const track = aFaceTrack({
    startFrame: 0,
    endFrame: frames.length,
    medianIodPx: scale,
    pose,
    isPresent: new Uint8Array(frames.length).fill(1),
    isDrivable: new Uint8Array(frames.length).fill(1),
    landmarks: {
      startFrame: 0,
      endFrame: frames.length,
      read(frameIndex: number, out: Float32Array) {
        if (frameIndex < 0 || frameIndex >= frames.length) return false;
        out.set(placed[frameIndex].subarray(0, landmarkValues));
        return true;
      },
    },
  });
  return {
    face,
    basis,
    track,
    person: learnPersonShape({ tracks: [track], face, basis, defaults: { articulationScale: 0.05, restShare: 0.12 } }),
    pictureOf(frameIndex) {
      const image = makeYuvImage(widthPx, heightPx);
      paint(image, placed[frameIndex], scale);
      return image;
    },
  };
}

/** A motion of the made basis's two components; strength 1 unless told. */
export function aLipMotion(
  frames: readonly { readonly opening: number; readonly wide?: number; readonly strength?: number }[],
  startFrame = 0,
): LipMotion {
  return {
    startFrame,
    frameCount: frames.length,
    componentCount: 2,
    coefficients: Float32Array.from(frames.flatMap(({ opening, wide = 0 }) => [opening, wide])),
    opening: Float32Array.from(frames, ({ opening }) => opening),
    closedProbability: new Float32Array(frames.length),
    strength: Float32Array.from(frames, ({ strength = 1 }) => strength),
  };
}

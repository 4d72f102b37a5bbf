import { poseValues } from '../analysis/head-pose.ts';
import { fitCanonicalFrame } from '../geometry/canonical-face.ts';
import { landmarkValues } from '../geometry/landmarks.ts';
import { invariant } from '../errors.ts';
import { chromaSize, yuvByteLength, yuvImageFrom, type YuvImage } from '../tensor/yuv-image.ts';
import type { FaceEditAtlasPlan } from './eye-atlas-plan.ts';
import { eyes, makeEyeGeometry, openLidBlink, readEye, type EyeGeometry } from './eye-geometry.ts';
import { alignUpperLid, darkBandOf } from './eye-lid-edge.ts';
import { eyeChangeCount } from './face-edit-motion.ts';

/** The eyes of one kept frame. */
export interface EyeEntry {
  readonly kind: 'open' | 'shut';
  /** Planes of the crop and its origin in the frame, px. */
  readonly picture: YuvImage;
  readonly x: number;
  readonly y: number;
  /** The left and the right eye, px of the frame. */
  readonly geometry: readonly [EyeGeometry, EyeGeometry];
  /** blinkLeft, blinkRight, gazeYaw, gazePitch as measured in the frame. */
  readonly values: Float32Array;
  /** Height of the dark band between the lids, left and right, iod: see `darkBandOf`. */
  readonly darkBand: readonly [number, number];
  /** rad */
  readonly yaw: number;
  readonly pitch: number;
}

/** Open and shut eyes of one face track. Fill it by one decode pass over {@link wantedFrames}. */
export interface FaceEditAtlas {
  readonly plan: FaceEditAtlasPlan;
  /** Frames to pass to {@link collect}, ascending. */
  readonly wantedFrames: readonly number[];
  /** In the order of collecting. */
  readonly entries: readonly EyeEntry[];
  /**
   * Copies the eyes of one frame. Frames that are not wanted, or were collected before, are ignored.
   * @param image the whole frame; only read, not kept
   */
  collect(frameIndex: number, image: YuvImage): void;
}

function cropPlane(from: Uint8Array, stride: number, x: number, y: number, to: Uint8Array, width: number): void {
  for (let o = 0, row = y; o < to.length; o += width, row++) {
    to.set(from.subarray(row * stride + x, row * stride + x + width), o);
  }
}

/** Makes an empty atlas for a plan, which may have no frames. */
export function createFaceEditAtlas(plan: FaceEditAtlasPlan): FaceEditAtlas {
  const waiting = new Map(plan.frames.map((frame) => [frame.frameIndex, frame]));
  const entries: EyeEntry[] = [];
  const landmarks = new Float32Array(landmarkValues);
  const { track, face } = plan;
  return {
    plan,
    wantedFrames: plan.frames.map(({ frameIndex }) => frameIndex),
    entries,
    collect(frameIndex, image) {
      const frame = waiting.get(frameIndex);
      if (frame === undefined || !track.landmarks.read(frameIndex, landmarks)) return;
      waiting.delete(frameIndex);
      invariant(
        image.widthPx === plan.frameWidthPx && image.heightPx === plan.frameHeightPx,
        `eye atlas frame of ${image.widthPx}x${image.heightPx}`,
      );
      const { x, y, widthPx, heightPx } = frame.crop;
      const picture = yuvImageFrom(new Uint8Array(yuvByteLength(widthPx, heightPx)), widthPx, heightPx);
      const chromaStride = chromaSize(image.widthPx);
      cropPlane(image.y, image.widthPx, x, y, picture.y, widthPx);
      cropPlane(image.u, chromaStride, x >> 1, y >> 1, picture.u, chromaSize(widthPx));
      cropPlane(image.v, chromaStride, x >> 1, y >> 1, picture.v, chromaSize(widthPx));
      const t = frameIndex - track.startFrame;
      const values = track.factors.eye.values.slice(t * eyeChangeCount, (t + 1) * eyeChangeCount);
      const iodPx = 1 / fitCanonicalFrame(landmarks, face).scale;
      const geometry = [makeEyeGeometry(), makeEyeGeometry()] as const;
      const plane = { data: picture.y, widthPx, heightPx, x, y };
      const darkBand: [number, number] = [0, 0];
      eyes.forEach((points, k) => {
        readEye(landmarks, points, iodPx, 0, geometry[k]);
        darkBand[k] = darkBandOf(plane, geometry[k]);
        readEye(landmarks, points, iodPx, values[k], geometry[k]);
        if (values[k] < openLidBlink) alignUpperLid(plane, geometry[k]);
      });
      const [yaw, pitch] = track.pose.subarray(t * poseValues, t * poseValues + 2);
      entries.push({ kind: frame.kind, picture, x, y, geometry, values, darkBand, yaw, pitch });
    },
  };
}

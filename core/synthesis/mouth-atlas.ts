import { StudioError, invariant } from '../errors.ts';
import { chromaSize, yuvByteLength, yuvImageFrom, type YuvImage } from '../tensor/yuv-image.ts';
import type { AtlasPlan } from './atlas-plan.ts';
import { measureDetail, takeThumbnail, thumbnailLength } from './frame-look.ts';
import { makeLowerFace, readLowerFace } from './lower-face.ts';

/**
 * The mouths of one face track: for each kept frame a crop of the picture, where the mesh lies on it, and what the
 * search compares. Entries are in frame order. Fill it by one decode pass over {@link wantedFrames}.
 */
export interface MouthAtlas {
  readonly plan: AtlasPlan;
  /** Frames to pass to {@link collect}, ascending. */
  readonly wantedFrames: readonly number[];
  /** Entries collected so far. */
  readonly collectedCount: number;
  /**
   * Copies the mouth of one frame. Frames that are not wanted, or were collected before, are ignored.
   * @param image the whole frame; only read, not kept
   */
  collect(frameIndex: number, image: YuvImage): void;
  /** 1 where the entry was collected. [A] */
  readonly isCollected: Uint8Array;
  /** Picture of an entry: planes of its crop. */
  pictureOf(entry: number): YuvImage;
  /** Mesh vertices of each entry, px of the frame. [A, V, 2] */
  readonly vertices: Float32Array;
  /** Displacement of the basis points from rest. [A, N, 3] iod */
  readonly displacements: Float32Array;
  /** Mouth opening above rest, iod. [A] */
  readonly openings: Float32Array;
  /** Yaw and pitch, rad. [A, 2] */
  readonly pose: Float32Array;
  /** Fine detail of the crop, see `measureDetail`. [A] */
  readonly detail: Float32Array;
  /** Mouth thumbnails. [A, 24 * 24] */
  readonly thumbnails: Float32Array;
}

function copyPlane(
  from: Uint8Array,
  fromWidth: number,
  x: number,
  y: number,
  to: Uint8Array,
  width: number,
  height: number,
): void {
  for (let row = 0; row < height; row++) {
    const o = (y + row) * fromWidth + x;
    to.set(from.subarray(o, o + width), row * width);
  }
}

function emptyAtlas({ track }: AtlasPlan): StudioError {
  return new StudioError(
    'synthesis.atlas-empty',
    'No frame of this face shows a mouth that can be re-driven; choose another face or another part of the video.',
    { faceTrackId: track.faceTrackId },
  );
}

/**
 * Makes an empty atlas for a plan.
 *
 * @throws StudioError 'synthesis.atlas-empty' when the plan holds no frame
 */
export function createMouthAtlas(plan: AtlasPlan): MouthAtlas {
  const count = plan.frames.length;
  if (count === 0) throw emptyAtlas(plan);
  const { mesh, basis, track } = plan;
  const vertexCount = mesh.vertexLandmarks.length;
  const size = basis.pointIndices.length * 3;
  const entryOf = new Map(plan.frames.map(({ frameIndex }, entry) => [frameIndex, entry]));
  const pictures: (YuvImage | undefined)[] = new Array<YuvImage | undefined>(count);
  const lowerFace = makeLowerFace(basis);
  const vertices = new Float32Array(count * vertexCount * 2);
  const displacements = new Float32Array(count * size);
  const openings = new Float32Array(count);
  const pose = new Float32Array(count * 2);
  const detail = new Float32Array(count);
  const thumbnails = new Float32Array(count * thumbnailLength);
  const isCollected = new Uint8Array(count);
  let collectedCount = 0;

  const describe = (entry: number, frameIndex: number): void => {
    for (let v = 0; v < vertexCount; v++) {
      const o = mesh.vertexLandmarks[v] * 3;
      vertices[(entry * vertexCount + v) * 2] = lowerFace.landmarks[o];
      vertices[(entry * vertexCount + v) * 2 + 1] = lowerFace.landmarks[o + 1];
    }
    displacements.set(lowerFace.displacement, entry * size);
    openings[entry] = lowerFace.opening;
    const o = (frameIndex - track.startFrame) * 6;
    pose[entry * 2] = track.pose[o] || 0;
    pose[entry * 2 + 1] = track.pose[o + 1] || 0;
  };

  return {
    plan,
    isCollected,
    vertices,
    displacements,
    openings,
    pose,
    detail,
    thumbnails,
    wantedFrames: plan.frames.map(({ frameIndex }) => frameIndex),
    get collectedCount() {
      return collectedCount;
    },
    collect(frameIndex, image) {
      const entry = entryOf.get(frameIndex);
      if (entry === undefined || isCollected[entry] === 1 || !readLowerFace(plan, frameIndex, lowerFace)) return;
      invariant(
        image.widthPx === plan.frameWidthPx && image.heightPx === plan.frameHeightPx,
        `atlas frame of ${image.widthPx}x${image.heightPx}`,
      );
      const { x, y, widthPx, heightPx } = plan.frames[entry].crop;
      const picture = yuvImageFrom(new Uint8Array(yuvByteLength(widthPx, heightPx)), widthPx, heightPx);
      const chromaWidth = chromaSize(image.widthPx);
      copyPlane(image.y, image.widthPx, x, y, picture.y, widthPx, heightPx);
      copyPlane(image.u, chromaWidth, x >> 1, y >> 1, picture.u, chromaSize(widthPx), chromaSize(heightPx));
      copyPlane(image.v, chromaWidth, x >> 1, y >> 1, picture.v, chromaSize(widthPx), chromaSize(heightPx));
      describe(entry, frameIndex);
      detail[entry] = measureDetail(picture.y, widthPx, heightPx);
      takeThumbnail(
        picture.y,
        widthPx,
        heightPx,
        lowerFace.landmarks,
        x,
        y,
        thumbnails.subarray(entry * thumbnailLength, (entry + 1) * thumbnailLength),
      );
      pictures[entry] = picture;
      isCollected[entry] = 1;
      collectedCount++;
    },
    pictureOf(entry) {
      const picture = pictures[entry];
      invariant(picture !== undefined, `atlas entry ${entry} was not collected`);
      return picture;
    },
  };
}

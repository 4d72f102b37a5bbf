import { makePictureSampler, pictureAffineAt } from '../../../core/analysis/aligned-picture.ts';
import { codeTimesOf, type CodeTimes } from '../../../core/analysis/code-track.ts';
import { makeCropPath, type CropPath } from '../../../core/analysis/crop-path.ts';
import type { FaceTrack } from '../../../core/analysis/face-track.ts';
import type { PlaneAffine } from '../../../core/geometry/plane-affine.ts';
import type { MediaInfo, VideoStream } from '../../../core/media/media-info.ts';
import type { GenerativePack } from '../../../core/ports/face-networks.ts';
import type { YuvImage } from '../../../core/tensor/yuv-image.ts';
import { readConversionOf } from '../scene/picture-colour.ts';
import type { LiveVideo } from '../scene/scene-video.ts';

/** One face track as a generative pack sees it: where its pictures lie in the frames. It reads nothing of the video's analysis any more. */
export interface GeneratedFace {
  /** Names the face's pictures: video, analysis and track. */
  readonly key: string;
  readonly info: MediaInfo;
  readonly picture: VideoStream;
  /** True for a picture that is shown as a video: all of its frames are one. */
  readonly isStill: boolean;
  readonly path: CropPath;
  /** When the video's frames are, and in which of them the face is seen; null when it is never seen. */
  readonly times: CodeTimes | null;
  /** Frame px to picture px; null where the face was not seen. */
  affineAt(frameIndex: number): PlaneAffine | null;
}

/** Crop paths take a pass over all landmarks of a track; they are kept as long as the track is. */
const paths = new WeakMap<FaceTrack, CropPath>();

/** Reads a track's landmarks, which must still be open, once. */
export function openGeneratedFace(
  { file, info, picture, analysisKey }: LiveVideo,
  track: FaceTrack,
  { cut, pictureSizePx }: GenerativePack,
): GeneratedFace {
  let path = paths.get(track);
  if (path === undefined) paths.set(track, (path = makeCropPath(track.landmarks)));
  const { startFrame, affines } = path;
  const isSeen = new Uint8Array(picture.frameTimesSec.length);
  for (let t = 0; t * 6 < affines.length; t++) isSeen[startFrame + t] = Number.isNaN(affines[t * 6]) ? 0 : 1;
  return {
    key: `${file.contentKey} ${analysisKey} ${track.faceTrackId} ${track.startFrame}`,
    info,
    picture,
    isStill: file.stillSec !== undefined,
    path,
    times: codeTimesOf(picture.frameTimesSec, isSeen),
    affineAt: (frameIndex) => pictureAffineAt({ startFrame, affines }, frameIndex, cut, pictureSizePx),
  };
}

/** Cuts a face's pictures out of frames. It keeps scratch memory: use one for a stretch of work. */
export interface FaceSampler {
  /** Numbers of one picture: 3 * S * S. */
  readonly pictureLength: number;
  /** Writes [3, S, S] in [-1, 1] at the `n`-th picture of `out`. @returns false where the face was not seen, `out` untouched */
  sample(frameIndex: number, image: YuvImage, out: Float32Array, n: number): boolean;
}

/** Makes {@link FaceSampler}. */
export function makeFaceSampler(face: GeneratedFace, sizePx: number): FaceSampler {
  const sampler = makePictureSampler(sizePx);
  const conversion = readConversionOf(face.picture);
  const pictureLength = 3 * sizePx * sizePx;
  return {
    pictureLength,
    sample(frameIndex, image, out, n) {
      const affine = face.affineAt(frameIndex);
      if (affine === null) return false;
      sampler.sample(image, affine, conversion, out.subarray(n * pictureLength, (n + 1) * pictureLength));
      return true;
    },
  };
}

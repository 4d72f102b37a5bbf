import {
  mergeDetections,
  regionFromDetection,
  regionFromLandmarks,
  type FaceDetection,
} from '../../../core/analysis/face-detection.ts';
import { isPlausibleMesh } from '../../../core/analysis/landmark-plausibility.ts';
import type { CanonicalFace } from '../../../core/geometry/canonical-face.ts';
import { landmarkValues } from '../../../core/geometry/landmarks.ts';
import type { SquareRegion } from '../../../core/geometry/square-region.ts';
import type { YuvToRgb } from '../../../core/geometry/yuv-to-rgb.ts';
import type { YuvImage } from '../../../core/tensor/yuv-image.ts';
import type { FaceDetectorModel } from '../models/face-detector-model.ts';
import type { FaceLandmarkModel, LandmarkResult } from '../models/face-landmark-model.ts';
import { searchAreas, type SearchDepth } from './search-areas.ts';

/** A face with its mesh in one frame. */
export interface FoundFace extends LandmarkResult {
  /** [N=478, 3] px; owned by the receiver. */
  readonly landmarks: Float32Array;
}

const leastScore = 0.6;
const leastPresence = 0.5;

/**
 * A face that was not there before has to be surer than one that is followed: real ones have logits of 26 and more, a knotted curtain
 * in blur had 0.1, and in a still picture such a one stays for good.
 */
const leastNewPresence = 0.9;

/** A detection smaller than this share of the searched area is placed coarsely; it is found again in a closer view of this many times its size. */
const coarseShare = 0.3;
const closerView = 2.6;

/** Finds faces and their meshes in single frames with the two nets. */
export class FaceFinder {
  private readonly detector: FaceDetectorModel;
  private readonly mesh: FaceLandmarkModel;
  private readonly face: CanonicalFace;

  constructor(detector: FaceDetectorModel, mesh: FaceLandmarkModel, face: CanonicalFace) {
    this.detector = detector;
    this.mesh = mesh;
    this.face = face;
  }

  /** Runs the mesh on a region; null when it shows no face or the mesh cannot be one. */
  async follow(image: YuvImage, region: SquareRegion, colour: YuvToRgb): Promise<FoundFace | null> {
    const landmarks = new Float32Array(landmarkValues);
    const result = await this.mesh.find(image, region, colour, landmarks);
    return result.presence >= leastPresence && isPlausibleMesh(landmarks, region, this.face)
      ? { ...result, landmarks }
      : null;
  }

  /** Detects faces, best first. Deeper searches stop at the first depth that finds one, unless all are wanted. */
  async detect(image: YuvImage, depth: SearchDepth, isExhaustive: boolean, colour: YuvToRgb): Promise<FaceDetection[]> {
    const found: FaceDetection[] = [];
    for (const level of levelsUpTo(depth)) {
      const done = searchAreas(image.widthPx, image.heightPx, previousLevel(level)).length;
      const areas = searchAreas(image.widthPx, image.heightPx, level).slice(level === 'frame' ? 0 : done);
      for (const area of areas) {
        for (const detection of await this.detector.find(image, area, colour, leastScore)) {
          found.push(await this.sharpen(image, detection, Math.max(area.widthPx, area.heightPx), colour));
        }
      }
      if (found.length > 0 && !isExhaustive) break;
    }
    return mergeDetections(found);
  }

  /** The mesh of a detected face: looked for twice, because the detector's box is looser than the mesh's own. */
  async meshOf(image: YuvImage, detection: FaceDetection, colour: YuvToRgb): Promise<FoundFace | null> {
    const first = await this.follow(image, regionFromDetection(detection), colour);
    const found = first === null ? null : await this.follow(image, regionFromLandmarks(first.landmarks), colour);
    return found !== null && found.presence >= leastNewPresence ? found : null;
  }

  private async sharpen(
    image: YuvImage,
    coarse: FaceDetection,
    areaPx: number,
    colour: YuvToRgb,
  ): Promise<FaceDetection> {
    const sizePx = Math.max(coarse.box.widthPx, coarse.box.heightPx);
    if (sizePx > coarseShare * areaPx) return coarse;
    const viewPx = closerView * sizePx;
    const centreX = coarse.box.x + coarse.box.widthPx / 2;
    const centreY = coarse.box.y + coarse.box.heightPx / 2;
    const view = { x: centreX - viewPx / 2, y: centreY - viewPx / 2, widthPx: viewPx, heightPx: viewPx };
    const closer = await this.detector.find(image, view, colour, leastScore);
    return closer[0] ?? coarse;
  }
}

function levelsUpTo(depth: SearchDepth): SearchDepth[] {
  if (depth === 'frame') return ['frame'];
  return depth === 'squares' ? ['frame', 'squares'] : ['frame', 'squares', 'tiles'];
}

function previousLevel(level: SearchDepth): SearchDepth {
  return level === 'tiles' ? 'squares' : 'frame';
}

import { boxOfLandmarks, regionFromLandmarks, type FaceDetection } from '../../../core/analysis/face-detection.ts';
import { linkFaces, meanLandmarkDistance } from '../../../core/analysis/face-linking.ts';
import { intersectionOverUnion } from '../../../core/geometry/rect.ts';
import type { YuvToRgb } from '../../../core/geometry/yuv-to-rgb.ts';
import type { YuvImage } from '../../../core/tensor/yuv-image.ts';
import type { FaceFinder, FoundFace } from './face-finder.ts';
import type { SearchDepth } from './search-areas.ts';

/** One face of one frame with the number of the path that it belongs to. Paths are split at cuts later. */
export interface FaceObservation extends FoundFace {
  readonly pathId: number;
}

/** How often, in frames, a frame is searched although every known face was followed: for people who come in, and small ones. */
const searchEvery = 12;
const deepSearchEvery = 48;

/** While no face is in view, every so many frames are searched tile by tile. */
const tileSearchEvery = 4;

/** Frames after which a face that was lost is somebody new. */
const longestLoss = 50;

/** While a face is lost, it is looked for in every frame for so long. */
const eagerSearch = 12;

/** A detection that overlaps a followed face by this much is that face. */
const sameFaceOverlap = 0.3;

/** Two meshes nearer than this (iod) lie on the same face. */
const duplicateDistance = 0.3;

interface Path {
  readonly id: number;
  landmarks: Float32Array;
  lastFrame: number;
}

/**
 * Follows faces from frame to frame: the mesh looks where the last one was; where it fails, at likely cuts and now and then the detector
 * searches in the same frame. Faces keep their path while overlap, distance and size allow.
 */
export class FaceTracker {
  private readonly finder: FaceFinder;
  private readonly colour: YuvToRgb;
  private readonly maxFaces: number;
  private paths: Path[] = [];
  private nextPathId = 0;
  private lastSearch = -Infinity;
  private lastDeepSearch = -Infinity;
  private lastFaces: readonly FaceObservation[] = [];
  /** True when the newest picture was searched tile by tile to the end: there is no more to be found in it. */
  private isSearchedOut = false;

  constructor(finder: FaceFinder, colour: YuvToRgb, maxFaces: number) {
    this.finder = finder;
    this.colour = colour;
    this.maxFaces = maxFaces;
  }

  /** The faces of the next frame. @param isLikelyCut true when the frame may be the first of a new shot */
  async track(frameIndex: number, image: YuvImage, isLikelyCut: boolean): Promise<FaceObservation[]> {
    this.isSearchedOut = false;
    const faces = await this.look(frameIndex, image, isLikelyCut);
    this.lastFaces = faces;
    return faces;
  }

  /**
   * The faces of a frame that shows exactly what the one before showed: the same, without a look. Null when a search is due that
   * this picture has not had yet: then the frame is to be tracked.
   */
  repeat(frameIndex: number): readonly FaceObservation[] | null {
    const seen = this.paths.filter(({ id }) => this.lastFaces.some(({ pathId }) => pathId === id));
    if (!this.isSearchedOut && this.searchDepth(frameIndex, false, seen) !== null) return null;
    for (const path of seen) path.lastFrame = frameIndex;
    return this.lastFaces;
  }

  private async look(frameIndex: number, image: YuvImage, isLikelyCut: boolean): Promise<FaceObservation[]> {
    this.paths = this.paths.filter((path) => frameIndex - path.lastFrame <= longestLoss);
    const followed = await this.followPaths(frameIndex, image, isLikelyCut);
    const seen = this.paths.filter(({ lastFrame }) => lastFrame === frameIndex);
    const depth = this.searchDepth(frameIndex, isLikelyCut, seen);
    if (depth === null) return followed;
    this.lastSearch = frameIndex;
    if (depth === 'tiles') this.lastDeepSearch = frameIndex;
    const isExhaustive = isLikelyCut || followed.length > 0;
    const detections = await this.finder.detect(image, depth, isExhaustive, this.colour);
    this.isSearchedOut = depth === 'tiles' && (isExhaustive || detections.length === 0);
    const kept = isLikelyCut && detections.length > 0 ? this.confirmed(followed, detections) : followed;
    const unknown = detections.filter((detection) => !kept.some((face) => isSameFace(detection, face)));
    return this.addDetected(frameIndex, image, kept, unknown);
  }

  private async followPaths(frameIndex: number, image: YuvImage, isLikelyCut: boolean): Promise<FaceObservation[]> {
    const followed: FaceObservation[] = [];
    for (const path of this.paths) {
      if (path.lastFrame !== frameIndex - 1) continue;
      let found = await this.finder.follow(image, regionFromLandmarks(path.landmarks), this.colour);
      // After a cut the old region may just happen to show the new face, off its middle: look again where it really is.
      if (found !== null && isLikelyCut)
        found = await this.finder.follow(image, regionFromLandmarks(found.landmarks), this.colour);
      if (
        found === null ||
        followed.some((other) => meanLandmarkDistance(other.landmarks, found.landmarks) < duplicateDistance)
      )
        continue;
      followed.push({ ...found, pathId: path.id });
      path.landmarks = found.landmarks;
      path.lastFrame = frameIndex;
    }
    return followed;
  }

  /** After a likely cut only what the detector sees as well is a face; the other paths end. */
  private confirmed(followed: readonly FaceObservation[], detections: readonly FaceDetection[]): FaceObservation[] {
    const kept = followed.filter((face) => detections.some((detection) => isSameFace(detection, face)));
    const dropped = new Set(followed.filter((face) => !kept.includes(face)).map((face) => face.pathId));
    this.paths = this.paths.filter((path) => !dropped.has(path.id));
    return kept;
  }

  /** How thoroughly to search a frame in which these paths are seen; null for not at all. */
  private searchDepth(frameIndex: number, isLikelyCut: boolean, seen: readonly Path[]): SearchDepth | null {
    if (isLikelyCut) return 'tiles';
    if (seen.length === 0) return frameIndex - this.lastDeepSearch >= tileSearchEvery ? 'tiles' : 'squares';
    const isOneLost = this.paths.some((path) => !seen.includes(path) && frameIndex - path.lastFrame <= eagerSearch);
    if (isOneLost) return 'squares';
    if (frameIndex - this.lastDeepSearch >= deepSearchEvery) return 'tiles';
    return frameIndex - this.lastSearch >= searchEvery ? 'squares' : null;
  }

  private async addDetected(
    frameIndex: number,
    image: YuvImage,
    followed: readonly FaceObservation[],
    detections: readonly FaceDetection[],
  ): Promise<FaceObservation[]> {
    const observed = [...followed];
    const candidates: FoundFace[] = [];
    for (const detection of [...detections].sort((a, b) => areaOf(b) - areaOf(a))) {
      if (observed.length + candidates.length >= this.maxFaces) break;
      const found = await this.finder.meshOf(image, detection, this.colour);
      if (found === null) continue;
      const isKnown = [...observed, ...candidates].some(
        (face) => meanLandmarkDistance(face.landmarks, found.landmarks) < duplicateDistance,
      );
      if (!isKnown) candidates.push(found);
    }
    const lost = this.paths.filter((path) => path.lastFrame < frameIndex);
    const known = lost.map((path) => ({ landmarks: path.landmarks, framesSince: frameIndex - path.lastFrame }));
    linkFaces(known, candidates).forEach((link, c) => {
      const path = link === -1 ? this.newPath() : lost[link];
      path.landmarks = candidates[c].landmarks;
      path.lastFrame = frameIndex;
      observed.push({ ...candidates[c], pathId: path.id });
    });
    return observed;
  }

  private newPath(): Path {
    const path = { id: this.nextPathId++, landmarks: new Float32Array(0), lastFrame: -1 };
    this.paths.push(path);
    return path;
  }
}

function areaOf({ box }: FaceDetection): number {
  return box.widthPx * box.heightPx;
}

function isSameFace(detection: FaceDetection, face: FoundFace): boolean {
  return intersectionOverUnion(detection.box, boxOfLandmarks(face.landmarks)) > sameFaceOverlap;
}

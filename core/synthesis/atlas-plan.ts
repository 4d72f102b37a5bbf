import { landmarkDistance, mouthCorners, outerEyeCorners } from '../geometry/landmarks.ts';
import { clipRect, type Rect } from '../geometry/rect.ts';
import { yuvByteLength } from '../tensor/yuv-image.ts';
import { chooseRuns } from './choose-runs.ts';
import { thumbnailLength } from './frame-look.ts';
import { isDrivableFrame, makeLowerFace, readLowerFace, type LowerFace, type MouthContext } from './lower-face.ts';
import { makeMouthMesh, type MouthMesh } from './mouth-mesh.ts';

/** What {@link planAtlas} needs. */
export interface AtlasRequest extends MouthContext {
  readonly frameWidthPx: number;
  readonly frameHeightPx: number;
  /** Memory that the atlas may take, pictures and tables together. */
  readonly budgetBytes: number;
}

/** One frame that the atlas keeps. */
export interface AtlasFrame {
  readonly frameIndex: number;
  /** The part of the frame that is kept; even origin and size. */
  readonly crop: Rect;
  /** How far the frame is to be trusted, 0 to 1: low where the mesh jumps (occlusion, a lost face) or the mouth moves too fast to be sharp. */
  readonly weight: number;
}

/** Which frames of a face track give mouths, and what they cost. */
export interface AtlasPlan extends MouthContext {
  readonly frameWidthPx: number;
  readonly frameHeightPx: number;
  readonly mesh: MouthMesh;
  /** Ascending by frame. */
  readonly frames: readonly AtlasFrame[];
  /** Memory that a full atlas takes. */
  readonly byteLength: number;
}

/** More frames than this make the search slow without adding mouths. */
const searchLimit = 3000;

/** Frames kept together when not all fit, so that the path can follow real motion. */
const runLength = 12;

/** Margin of the crop around the mouth layer, iod: what warping may reach. */
const cropMarginIod = 0.12;

/** Bytes of one frame's tables. */
function tableBytes({ basis }: MouthContext, mesh: MouthMesh): number {
  return 4 * (basis.pointIndices.length * 3 + mesh.vertexLandmarks.length * 2 + thumbnailLength + 160);
}

/** Bounding box of the mouth layer in one frame with margin, on the chroma grid and inside the frame; null when nothing is left. */
function cropOf(request: AtlasRequest, mesh: MouthMesh, landmarks: Float32Array): Rect | null {
  const margin = cropMarginIod * landmarkDistance(landmarks, ...outerEyeCorners);
  let [x0, y0, x1, y1] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const vertex of mesh.matteOutline) {
    const o = mesh.vertexLandmarks[vertex] * 3;
    x0 = Math.min(x0, landmarks[o] - margin);
    y0 = Math.min(y0, landmarks[o + 1] - margin);
    x1 = Math.max(x1, landmarks[o] + margin);
    y1 = Math.max(y1, landmarks[o + 1] + margin);
  }
  const clipped = clipRect(
    { x: x0, y: y0, widthPx: x1 - x0, heightPx: y1 - y0 },
    request.frameWidthPx,
    request.frameHeightPx,
  );
  if (clipped === null) return null;
  const [x, y] = [clipped.x & ~1, clipped.y & ~1];
  const widthPx = Math.min(request.frameWidthPx & ~1, (clipped.x + clipped.widthPx + 1) & ~1) - x;
  const heightPx = Math.min(request.frameHeightPx & ~1, (clipped.y + clipped.heightPx + 1) & ~1) - y;
  return widthPx >= 8 && heightPx >= 8 ? { x, y, widthPx, heightPx } : null;
}

interface Candidate {
  readonly frameIndex: number;
  readonly crop: Rect;
  readonly weight: number;
  readonly cell: number;
}

/** Cell number of lip shape x pose: opening and width in steps of .03 iod, yaw and pitch in steps of .12 rad. */
function cellOf({ track }: MouthContext, frameIndex: number, lowerFace: LowerFace): number {
  const bin = (value: number, step: number): number => Math.min(15, Math.max(0, Math.round(value / step) + 8));
  const width = landmarkDistance(lowerFace.canonical, ...mouthCorners) - 0.55;
  const o = (frameIndex - track.startFrame) * 6;
  return (
    ((bin(lowerFace.opening - 0.15, 0.03) * 16 + bin(width, 0.03)) * 16 + bin(track.pose[o] || 0, 0.12)) * 16 +
    bin(track.pose[o + 1] || 0, 0.12)
  );
}

/** Root mean square over the points of a difference of displacements. */
function distance(a: Float32Array, b: Float32Array, c: Float32Array | null): number {
  let sum = 0;
  for (let o = 0; o < a.length; o++) {
    const d = c === null ? a[o] - b[o] : a[o] - 2 * b[o] + c[o];
    sum += d * d;
  }
  return Math.sqrt((sum * 3) / a.length);
}

/** Walks the track once and describes every frame that could serve. */
function listCandidates(request: AtlasRequest, mesh: MouthMesh): Candidate[] {
  const found: Candidate[] = [];
  let [now, before, earlier] = [
    makeLowerFace(request.basis),
    makeLowerFace(request.basis),
    makeLowerFace(request.basis),
  ];
  let streak = 0;
  for (let frameIndex = request.track.startFrame; frameIndex < request.track.endFrame; frameIndex++) {
    if (!isDrivableFrame(request.track, frameIndex) || !readLowerFace(request, frameIndex, now)) {
      streak = 0;
      continue;
    }
    streak++;
    const speed = streak > 1 ? distance(now.displacement, before.displacement, null) : 0;
    const jump = streak > 2 ? distance(now.displacement, before.displacement, earlier.displacement) : 0;
    const crop = cropOf(request, mesh, now.landmarks);
    if (crop !== null) {
      const weight = Math.exp(-((speed / 0.08) ** 2) - (jump / 0.08) ** 2);
      found.push({ frameIndex, crop, weight, cell: cellOf(request, frameIndex, now) });
    }
    [now, before, earlier] = [earlier, now, before];
  }
  return found;
}

/** Starts of runs of consecutive frames, none longer than {@link runLength}. */
function runStartsOf(candidates: readonly Candidate[]): number[] {
  const starts: number[] = [];
  for (let i = 0; i < candidates.length; i++) {
    const start = starts.at(-1);
    if (start === undefined || candidates[i].frameIndex !== candidates[i - 1].frameIndex + 1 || i - start >= runLength)
      starts.push(i);
  }
  return starts;
}

/**
 * Chooses the frames of a face track whose mouths the atlas keeps: every drivable frame when they fit, else runs of
 * consecutive frames that cover lip shapes and poses. Memory and search cost are bounded for any length.
 *
 * @returns a plan; `frames` is empty when no frame of the track can be driven
 */
export function planAtlas(request: AtlasRequest): AtlasPlan {
  const mesh = makeMouthMesh(request.face, request.basis);
  const candidates = listCandidates(request, mesh);
  const costOf = ({ crop }: Candidate): number =>
    yuvByteLength(crop.widthPx, crop.heightPx) + tableBytes(request, mesh);
  const largest = candidates.reduce((most, candidate) => Math.max(most, costOf(candidate)), 1);
  const total = candidates.reduce((sum, candidate) => sum + costOf(candidate), 0);
  let kept = candidates;
  if (total > request.budgetBytes || candidates.length > searchLimit) {
    const capacity = Math.min(searchLimit, Math.floor(request.budgetBytes / largest));
    const cells = Int32Array.from(candidates, ({ cell }) => cell);
    // A budget under one run still gets frames: shorter runs.
    const starts = capacity >= runLength ? runStartsOf(candidates) : candidates.map((_, i) => i);
    kept = chooseRuns(cells, starts, capacity).map((i) => candidates[i]);
  }
  const { track, face, basis, person, frameWidthPx, frameHeightPx } = request;
  return {
    track,
    face,
    basis,
    person,
    frameWidthPx,
    frameHeightPx,
    mesh,
    frames: kept.map(({ frameIndex, crop, weight }) => ({ frameIndex, crop, weight })),
    byteLength: kept.reduce((sum, candidate) => sum + costOf(candidate), 0),
  };
}

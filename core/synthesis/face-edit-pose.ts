import type { FaceTrack } from '../analysis/face-track.ts';
import { headPoseFrom, poseValues, rotationFromPose } from '../analysis/head-pose.ts';
import { toCanonical, type CanonicalFace } from '../geometry/canonical-face.ts';
import { landmarkCount, landmarkValues } from '../geometry/landmarks.ts';
import { applySimilarity, invertSimilarity, type Similarity } from '../geometry/similarity.ts';
import { makeExpressionFields } from './face-expression-fields.ts';
import { expressionChangeCount, isChanging, poseChangeCount, type FaceEditMotion } from './face-edit-motion.ts';
import { expressionGain, rotationGain } from './face-edit-response.ts';
import { faceOutline, makeFaceEditMesh, outerRings, ringVertex, type FaceEditMesh } from './face-edit-mesh.ts';

/** Where one frame's face mesh lies and where it has to go. Arrays are reused by the next frame. */
export interface FaceEditPose {
  /** The frame's own mesh and the mesh to draw, px. [V, 2] */
  readonly own: Float32Array;
  readonly drawn: Float32Array;
  /** Vertices of the triangles that move: the picture changes nowhere else. */
  readonly moved: readonly number[];
  /** Distance of the outer eye corners, px. */
  readonly iodPx: number;
}

/** Places the mesh of a frame. */
export interface FaceEditPoser {
  readonly mesh: FaceEditMesh;
  /** @returns null where neither the expression nor the head pose changes, or the face was not seen */
  poseAt(frameIndex: number): FaceEditPose | null;
}

/** The point that says where the head is; the same as in the head pose's x and y. */
const noseBridge = 168;

/** Displacements under this (px) do not show. */
const negligiblePx = 0.02;

/**
 * The chin of the mesh lies deeper than heads have it: how much nearer (iod per iod below the nose base) the lower face has to lie
 * for a nod to be measured as a nod alone, without a jaw that moves.
 */
const chinNearer = 0.22;

/** Height of the nose base in canonical space, iod. */
const noseBaseHeight = 0.24;

/** The head's similarity, canonical to px, after a change of its pose. */
function changedPose(
  toFrame: Similarity,
  own: Float32Array,
  bridge: Float32Array,
  change: Float32Array,
  offset: number,
): Similarity {
  const scale = toFrame.scale + change[offset + 5];
  const rotation = rotationFromPose(
    own[0] + rotationGain[0] * change[offset],
    own[1] + rotationGain[1] * change[offset + 1],
    own[2] + rotationGain[2] * change[offset + 2],
  );
  const place = [own[3] + change[offset + 3], own[4] + change[offset + 4], 0];
  const translation = Float64Array.from(place, (value, d) => {
    const turned = rotation[d * 3] * bridge[0] + rotation[d * 3 + 1] * bridge[1] + rotation[d * 3 + 2] * bridge[2];
    return value - scale * turned;
  });
  return { scale, rotation, translation };
}

/** Pushes the rings outward from the face's middle and lets them share the outline's displacement. */
function placeRings(own: Float32Array, drawn: Float32Array, iodPx: number): void {
  let [cx, cy] = [0, 0];
  for (const vertex of faceOutline) {
    cx += own[vertex * 2] / faceOutline.length;
    cy += own[vertex * 2 + 1] / faceOutline.length;
  }
  faceOutline.forEach((root, place) => {
    const [x, y] = [own[root * 2], own[root * 2 + 1]];
    const length = Math.hypot(x - cx, y - cy) || 1;
    outerRings.forEach(({ reachIod, share }, ring) => {
      const o = ringVertex(ring, place) * 2;
      own[o] = x + ((x - cx) / length) * reachIod * iodPx;
      own[o + 1] = y + ((y - cy) / length) * reachIod * iodPx;
      drawn[o] = own[o] + share * (drawn[root * 2] - x);
      drawn[o + 1] = own[o + 1] + share * (drawn[root * 2 + 1] - y);
    });
  });
}

function movedVertices({ vertexCount, triangles }: FaceEditMesh, own: Float32Array, drawn: Float32Array): number[] {
  const isMoved = new Uint8Array(vertexCount);
  for (let v = 0; v < vertexCount; v++) {
    const [dx, dy] = [drawn[v * 2] - own[v * 2], drawn[v * 2 + 1] - own[v * 2 + 1]];
    if (dx * dx + dy * dy > negligiblePx * negligiblePx) isMoved[v] = 1;
  }
  const found = new Set<number>();
  for (let f = 0; f < triangles.length; f += 3) {
    const [a, b, c] = [triangles[f], triangles[f + 1], triangles[f + 2]];
    if (isMoved[a] + isMoved[b] + isMoved[c] > 0) found.add(a).add(b).add(c);
  }
  return [...found];
}

/** Prepares {@link FaceEditPoser} for changes within their limits. */
export function makeFaceEditPoser(track: FaceTrack, face: CanonicalFace, motion: FaceEditMotion): FaceEditPoser {
  const mesh = makeFaceEditMesh(face);
  const fields = makeExpressionFields(face);
  const landmarks = new Float32Array(landmarkValues);
  const canonical = new Float32Array(landmarkValues);
  const [changed, placedBefore, placedAfter] = [0, 1, 2].map(() => new Float32Array(landmarkValues));
  const own = new Float32Array(mesh.vertexCount * 2);
  const drawn = new Float32Array(mesh.vertexCount * 2);
  const pose = new Float32Array(poseValues);
  return {
    mesh,
    poseAt(frameIndex) {
      const t = frameIndex - motion.startFrame;
      if (t < 0 || t >= motion.frameCount) return null;
      const expression = motion.expression.subarray(t * expressionChangeCount, (t + 1) * expressionChangeCount);
      const hasPose = isChanging(motion.headPose, t * poseChangeCount, poseChangeCount);
      if (!hasPose && !isChanging(expression, 0, expressionChangeCount)) return null;
      if (!track.landmarks.read(frameIndex, landmarks)) return null;
      const similarity = toCanonical(landmarks, face, canonical);
      const before = invertSimilarity(similarity);
      headPoseFrom(similarity, landmarks, pose);
      const bridge = canonical.subarray(noseBridge * 3, noseBridge * 3 + 3);
      const after = hasPose ? changedPose(before, pose, bridge, motion.headPose, t * poseChangeCount) : before;
      for (let o = 0; o < landmarkValues; o++) {
        let step = 0;
        for (let k = 0; k < expressionChangeCount; k++) step += expression[k] * expressionGain[k] * fields[k][o];
        changed[o] = canonical[o] + step;
      }
      for (let p = 0; p < landmarkCount; p++) {
        const nearer = chinNearer * Math.max(0, canonical[p * 3 + 1] - noseBaseHeight);
        canonical[p * 3 + 2] -= nearer;
        changed[p * 3 + 2] -= nearer;
      }
      // Differences of two placings, so that what does not move stays where the landmarks are.
      applySimilarity(before, canonical, placedBefore);
      applySimilarity(after, changed, placedAfter);
      for (let p = 0; p < landmarkCount; p++) {
        for (let d = 0; d < 2; d++) {
          own[p * 2 + d] = landmarks[p * 3 + d];
          drawn[p * 2 + d] = landmarks[p * 3 + d] + placedAfter[p * 3 + d] - placedBefore[p * 3 + d];
        }
      }
      placeRings(own, drawn, before.scale);
      const moved = movedVertices(mesh, own, drawn);
      return moved.length === 0 ? null : { own, drawn, moved, iodPx: before.scale };
    },
  };
}

import { invariant } from '../../../core/errors.ts';
import type { CanonicalFace } from '../../../core/geometry/canonical-face.ts';
import { landmarkDistance, outerEyeCorners } from '../../../core/geometry/landmarks.ts';
import { protobufFieldsOf, repeatedFloats, repeatedIntegers } from './protobuf-reader.ts';

// Each vertex of the mesh is x, y, z (cm; y up, z toward the camera) and u, v.
const numbersPerVertex = 5;

/**
 * Reads the canonical face from MediaPipe's geometry metadata and turns it to the house's convention (y down, z away from the camera, outer eye corners 1 apart).
 *
 * @param metadata geometry_pipeline_metadata_landmarks.binarypb
 * @source mediapipe/tasks/cc/vision/face_geometry/proto/{geometry_pipeline_metadata,mesh_3d}.proto (field numbers)
 */
export function readCanonicalFace(metadata: Uint8Array): CanonicalFace {
  const fields = [...protobufFieldsOf(metadata)];
  const mesh = fields.find(({ field }) => field === 1)?.value;
  invariant(mesh instanceof Uint8Array, 'the geometry metadata holds a mesh');
  const meshFields = [...protobufFieldsOf(mesh)];
  const buffer = repeatedFloats(meshFields, 3);
  const vertexCount = buffer.length / numbersPerVertex;
  const vertices = new Float32Array(vertexCount * 3);
  const uv = new Float32Array(vertexCount * 2);
  for (let i = 0; i < vertexCount; i++) {
    const [x, y, z, u, v] = buffer.slice(i * numbersPerVertex, (i + 1) * numbersPerVertex);
    vertices.set([x, -y, -z], i * 3);
    uv.set([u, v], i * 2);
  }
  const iodCm = landmarkDistance(vertices, outerEyeCorners[0], outerEyeCorners[1]);
  const procrustes = fields
    .filter(({ field }) => field === 2)
    .map(({ value }) => {
      invariant(value instanceof Uint8Array, 'a basis point is a message');
      const basisPoint = [...protobufFieldsOf(value)];
      // proto3 leaves out a zero id.
      return {
        index: Number(basisPoint.find(({ field }) => field === 1)?.value ?? 0),
        weight: Number(basisPoint.find(({ field }) => field === 2)?.value ?? 0),
      };
    });
  return {
    vertices: vertices.map((value) => value / iodCm),
    triangles: Uint16Array.from(repeatedIntegers(meshFields, 4)),
    uv,
    procrustes,
  };
}

import { landmarkCount, landmarkValues } from '../geometry/landmarks.ts';

/** Bytes before the points: centre x, y, z and the step, float32. */
const headerBytes = 16;

/** Bytes of one stored landmark array. */
export const landmarkRecordBytes = headerBytes + landmarkValues * 2;

const largestStep = 32767;

/**
 * Writes landmarks [N=478, 3] (px) as 16-bit steps around their own centre. The error is at most half a step: the face's half size / 65534,
 * which is under 0.01 px for faces up to 1000 px.
 */
export function encodeLandmarks(landmarks: Float32Array, record: Uint8Array): void {
  const view = new DataView(record.buffer, record.byteOffset, landmarkRecordBytes);
  const low = [Infinity, Infinity, Infinity];
  const high = [-Infinity, -Infinity, -Infinity];
  for (let o = 0; o < landmarkValues; o += 3) {
    for (let d = 0; d < 3; d++) {
      if (landmarks[o + d] < low[d]) low[d] = landmarks[o + d];
      if (landmarks[o + d] > high[d]) high[d] = landmarks[o + d];
    }
  }
  const reach = Math.max(...low.map((least, d) => (high[d] - least) / 2));
  for (let d = 0; d < 3; d++) view.setFloat32(d * 4, (low[d] + high[d]) / 2, true);
  // A step a little too large keeps rounding of the float32 centre inside the range; a step of 0 would mean "no face here".
  view.setFloat32(12, Math.max((reach * 1.0001) / largestStep, 1e-6), true);
  const centre = [view.getFloat32(0, true), view.getFloat32(4, true), view.getFloat32(8, true)];
  const step = view.getFloat32(12, true);
  for (let i = 0; i < landmarkValues; i++) {
    const value = Math.round((landmarks[i] - centre[i % 3]) / step);
    view.setInt16(headerBytes + i * 2, Math.min(largestStep, Math.max(-largestStep, value)), true);
  }
}

/**
 * Reads what {@link encodeLandmarks} wrote.
 *
 * @returns false for an empty record (all zeros): no face in that frame; `out` is untouched
 */
export function decodeLandmarks(record: Uint8Array, out: Float32Array): boolean {
  const view = new DataView(record.buffer, record.byteOffset, landmarkRecordBytes);
  const step = view.getFloat32(12, true);
  if (step === 0) return false;
  const x = view.getFloat32(0, true);
  const y = view.getFloat32(4, true);
  const z = view.getFloat32(8, true);
  for (let i = 0, at = headerBytes; i < landmarkCount * 3; i += 3, at += 6) {
    out[i] = x + step * view.getInt16(at, true);
    out[i + 1] = y + step * view.getInt16(at + 2, true);
    out[i + 2] = z + step * view.getInt16(at + 4, true);
  }
  return true;
}

import { sampleLinear } from '../tensor/resample.ts';
import { lidSamples, type EyeGeometry } from './eye-geometry.ts';

/** A luma plane and the place of its first pixel in the frame. */
export interface LumaPlane {
  readonly data: Uint8Array;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly x: number;
  readonly y: number;
}

/** The edge is looked for this far above and below the mesh's lid, iod. Further down highlights on the iris look like one. */
const [reachUp, reachDown] = [0.026, 0.002];
const steps = 11;

/** Heights over which skin above and lashes below an edge are compared, iod. */
const skinAbove = [0.006, 0.014, 0.022] as const;
const lashesBelow = [0.004, 0.01, 0.016] as const;

/** A drop of luma (grey levels) that decides for an edge, and how far (iod) a step off the mesh costs as much. */
const decidingDrop = 7;
const trustedIod = 0.012;

const found = new Float32Array(lidSamples);
const smoothed = new Float32Array(lidSamples);

function heightOfEdge(plane: LumaPlane, eye: EyeGeometry, along: number, height: number): number {
  const lumaAt = (down: number): number => {
    const x = eye.cx + along * eye.halfPx * eye.ux - down * eye.iodPx * eye.uy - plane.x;
    const y = eye.cy + along * eye.halfPx * eye.uy + down * eye.iodPx * eye.ux - plane.y;
    return sampleLinear(plane.data, 0, plane.widthPx, plane.widthPx, plane.heightPx, x, y);
  };
  let [sum, total] = [0, 0];
  for (let k = 0; k < steps; k++) {
    const offset = reachDown - ((reachUp + reachDown) * k) / (steps - 1);
    let drop = 0;
    for (const above of skinAbove) drop += lumaAt(height + offset - above) / skinAbove.length;
    for (const below of lashesBelow) drop -= lumaAt(height + offset + below) / lashesBelow.length;
    const weight = Math.exp(Math.max(0, drop) / decidingDrop - (offset / trustedIod) ** 2);
    sum += weight * offset;
    total += weight;
  }
  return sum / total;
}

/**
 * Moves the upper lid's curve of an eye from where the mesh has it to the picture's own edge between skin and lashes, which
 * lies up to a few hundredths of an iod off. A weighted mean of the places around, so that it does not jump between frames.
 *
 * @param eye its `upper` is changed
 */
export function alignUpperLid(plane: LumaPlane, eye: EyeGeometry): void {
  for (let i = 0; i < lidSamples; i++) {
    const along = -1 + (2 * i) / (lidSamples - 1);
    found[i] = heightOfEdge(plane, eye, along, eye.upper[i]) * Math.sqrt(1 - along * along);
  }
  for (let pass = 0; pass < 6; pass++) {
    smoothed.set(found);
    for (let i = 1; i + 1 < lidSamples; i++)
      found[i] = 0.25 * smoothed[i - 1] + 0.5 * smoothed[i] + 0.25 * smoothed[i + 1];
  }
  for (let i = 0; i < lidSamples; i++) eye.upper[i] = Math.min(eye.meeting[i], eye.upper[i] + found[i]);
}

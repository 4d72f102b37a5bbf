import { sampleLinear } from '../tensor/resample.ts';
import { lidHeight, lidSamples, type EyeGeometry } from './eye-geometry.ts';

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

/** Luma at a place of the eye's axes. */
function lumaOf(plane: LumaPlane, eye: EyeGeometry, along: number, down: number): number {
  const x = eye.cx + along * eye.halfPx * eye.ux - down * eye.iodPx * eye.uy - plane.x;
  const y = eye.cy + along * eye.halfPx * eye.uy + down * eye.iodPx * eye.ux - plane.y;
  return sampleLinear(plane.data, 0, plane.widthPx, plane.widthPx, plane.heightPx, x, y);
}

function heightOfEdge(plane: LumaPlane, eye: EyeGeometry, along: number, height: number): number {
  const lumaAt = (down: number): number => lumaOf(plane, eye, along, down);
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

/** The skin of the upper lid is looked at this far above the mesh's lid, iod. */
const lidSkinAbove = [0.05, 0.065, 0.08] as const;

/** Places along the eye that are looked at, and how far beyond the mesh's lids and in what steps, iod. */
const comparedAlong = [-0.6, -0.4, -0.2, 0, 0.2, 0.4, 0.6] as const;
const beyondIod = 0.03;
const stepIod = 0.004;

/** Darker than this share of the lid's skin counts as lashes or iris. */
const darkShare = 0.72;

/**
 * Height of the dark band between upper and lower lid, iod: lashes alone in a shut eye, iris and lashes in one that only looks
 * down or is about to shut.
 *
 * @param eye its lids as the mesh has them (read with a blink of 0)
 */
export function darkBandOf(plane: LumaPlane, eye: EyeGeometry): number {
  let band = 0;
  for (const along of comparedAlong) {
    const [upper, lower] = [lidHeight(eye.upper, along), lidHeight(eye.lower, along)];
    let skin = 0;
    for (const above of lidSkinAbove) skin += lumaOf(plane, eye, along, upper - above) / lidSkinAbove.length;
    for (let down = upper - beyondIod; down <= lower + beyondIod; down += stepIod)
      if (lumaOf(plane, eye, along, down) < darkShare * skin) band += stepIod / comparedAlong.length;
  }
  return band;
}

import type { CanonicalFace } from '../../../core/geometry/canonical-face.ts';
import { leftEyeRows, lipRows, rightEyeRows } from '../face/landmark-rows.ts';
import type { SampleFactors } from '../sample-factors.ts';
import { makePlaneNoise } from '../seeded-random.ts';
import { makeActor, type Actor, type PlacedPart } from './actor.ts';
import { studioLamps } from './lighting.ts';
import { makeMaterials, type MaterialContext, type Spot } from './materials.ts';
import { drawTriangles, makeVisibilityGrid, type VisibilityGrid } from './rasteriser.ts';
import { makeShadowMap } from './shadow-map.ts';
import { paintSkin } from './skin-texture.ts';

/** Samples per pixel in each direction. */
export const oversampling = 2;
/** Distance of the camera, iod (about a metre). */
const cameraDistance = 13;

/** Poses the actor and gives samples of the picture their colour. Part 0 is the body, which never moves. */
export interface Painter {
  readonly grid: VisibilityGrid;
  readonly partCount: number;
  /** Moves everything to the factors, and the lamp's shadows with it. Returns the exact landmarks [N=468, 3] in the world. */
  pose(factors: SampleFactors): Float32Array;
  /** Draws a part into the grid. */
  drawPart(part: number): void;
  /** Writes the linear colour of the grid's sample `o` to `into` at `at`. */
  shade(o: number, into: Float32Array, at: number): void;
  /** Carries places of the world into the picture: pixels, and depth in the same scale. */
  toPixels(world: Float32Array, out: Float32Array): void;
}

function contextOf(face: CanonicalFace, seed: number): MaterialContext {
  const skinColour = [0.6, 0.355, 0.26] as const;
  return {
    skin: paintSkin(face.vertices, { skin: skinColour, lips: [0.5, 0.17, 0.16], brows: [0.05, 0.03, 0.02] }, seed),
    skinColour,
    irisColour: [0.17, 0.22, 0.16],
    hairColour: [0.05, 0.024, 0.013],
    clothColour: [0.045, 0.14, 0.17],
    noise: makePlaneNoise(seed + 5),
    lidY: new Float32Array(2),
    mouth: { gap: 0, seamY: 0 },
  };
}

/**
 * Builds the actor and everything that gives it colour.
 *
 * @param stage factors of the neutral pose: where the body stands
 */
export function makePainter(
  face: CanonicalFace,
  look: { readonly widthPx: number; readonly heightPx: number; readonly seed: number },
  stage: SampleFactors,
): Painter {
  const actor = makeActor(face, stage, look.seed);
  const context = contextOf(face, look.seed);
  const materials = makeMaterials(context);
  const grid = makeVisibilityGrid(look.widthPx * oversampling, look.heightPx * oversampling);
  const shadow = makeShadowMap(studioLamps.key.direction);
  const { parts, firsts, owner } = numberTriangles(actor);
  const screens = parts.map(({ part }) => new Float32Array(part.positions.length));
  const spot: Spot = { nx: 0, ny: 0, nz: 0, u: 0, v: 0, wx: 0, wy: 0, wz: 0, lit: 1, out: new Float32Array(3) };
  return {
    grid,
    partCount: parts.length,
    pose(factors) {
      const landmarks = actor.move(factors);
      setContext(context, landmarks, factors);
      shadow.clear();
      parts.forEach((part, k) => {
        project(part.world, stage, screens[k]);
        if (part.part.castsShadow) shadow.add(part.part, part.world);
      });
      return landmarks;
    },
    drawPart(k) {
      const { triangles, coords, isHole } = parts[k].part;
      drawTriangles(grid, { screen: screens[k], triangles, firstTriangle: firsts[k], coords, isHole });
    },
    shade(o, into, at) {
      const id = grid.triangle[o];
      const k = owner[id];
      fillSpot(spot, parts[k], id - firsts[k], grid.share0[o], grid.share1[o]);
      spot.lit = shadow.lightAt(spot.wx, spot.wy, spot.wz);
      materials[parts[k].part.material](spot);
      into[at] = spot.out[0];
      into[at + 1] = spot.out[1];
      into[at + 2] = spot.out[2];
    },
    toPixels(world, out) {
      project(world, stage, out);
      for (let o = 0; o < out.length; o++) out[o] *= o % 3 === 2 ? stage.scale : 1 / oversampling;
    },
  };
}

/** All parts with the number of each one's first triangle, and the part of every triangle. */
function numberTriangles(actor: Actor): { parts: PlacedPart[]; firsts: number[]; owner: Uint8Array } {
  const parts = [actor.body, ...actor.moving];
  const counts = parts.map(({ part }) => part.triangles.length / 3);
  const firsts = counts.map((_, k) => counts.slice(0, k).reduce((sum, count) => sum + count, 0));
  return {
    parts,
    firsts,
    owner: Uint8Array.from(counts.flatMap((count, k) => Array.from({ length: count }, () => k))),
  };
}

/** Weak perspective about the nose bridge: what lies at its depth is exactly `scale` px per iod. Result in samples. */
function project(world: Float32Array, stage: SampleFactors, out: Float32Array): void {
  for (let o = 0; o < world.length; o += 3) {
    const near = (stage.scale * cameraDistance) / (cameraDistance + world[o + 2]);
    out[o] = (stage.x + world[o] * near) * oversampling;
    out[o + 1] = (stage.y + world[o + 1] * near) * oversampling;
    out[o + 2] = world[o + 2];
  }
}

function fillSpot(spot: Spot, { part, world, worldNormals }: PlacedPart, triangle: number, a: number, b: number): void {
  const c = 1 - a - b;
  const [i, j, k] = [part.triangles[triangle * 3], part.triangles[triangle * 3 + 1], part.triangles[triangle * 3 + 2]];
  const mix = (values: Float32Array, size: number, d: number): number =>
    a * values[i * size + d] + b * values[j * size + d] + c * values[k * size + d];
  spot.wx = mix(world, 3, 0);
  spot.wy = mix(world, 3, 1);
  spot.wz = mix(world, 3, 2);
  spot.u = mix(part.coords, 2, 0);
  spot.v = mix(part.coords, 2, 1);
  const [x, y, z] = [mix(worldNormals, 3, 0), mix(worldNormals, 3, 1), mix(worldNormals, 3, 2)];
  const length = (z > 0.3 ? -1 : 1) * (Math.hypot(x, y, z) || 1);
  spot.nx = x / length;
  spot.ny = y / length;
  spot.nz = z / length;
}

function setContext(context: MaterialContext, landmarks: Float32Array, factors: SampleFactors): void {
  context.lidY[0] = landmarks[rightEyeRows.upper[4] * 3 + 1];
  context.lidY[1] = landmarks[leftEyeRows.upper[4] * 3 + 1];
  context.mouth.gap = factors.open;
  context.mouth.seamY = landmarks[lipRows.upper[3][5] * 3 + 1];
}

import type { CanonicalFace } from '../../../core/geometry/canonical-face.ts';
import { makeYuvImage, type YuvImage } from '../../../core/tensor/yuv-image.ts';
import { leftEyeRows, lipRows, rightEyeRows } from '../face/landmark-rows.ts';
import { relaxedFactors, type SampleFactors } from '../sample-factors.ts';
import { makePlaneNoise } from '../seeded-random.ts';
import { makeActor, type PlacedPart } from './actor.ts';
import { paintBackdrop } from './backdrop.ts';
import { makeFilm } from './film.ts';
import { studioLamps } from './lighting.ts';
import { makeMaterials, type MaterialContext, type Spot } from './materials.ts';
import { clearGrid, drawTriangles, makeVisibilityGrid, type VisibilityGrid } from './rasteriser.ts';
import { makeShadowMap } from './shadow-map.ts';
import { paintSkin } from './skin-texture.ts';

/** How the person and the picture look. */
export interface SampleLook {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly seed: number;
  /** Grain, standard deviation in 8-bit steps. */
  readonly grain: number;
}

/** A rendered frame and its exact landmarks. */
export interface SampleFrame {
  readonly image: YuvImage;
  /** [N=468, 3] px in the frame (z in the same scale): the true places of the mesh points. Reused by the next frame. */
  readonly landmarksPx: Float32Array;
}

/** Draws frames of the procedural face. */
export interface SampleScene {
  /** The image is new for each frame. */
  draw(factors: SampleFactors, frameIndex: number): SampleFrame;
}

/** Samples per pixel in each direction. */
const oversampling = 2;
/** Distance of the camera, iod (about a metre). */
const cameraDistance = 13;

interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** Sets the stage: paints skin and room, builds the actor, and draws everything that never moves once. */
export function makeSampleScene(face: CanonicalFace, look: SampleLook): SampleScene {
  const { widthPx, heightPx, seed } = look;
  const stage = relaxedFactors(widthPx, heightPx);
  const [gridWidth, gridHeight] = [widthPx * oversampling, heightPx * oversampling];
  const actor = makeActor(face, stage, seed);
  const context: MaterialContext = {
    skin: paintSkin(
      face.vertices,
      { skin: [0.6, 0.355, 0.26], lips: [0.5, 0.17, 0.16], brows: [0.05, 0.03, 0.02] },
      seed,
    ),
    skinColour: [0.6, 0.355, 0.26],
    irisColour: [0.17, 0.22, 0.16],
    hairColour: [0.05, 0.024, 0.013],
    clothColour: [0.045, 0.14, 0.17],
    noise: makePlaneNoise(seed + 5),
    lidY: new Float32Array(2),
    mouth: { gap: 0, seamY: 0 },
  };
  const materials = makeMaterials(context);
  const grid = makeVisibilityGrid(gridWidth, gridHeight);
  const shadow = makeShadowMap(studioLamps.key.direction);
  const film = makeFilm(widthPx, seed, look.grain);
  const parts = [actor.body, ...actor.moving];
  const firsts = parts.map((_, k) => parts.slice(0, k).reduce((sum, { part }) => sum + part.triangles.length / 3, 0));
  const screens = parts.map(({ part }) => new Float32Array(part.positions.length));
  const owner = Uint8Array.from(
    parts.flatMap(({ part }, k) => Array.from({ length: part.triangles.length / 3 }, () => k)),
  );
  const spot: Spot = { nx: 0, ny: 0, nz: 0, u: 0, v: 0, wx: 0, wy: 0, wz: 0, lit: 1, out: new Float32Array(3) };

  const shade = (o: number, into: Float32Array, at: number): void => {
    const id = grid.triangle[o];
    const k = owner[id];
    fillSpot(spot, parts[k], id - firsts[k], grid.share0[o], grid.share1[o]);
    spot.lit = shadow.lightAt(spot.wx, spot.wy, spot.wz);
    materials[parts[k].part.material](spot);
    into[at] = spot.out[0];
    into[at + 1] = spot.out[1];
    into[at + 2] = spot.out[2];
  };
  const drawPart = (k: number): void => {
    drawTriangles(grid, {
      screen: screens[k],
      triangles: parts[k].part.triangles,
      firstTriangle: firsts[k],
      coords: parts[k].part.coords,
      isHole: parts[k].part.isHole,
    });
  };
  const prepare = (factors: SampleFactors): Float32Array => {
    const landmarks = actor.move(factors);
    setContext(context, landmarks, factors);
    shadow.clear();
    parts.forEach((part, k) => {
      project(part.world, stage, screens[k]);
      if (part.part.castsShadow) shadow.add(part.part, part.world);
    });
    return landmarks;
  };

  prepare(stage);
  drawPart(0);
  const stillDepth = grid.depth.slice();
  const stillSamples = paintBackdrop(gridWidth, gridHeight, seed + 3);
  for (let o = 0; o < grid.triangle.length; o++) if (grid.triangle[o] >= 0) shade(o, stillSamples, o * 3);
  const stillLinear = new Float32Array(widthPx * heightPx * 3);
  average(stillSamples, gridWidth, { left: 0, top: 0, right: widthPx, bottom: heightPx }, stillLinear, widthPx);
  const still = makeYuvImage(widthPx, heightPx);
  film.develop(stillLinear, still, { left: 0, top: 0, right: widthPx, bottom: heightPx });
  const samples = new Float32Array(stillSamples.length);
  const linear = new Float32Array(stillLinear.length);
  const landmarksPx = new Float32Array(468 * 3);

  return {
    draw(factors, frameIndex) {
      const landmarks = prepare(factors);
      clearGrid(grid);
      grid.depth.set(stillDepth);
      for (let k = 1; k < parts.length; k++) drawPart(k);
      const box = movingBox(grid, widthPx, heightPx);
      shadeBox(grid, box, stillSamples, samples, shade);
      average(samples, gridWidth, box, linear, widthPx);
      const image = makeYuvImage(widthPx, heightPx);
      image.data.set(still.data);
      film.develop(linear, image, box);
      film.addGrain(image, frameIndex);
      project(landmarks, stage, landmarksPx);
      for (let o = 0; o < landmarksPx.length; o++) landmarksPx[o] *= o % 3 === 2 ? stage.scale : 1 / oversampling;
      return { image, landmarksPx };
    },
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

/** The part of the frame that the moving triangles cover, on even pixels with a margin. */
function movingBox(grid: VisibilityGrid, widthPx: number, heightPx: number): Box {
  const box = { left: grid.widthPx, top: grid.heightPx, right: 0, bottom: 0 };
  for (let y = 0, o = 0; y < grid.heightPx; y++) {
    for (let x = 0; x < grid.widthPx; x++, o++) {
      if (grid.triangle[o] < 0) continue;
      box.left = Math.min(box.left, x);
      box.right = Math.max(box.right, x);
      box.top = Math.min(box.top, y);
      box.bottom = y;
    }
  }
  const even = (value: number, limit: number): number =>
    Math.max(0, Math.min(limit, Math.floor(value / oversampling / 2) * 2));
  return {
    left: even(box.left, widthPx),
    top: even(box.top, heightPx),
    right: even(box.right + 8, widthPx),
    bottom: even(box.bottom + 8, heightPx),
  };
}

function shadeBox(
  grid: VisibilityGrid,
  box: Box,
  still: Float32Array,
  samples: Float32Array,
  shade: (o: number, into: Float32Array, at: number) => void,
): void {
  for (let y = box.top * oversampling; y < box.bottom * oversampling; y++) {
    for (let x = box.left * oversampling; x < box.right * oversampling; x++) {
      const o = y * grid.widthPx + x;
      if (grid.triangle[o] >= 0) shade(o, samples, o * 3);
      else samples.set(still.subarray(o * 3, o * 3 + 3), o * 3);
    }
  }
}

function average(samples: Float32Array, gridWidth: number, box: Box, out: Float32Array, widthPx: number): void {
  for (let y = box.top; y < box.bottom; y++) {
    for (let x = box.left; x < box.right; x++) {
      const o = (y * oversampling * gridWidth + x * oversampling) * 3;
      for (let d = 0; d < 3; d++) {
        const row = gridWidth * 3;
        out[(y * widthPx + x) * 3 + d] =
          (Math.min(2, samples[o + d]) +
            Math.min(2, samples[o + 3 + d]) +
            Math.min(2, samples[o + row + d]) +
            Math.min(2, samples[o + row + 3 + d])) /
          4;
      }
    }
  }
}

import type { CanonicalFace } from '../../../core/geometry/canonical-face.ts';
import { leftEyeRows, rightEyeRows } from '../face/landmark-rows.ts';
import { headMaterials, makeHeadSurface } from '../face/head-surface.ts';
import type { SampleFactors } from '../sample-factors.ts';
import { makeBodyPart, makeNeckPart } from './body-parts.ts';
import {
  makeEyeballPart,
  makeHairParts,
  makeLashPart,
  makeTeethPart,
  makeTonguePart,
  turnEyeball,
} from './head-parts.ts';
import { computeNormals, type MeshPart } from './mesh-part.ts';

/** A part as it stands in the world. */
export interface PlacedPart {
  readonly part: MeshPart;
  /** [P, 3] iod from the nose bridge of the neutral pose. */
  readonly world: Float32Array;
  /** [P, 3] unit, in the world. */
  readonly worldNormals: Float32Array;
}

/** The person: a body that stands still, and a head and neck that follow the factors. */
export interface Actor {
  readonly body: PlacedPart;
  readonly moving: readonly PlacedPart[];
  /** Moves everything. Returns the coarse mesh [N=468, 3] in the world: the exact landmarks of the frame. */
  move(factors: SampleFactors): Float32Array;
}

const bridge = 168;

/**
 * Builds the actor.
 *
 * @param stage nose bridge (px) and scale (px per iod) of the neutral pose: where the body stands
 */
export function makeActor(face: CanonicalFace, stage: { x: number; y: number; scale: number }, seed: number): Actor {
  const surface = makeHeadSurface(face);
  const pointCount = surface.textureXy.length / 2;
  const shared = {
    positions: new Float32Array(pointCount * 3),
    normals: new Float32Array(pointCount * 3),
    coords: surface.textureXy,
  };
  const trianglesOf = (material: number): Uint32Array =>
    surface.triangles.filter((_, k) => surface.materials[Math.floor(k / 3)] === material);
  const skin: MeshPart = { ...shared, material: 'skin', triangles: trianglesOf(headMaterials.skin), castsShadow: true };
  const lining: MeshPart = {
    ...shared,
    material: 'lining',
    triangles: trianglesOf(headMaterials.lining),
    castsShadow: false,
  };
  const eyes = (['right', 'left'] as const).map((side) => {
    const part = makeEyeballPart(surface.eyeballs[side]);
    return { part, ball: surface.eyeballs[side], straight: part.positions.slice() };
  });
  const seam = surface.rest[61 * 3 + 1];
  const upperTeeth = makeTeethPart(-1, seam + 0.022, -0.5);
  const jawParts = [makeTeethPart(1, seam + 0.012, -0.475), makeTonguePart()].map((part) => ({
    part,
    rest: part.positions.slice(),
    restNormals: part.normals.slice(),
  }));
  const lashes = [makeLashPart(surface.lashRoots.right, -1), makeLashPart(surface.lashRoots.left, 1)];
  const neck = placed(makeNeckPart());
  const head = [
    skin,
    lining,
    ...eyes.map((eye) => eye.part),
    upperTeeth,
    ...jawParts.map((jaw) => jaw.part),
    ...lashes.map((lash) => lash.part),
    ...makeHairParts(seed),
  ].map(placed);
  const origin = surface.rest.slice(bridge * 3, bridge * 3 + 3);
  const body = placed(makeBodyPart());
  placeWithoutPose(body, origin);
  const chinRest = surface.rest[152 * 3 + 1];
  const landmarks = new Float32Array(468 * 3);
  return {
    body,
    moving: [...head, neck],
    move(factors) {
      const coarse = surface.pose(factors, shared.positions);
      computeNormals(shared.positions, surface.triangles, shared.normals);
      eyes.forEach(({ part, ball, straight }) => turnEyeball(straight, ball, factors.gazeYaw, factors.gazePitch, part));
      const drop = coarse[152 * 3 + 1] - chinRest;
      jawParts.forEach((jaw, k) => dropJawPart(jaw, drop, k === 1 ? factors.tongue : 0));
      lashes[0].update(shared.positions, lidDrop(coarse, surface.rest, rightEyeRows.upper[4], rightEyeRows.lower[4]));
      lashes[1].update(shared.positions, lidDrop(coarse, surface.rest, leftEyeRows.upper[4], leftEyeRows.lower[4]));
      const pose = poseOf(factors, stage, origin);
      for (const part of head) placeWithPose(part, pose);
      placeNeck(neck, pose, origin);
      applyPose(pose, coarse, landmarks);
      return landmarks;
    },
  };
}

function placed(part: MeshPart): PlacedPart {
  return {
    part,
    world: new Float32Array(part.positions.length),
    worldNormals: new Float32Array(part.positions.length),
  };
}

interface Pose {
  readonly rotation: Float64Array;
  readonly origin: ArrayLike<number>;
  readonly at: readonly [number, number, number];
  readonly size: number;
}

/** Rotation about the nose bridge: yaw, then pitch, then roll. */
export function headRotation(yaw: number, pitch: number, roll: number): Float64Array {
  const [cy, sy, cp, sp, cr, sr] = [
    Math.cos(yaw),
    Math.sin(yaw),
    Math.cos(pitch),
    Math.sin(pitch),
    Math.cos(roll),
    Math.sin(roll),
  ];
  const yawed = [cy, 0, -sy, 0, 1, 0, sy, 0, cy];
  const pitched = [1, 0, 0, 0, cp, -sp, 0, sp, cp];
  const rolled = [cr, -sr, 0, sr, cr, 0, 0, 0, 1];
  const product = (a: number[], b: number[]): number[] =>
    a.map((_, k) => [0, 1, 2].reduce((sum, j) => sum + a[k - (k % 3) + j] * b[j * 3 + (k % 3)], 0));
  return Float64Array.from(product(rolled, product(pitched, yawed)));
}

function poseOf(
  factors: SampleFactors,
  stage: { x: number; y: number; scale: number },
  origin: ArrayLike<number>,
): Pose {
  return {
    rotation: headRotation(factors.yaw, factors.pitch, factors.roll),
    origin,
    at: [(factors.x - stage.x) / stage.scale, (factors.y - stage.y) / stage.scale, 0],
    size: factors.scale / stage.scale,
  };
}

function applyPose({ rotation: r, origin, at, size }: Pose, points: Float32Array, out: Float32Array): void {
  for (let o = 0; o < points.length; o += 3) {
    const [x, y, z] = [points[o] - origin[0], points[o + 1] - origin[1], points[o + 2] - origin[2]];
    out[o] = size * (r[0] * x + r[1] * y + r[2] * z) + at[0];
    out[o + 1] = size * (r[3] * x + r[4] * y + r[5] * z) + at[1];
    out[o + 2] = size * (r[6] * x + r[7] * y + r[8] * z) + at[2];
  }
}

function placeWithPose({ part, world, worldNormals }: PlacedPart, pose: Pose): void {
  applyPose(pose, part.positions, world);
  applyPose({ rotation: pose.rotation, origin: [0, 0, 0], at: [0, 0, 0], size: 1 }, part.normals, worldNormals);
}

function placeWithoutPose({ part, world, worldNormals }: PlacedPart, origin: ArrayLike<number>): void {
  for (let o = 0; o < world.length; o++) world[o] = part.positions[o] - origin[o % 3];
  worldNormals.set(part.normals);
}

/** The neck's top follows the head, its bottom the body. */
function placeNeck(neck: PlacedPart, pose: Pose, origin: ArrayLike<number>): void {
  applyPose(pose, neck.part.positions, neck.world);
  for (let i = 0; i < neck.world.length / 3; i++) {
    const v = neck.part.coords[i * 2 + 1];
    const still = Math.min(1, v / 0.8) ** 1.2;
    for (let d = 0; d < 3; d++)
      neck.world[i * 3 + d] += (neck.part.positions[i * 3 + d] - origin[d] - neck.world[i * 3 + d]) * still;
  }
  computeNormals(neck.world, neck.part.triangles, neck.worldNormals);
}

function dropJawPart(
  jaw: { part: MeshPart; rest: Float32Array; restNormals: Float32Array },
  drop: number,
  tongue: number,
): void {
  const angle = Math.asin(Math.max(-0.1, Math.min(0.7, drop / 0.78)));
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  for (let o = 0; o < jaw.rest.length; o += 3) {
    const y = jaw.rest[o + 1] - 0.05;
    const z = jaw.rest[o + 2] - 0.3;
    const tip = tongue * (drop * 0.75 + 0.05) * Math.max(0, Math.min(1, (-0.15 - jaw.rest[o + 2]) / 0.3));
    jaw.part.positions[o] = jaw.rest[o];
    jaw.part.positions[o + 1] = 0.05 + y * c - z * s - tip;
    jaw.part.positions[o + 2] = 0.3 + y * s * 0.6 + z * c;
  }
  jaw.part.normals.set(jaw.restNormals);
}

/** 0 with the eye as at rest, 1 with the lid shut. */
function lidDrop(coarse: Float32Array, rest: Float32Array, upper: number, lower: number): number {
  const gap = coarse[lower * 3 + 1] - coarse[upper * 3 + 1];
  return 1 - Math.max(0, Math.min(1, gap / (rest[lower * 3 + 1] - rest[upper * 3 + 1])));
}

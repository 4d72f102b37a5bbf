import { clearGrid, drawTriangles, makeVisibilityGrid } from './rasteriser.ts';
import type { MeshPart } from './mesh-part.ts';
import type { Triple } from './lighting.ts';

/** What a lamp sees, for soft shadows. */
export interface ShadowMap {
  clear(): void;
  /** Adds a part that stops the light; positions are [P, 3] in the world, iod. */
  add(part: MeshPart, world: Float32Array): void;
  /** Share of the lamp's light that reaches a place, 0 to 1. */
  lightAt(x: number, y: number, z: number): number;
}

const mapSize = 720;
/** iod from edge to edge of the map. */
const mapSpan = 5.4;
const centre = [0, 0.5, 0.4] as const;
/** Depth that a surface may lie behind another and still be the same surface, iod. */
const slack = 0.045;

/** Offsets in the map that a soft edge is averaged over: two turned rings and the middle. */
const taps = Float32Array.from(
  [
    [0, 0],
    ...[0, 1, 2, 3, 4, 5].map((k) => [2.4 * Math.cos(k * 1.047), 2.4 * Math.sin(k * 1.047)]),
    ...[0, 1, 2, 3, 4, 5, 6, 7].map((k) => [5 * Math.cos(k * 0.785 + 0.3), 5 * Math.sin(k * 0.785 + 0.3)]),
  ].flat(),
);

/** Makes a map for a far lamp in the given direction. */
export function makeShadowMap(direction: Triple): ShadowMap {
  const grid = makeVisibilityGrid(mapSize, mapSize);
  const right = unit([direction[2], 0, -direction[0]]);
  const down = [
    direction[1] * right[2] - direction[2] * right[1],
    direction[2] * right[0] - direction[0] * right[2],
    direction[0] * right[1] - direction[1] * right[0],
  ];
  const scale = mapSize / mapSpan;
  const project = (x: number, y: number, z: number): [number, number, number] => {
    const [dx, dy, dz] = [x - centre[0], y - centre[1], z - centre[2]];
    return [
      mapSize / 2 + scale * (dx * right[0] + dy * right[1] + dz * right[2]),
      mapSize / 2 + scale * (dx * down[0] + dy * down[1] + dz * down[2]),
      -(dx * direction[0] + dy * direction[1] + dz * direction[2]),
    ];
  };
  let scratch = new Float32Array(0);
  return {
    clear: () => clearGrid(grid),
    add({ triangles, coords, isHole }, world) {
      if (scratch.length < world.length) scratch = new Float32Array(world.length);
      for (let o = 0; o < world.length; o += 3) scratch.set(project(world[o], world[o + 1], world[o + 2]), o);
      drawTriangles(grid, { screen: scratch, triangles, firstTriangle: 0, coords, isHole });
    },
    lightAt(x, y, z) {
      const dx = x - centre[0];
      const dy = y - centre[1];
      const dz = z - centre[2];
      const px = mapSize / 2 + scale * (dx * right[0] + dy * right[1] + dz * right[2]);
      const py = mapSize / 2 + scale * (dx * down[0] + dy * down[1] + dz * down[2]);
      const limit = -(dx * direction[0] + dy * direction[1] + dz * direction[2]) - slack;
      let reached = 0;
      for (let k = 0; k < taps.length; k += 2) {
        const mx = (px + taps[k] + 0.5) | 0;
        const my = (py + taps[k + 1] + 0.5) | 0;
        if (mx < 0 || my < 0 || mx >= mapSize || my >= mapSize || grid.depth[my * mapSize + mx] > limit) reached++;
      }
      return (2 * reached) / taps.length;
    },
  };
}

function unit([x, y, z]: readonly [number, number, number]): Triple {
  const length = Math.hypot(x, y, z);
  return [x / length, y / length, z / length];
}
